//! `context-card-sandbox`: Shopify shops on this machine.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser;
use context_card_sandbox::{API_VERSION, Options, Sandbox};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A Shopify stand-in: shops with customers and orders, behind Shopify's Admin GraphQL API.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:9999", env = "CONTEXT_CARD_SANDBOX_LISTEN")]
    listen: SocketAddr,
    /// The moment at which the shops begin, such as 2026-11-21T09:00:00Z; the real time where this is not said.
    #[arg(long, value_parser = moment)]
    now: Option<OffsetDateTime>,
    /// Takes webhook addresses without TLS too, which Shopify refuses.
    #[arg(long)]
    plain_webhooks: bool,
    /// Prints the shops with their tokens as JSON, and ends.
    #[arg(long)]
    print_tokens: bool,
    /// Ends when standard input closes: for programs that start it and must not leave it behind.
    #[arg(long)]
    until_stdin_closes: bool,
}

fn moment(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339).map_err(|_| "write it like 2026-11-21T09:00:00Z".to_owned())
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say_error(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let listen = if arguments.print_tokens { None } else { Some(arguments.listen) };
    let plain_webhooks = arguments.plain_webhooks;
    let sandbox = Sandbox::start(Options { listen, now: arguments.now, running: true, plain_webhooks }).await?;
    if arguments.print_tokens {
        let shops: Vec<_> = sandbox
            .shops()
            .iter()
            .map(|s| serde_json::json!({"shop": s.domain, "name": s.name, "token": s.token, "scopes": s.scopes}))
            .collect();
        say(&serde_json::Value::from(shops).to_string());
        return Ok(());
    }
    for shop in sandbox.shops() {
        say(&format!("{:<32} {:<16} {}  {}", shop.domain, shop.name, shop.token, shop.scopes.join(",")));
    }
    for (app, what) in [
        (sandbox.ready_app(), "to be installed, from any loopback address"),
        (sandbox.own_app(), "for client credentials, installed in every shop"),
    ] {
        say(&format!("{:<32} {:<16} {}  {what}", "app", app.client_id, app.client_secret));
    }
    say(&format!("{}/admin/api/{API_VERSION}/graphql.json", sandbox.url_template()));
    say(&format!("listening on {}", sandbox.origin()));
    tokio::select! {
        () = stopped() => {}
        () = stdin_closed(), if arguments.until_stdin_closes => {}
    }
    Ok(())
}

/// Returns when standard input is at its end.
async fn stdin_closed() {
    let (tell, told) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        // Whatever comes is of no interest, and an error ends it too.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let _ = tell.send(());
    });
    let _ = told.await;
}

/// Returns on Ctrl-C and on SIGTERM.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = term.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

#[expect(clippy::print_stdout, reason = "it is what the program prints")]
fn say(line: &str) {
    println!("{line}");
}

#[expect(clippy::print_stderr, reason = "it is where errors go")]
fn say_error(line: &str) {
    eprintln!("context-card-sandbox: {line}");
}
