//! `context-card serve`.

use super::{CommandError, Opened, open, shopify};
use crate::app::App;
use crate::config::{Common, Serve};
use crate::connect::words;
use crate::db::Db;
use crate::limits::Limits;
use crate::provider::Http;
use crate::public_url::{NotPublic, PublicUrl};
use crate::shopify::ClientError;
use crate::tokens::Keeper;
use crate::{assets, listening, router, subscriptions};
use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;

/// How often expired tickets and used host tokens are removed.
const SWEEP: Duration = Duration::from_secs(60);
/// How often stores that nobody looks at are looked after.
const KEEP_ALIVE: Duration = Duration::from_secs(60 * 60);
/// Of so many organisations at most is said that they have no store.
const MOST_NAMED: usize = 5;
/// How long running requests get to finish after a stop was asked for.
const GRACE: Duration = Duration::from_secs(5);

pub(super) async fn run(common: &Common, options: &Serve) -> Result<(), CommandError> {
    let Opened { db, vault, clock } = open(common).await?;
    let client = shopify(common)?;
    let listen = |why| CommandError::Listen { address: options.listen.to_string(), why };
    let listener = TcpListener::bind(options.listen).await.map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let public_url = public_url(options.public_url.as_deref(), &format!("http://{address}"))?;
    db.set_public_url(&public_url).await?;
    if !assets::complete() {
        tracing::warn!(
            "this binary was built without the card, so its pages can't be shown; build it with: cargo xtask build"
        );
    }
    let limits = Limits::new(options.rates(), options.trusted_proxies.clone(), &clock);
    let providers = Http::new(options.allow_loopback_issuer).map_err(ClientError::Http)?;
    let app = App::new(db.clone(), vault, client, clock.clone(), public_url, limits, providers);
    let jobs = [
        tokio::spawn(sweep(app.clone())),
        tokio::spawn(keep_alive(app.keeper.clone())),
        tokio::spawn(listening::listen(app.clone())),
        tokio::spawn(subscriptions::keep(app.clone())),
    ];
    let live = app.live.clone();

    say_what_to_do_next(&db).await?;
    let asked = Stop::listen(options.until_stdin_closes)?;
    say_listening(&address.to_string())?;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let service = router::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        asked.asked().await;
        // Their streams would go on for ever.
        live.close();
        // Nobody waits for this any more only when the server has already ended.
        let _ = stop.send(());
    });
    tokio::select! {
        ended = server => ended?,
        () = async { let _ = stopped.await; tokio::time::sleep(GRACE).await } => {
            tracing::warn!("some requests did not finish in time");
        }
    }
    jobs.iter().for_each(tokio::task::JoinHandle::abort);
    db.close().await;
    Ok(())
}

/// Standard output, not the log: scripts wait for this line.
fn say_listening(address: &str) -> Result<(), CommandError> {
    let mut out = std::io::stdout();
    writeln!(out, "listening on http://{address}")?;
    out.flush()?;
    Ok(())
}

/// Where nothing is set up yet: the commands that come next, on standard error beside the log.
async fn say_what_to_do_next(db: &Db) -> Result<(), CommandError> {
    let tenants = db.tenants().await?;
    let mut lines = Vec::new();
    if tenants.is_empty() {
        lines.push("Nothing is set up yet. In another terminal, with the same database and key file:".to_owned());
        lines.push("  context-card tenant add \"YOUR COMPANY\"".to_owned());
        lines.push(
            "It prints the next line: a link by which you sign in and set the rest up in the browser.".to_owned(),
        );
    }
    for row in tenants.iter().take(MOST_NAMED) {
        if db.stores(&row.tenant).await?.is_empty() {
            lines.push(format!("{} has no store yet. A link to sign in and connect one:", row.name));
            lines.push(format!("  {}", words::new_owner_link(Some(&row.tenant))));
        }
    }
    let mut err = std::io::stderr();
    for line in lines {
        writeln!(err, "{line}")?;
    }
    Ok(())
}

fn public_url(given: Option<&str>, fallback: &str) -> Result<PublicUrl, CommandError> {
    let text = given.unwrap_or(fallback);
    let wrong =
        |why: NotPublic| CommandError::Value { option: "--public-url", value: text.to_owned(), why: why.to_string() };
    PublicUrl::parse(text).map_err(wrong)
}

async fn sweep(app: App) {
    let mut every = tokio::time::interval(SWEEP);
    loop {
        every.tick().await;
        app.limits.sweep();
        if let Err(error) = app.db.sweep(app.clock.unix()).await {
            tracing::warn!(%error, "could not remove what has expired");
        }
    }
}

/// Refreshes the tokens of idle stores before they die.
async fn keep_alive(keeper: Keeper) {
    let mut every = tokio::time::interval(KEEP_ALIVE);
    loop {
        every.tick().await;
        match keeper.keep_alive().await {
            Ok(0) => {}
            Ok(renewed) => tracing::info!(renewed, "renewed the tokens of idle stores"),
            Err(error) => tracing::warn!(%error, "could not look after idle stores"),
        }
    }
}

/// What asks the process to stop. Made before it says that it listens, so that no signal is missed after that.
struct Stop {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
    stdin_too: bool,
}

impl Stop {
    #[cfg(unix)]
    fn listen(stdin_too: bool) -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { signals: [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?], stdin_too })
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "on unix it can fail")]
    const fn listen(stdin_too: bool) -> std::io::Result<Self> {
        Ok(Self { stdin_too })
    }

    /// Ends with Ctrl-C, with SIGTERM and, where asked for, when standard input is closed.
    async fn asked(mut self) {
        let stdin_too = self.stdin_too;
        let stdin_closed = async { if stdin_too { stdin_closed().await } else { std::future::pending().await } };
        tokio::select! {
            () = self.signal() => {}
            () = stdin_closed => {}
        }
    }

    #[cfg(unix)]
    async fn signal(&mut self) {
        let [interrupt, terminate] = &mut self.signals;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }

    #[cfg(not(unix))]
    async fn signal(&mut self) {
        // Without a handler Ctrl-C ends the process all the same.
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// Ends when standard input does. In a thread of its own, not one of tokio's: those are waited for at the end, and a read
/// of standard input may never return.
async fn stdin_closed() {
    let (ended, end) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        // However the reading ends, it has ended; and nobody may be waiting any more.
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        let _ = ended.send(());
    });
    let _ = end.await;
}
