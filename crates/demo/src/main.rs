//! A small helpdesk around the card: the worked example for vendors.
//!
//! What a vendor's backend has to do is in two files: [`host_token`] says, signed, who is asking about whom, and
//! [`card`] trades that for the address of a card. The browser's side is the element
//! `<shopify-context-card>`, as `www/demo/inbox.js` uses it.

mod card;
mod conversations;
mod host_token;
mod options;
mod pages;
mod routes;
mod stop;

use clap::Parser as _;
use std::io::Write as _;
use std::process::ExitCode;

/// Why the inbox does not run; each says what to do.
#[derive(Debug, thiserror::Error)]
enum DemoError {
    #[error("set {0} to the signing secret that `context-card inbox add` printed")]
    NoSecret(&'static str),
    #[error("can't listen on {address} ({reason}): choose another address with --listen, or end what uses it")]
    Listen { address: std::net::SocketAddr, reason: std::io::Error },
    #[error("--card-url must be an address like http://127.0.0.1:8787, not {0:?}")]
    CardUrl(String),
    #[error("this build of the inbox is broken: conversations.json can't be read ({0})")]
    Conversations(#[from] serde_json::Error),
    #[error("the inbox stopped: {0}")]
    Serve(std::io::Error),
    #[error("can't make an HTTP client: {0}")]
    Client(reqwest::Error),
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "context_card_demo=info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    match run(options::Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The last word of a process that can't go on; nothing is left to do where even this fails.
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: options::Options) -> Result<(), DemoError> {
    let secret = std::env::var(options::SECRET).map_err(|_| DemoError::NoSecret(options::SECRET))?;
    let card_site = options.card_site().ok_or_else(|| DemoError::CardUrl(options.card_url.clone()))?;

    let address = options.listen;
    let listener =
        tokio::net::TcpListener::bind(address).await.map_err(|reason| DemoError::Listen { address, reason })?;
    let origin = format!("http://{}", listener.local_addr().map_err(DemoError::Serve)?);

    let signer = host_token::Signer::new(&secret, options.key.clone(), origin.clone(), options.agent());
    let card = card::Card::new(card_site, options.inbox.clone()).map_err(DemoError::Client)?;
    let conversations = conversations::Conversations::load()?;
    if let Err(reason) = card.choose_fields(&signer).await {
        tracing::warn!(%reason, "the card's fields could not be chosen; it shows its default ones");
    }

    let app = routes::router(routes::Helpdesk::new(origin.clone(), conversations, signer, card));
    let stopped = stop::asked(options.until_stdin_closes);
    // Whoever started us may be gone already; the inbox works without a listener for this line.
    let _ = writeln!(std::io::stdout(), "listening on {origin}");

    // Connections that browsers keep open are not waited for: nothing is lost by cutting them.
    tokio::select! {
        served = axum::serve(listener, app) => served.map_err(DemoError::Serve),
        () = stopped => Ok(()),
    }
}
