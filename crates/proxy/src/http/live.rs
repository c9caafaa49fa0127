//! `GET /api/live`: an open card learns that something changed. A fetch stream, so that the session goes in a header.
//!
//! Lines of `text/event-stream`: `data: {"changed":{"shop":"…"}}`, and a colon now and then, which keeps the connection
//! alive. A stream ends with its session: the card opens the next one with the renewed session, which takes the place of
//! the one before.

use super::asker::{AnyAsker, Asker, holds};
use crate::app::App;
use crate::auth::Session;
use crate::error::ApiError;
use crate::live::{Seat, Stores, Told};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use context_card_wire::{Changed, LiveEvent, Problem, ProblemReply};
use futures_util::stream;
use std::collections::HashSet;
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::{Instant, Interval, interval};

/// How often a quiet stream gives a sign of life, and its session is looked at.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// When a card that found no place may try again, in seconds.
const TRY_AGAIN: u32 = 30;

/// What changes for this session's contact and customers, as it happens; and that the card is switched on again.
#[utoipa::path(get, path = "/api/live", security(("session" = [])), responses(
    (status = 200, body = LiveEvent, content_type = "text/event-stream"),
    (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn listen(State(app): State<App>, AnyAsker(asker): AnyAsker) -> Result<Response, ApiError> {
    let Asker { session, inbox } = &asker;
    let rows = app.db.stores_of_inbox(inbox).await?;
    let session = in_countries(session.clone(), rows.iter().map(|row| row.store.country.as_str()));
    let stores = match inbox.all_stores {
        true => Stores::All,
        false => Stores::Only(rows.into_iter().map(|row| row.store.id).collect()),
    };
    let seat = app.live.join(&session, stores, inbox.matching);
    let seat = seat.map_err(|_| ApiError::from(Problem::Throttled { seconds: TRY_AGAIN }))?;
    let life = Duration::from_secs(u64::from(session.expires_in(app.clock.unix())));
    let listening = Listening { app, asker, seat, until: Instant::now() + life, beat: interval(HEARTBEAT) };
    let body = Body::from_stream(stream::unfold(listening, async |mut listening| {
        let line = listening.next().await?;
        Some((Ok::<_, Infallible>(line), listening))
    }));
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        // Proxies in between are asked not to collect it.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, body).into_response())
}

/// The session with its contacts' phones as they are in these countries: changes are told with whole numbers.
fn in_countries<'a>(mut session: Session, countries: impl Iterator<Item = &'a str> + Clone) -> Session {
    for contact in &mut session.contacts {
        let local = countries.clone().flat_map(|country| contact.phones_in(country).collect::<Vec<_>>());
        contact.phones = local.chain(contact.phones.iter().cloned()).collect::<HashSet<_>>().into_iter().collect();
    }
    session
}

/// A stream that is open.
struct Listening {
    app: App,
    asker: Asker,
    seat: Seat,
    until: Instant,
    beat: Interval,
}

impl Listening {
    /// The next line; none when the stream ends. The first comes at once: it says that the stream is open.
    async fn next(&mut self) -> Option<Bytes> {
        let line = tokio::select! {
            told = self.seat.told.recv() => data(told?),
            _ = self.beat.tick() => Bytes::from_static(b":\n\n"),
            () = tokio::time::sleep_until(self.until) => return None,
        };
        // Whoever may not ask any more is not told anything either.
        holds(&self.app, &self.asker.session).await.then_some(line)
    }
}

fn data(shop: Told) -> Bytes {
    let event = serde_json::to_string(&LiveEvent { changed: Changed { shop } }).unwrap_or_default();
    Bytes::from(["data: ", &event, "\n\n"].concat())
}
