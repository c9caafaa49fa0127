//! `GET /embed/{inbox}`: the page in the host's frame. Everything starts here at once: the words, the first words to the
//! host, the preloaded Wasm and, where the address carries a ticket, the card itself.

pub(crate) mod inline;
mod page;
mod policy;
pub(crate) mod signed;

use super::asker::{Asker, behind};
use super::card::{Wish, card_of, draw};
use super::pages::{no_card, no_page, session_of};
use super::session::seal;
use super::sign_ins::resumed;
use super::signed_address::arrive;
use crate::app::{App, locale_of, locale_of_page};
use crate::auth::{Session, Ticket};
use crate::db::Inbox;
use crate::error::ApiError;
use crate::host_kind::{HostKind, Trust};
use crate::ids::InboxId;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use context_card_wire::{Arrival, Problem};
use futures_util::stream::{self, StreamExt as _};
use page::Shell;
use serde::Deserialize;
use std::convert::Infallible;
use utoipa::IntoParams;

/// What the address may carry.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Address {
    /// A ticket. It names nobody.
    pub(crate) ticket: Option<String>,
    /// What the host's backend has signed, in inboxes with a signed address. It names people: never logged, good once.
    pub(crate) scx: Option<String>,
    /// There where the panel tries the inbox: for a signed-in owner, only our own page may be around the card then.
    pub(crate) trial: Option<String>,
}

/// The page.
#[utoipa::path(get, path = "/embed/{inbox}", params(("inbox" = String, Path), Address), responses(
    (status = 200, body = String, content_type = "text/html"), (status = 404, body = String, content_type = "text/html")))]
pub(crate) async fn page(
    State(app): State<App>,
    Path(inbox): Path<String>,
    Query(address): Query<Address>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let inbox = match found(&app, &inbox).await {
        Ok(inbox) => inbox,
        Err(error) => return no_card(error, &app, &headers),
    };
    if !inbox.host.has_page() {
        return no_page(&app, &headers);
    }
    let inbox = match address.trial {
        Some(_) => tried(&app, inbox, &headers).await,
        None => inbox,
    };
    let brought = match is_navigation(&method, &headers) {
        true => brought(&app, &inbox, &address).await,
        false => None,
    };
    match brought {
        // Said at once; the boot script still asks the host who is there, and the card comes when it is switched on again.
        None if !inbox.active => whole(&app, &inbox, Some(Problem::SwitchedOff.into()), None).await,
        None => {
            let arrival = if is_navigation(&method, &headers) { signed_in(&app, &inbox, &headers).await } else { None };
            whole(&app, &inbox, None, arrival.as_ref()).await
        }
        // Used or expired is no dead end: the boot script asks the host instead, and says what to do where there is none.
        Some(Err(error)) => whole(&app, &inbox, Some(error), None).await,
        Some(Ok(session)) => streamed(app, Asker { session, inbox }),
    }
}

/// The session that the address brings: by a ticket, or signed by the host's backend. Either is used up by this.
async fn brought(app: &App, inbox: &Inbox, address: &Address) -> Option<Result<Session, ApiError>> {
    match address {
        // A host that signs nothing gets no tickets; what its address calls so is its own.
        Address { ticket: Some(ticket), .. } if inbox.host.trust() == Trust::Signed => {
            Some(take(app, inbox, ticket).await)
        }
        Address { scx: Some(scx), .. } if inbox.host.signs_address() => {
            Some(arrive(app, inbox, scx, None).await.map(|asker| asker.session))
        }
        Address { .. } => None,
    }
}

/// The inbox of an address.
pub(super) async fn found(app: &App, inbox: &str) -> Result<Inbox, ApiError> {
    let id = InboxId::parse(inbox).ok_or(Problem::NotFound)?;
    Ok(app.db.inbox(&id).await?.ok_or(Problem::NotFound)?)
}

/// The inbox as the panel tries it: in place of its own origins only ours may be around the card, and vouch for whoever is
/// asking. Only for an owner of its organisation, by their cookie. The page becomes nobody's else thereby: of our pages only
/// the panel of owners frames anything, and that is framed by nobody, so no foreign page can be anywhere above the card.
async fn tried(app: &App, inbox: Inbox, headers: &HeaderMap) -> Inbox {
    match session_of(app, headers).await {
        Ok(Some(owner)) if owner.tenant.tenant == inbox.tenant => {
            // Whatever its host is: the panel plays one that speaks scx/1.
            Inbox { origins: vec![app.public_url.origin().to_owned()], host: HostKind::Generic, ..inbox }
        }
        // The ordinary page, which our own page may not frame.
        Ok(_) => inbox,
        Err(error) => {
            tracing::warn!(%error, "could not look at an owner's session");
            inbox
        }
    }
}

/// Only a navigation uses a ticket up, never a prefetch or a look at the headers. Browsers say which it is; what does
/// not say is taken for a navigation.
pub(super) fn is_navigation(method: &Method, headers: &HeaderMap) -> bool {
    let says = |name: &str, word: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.to_ascii_lowercase().contains(word))
    };
    let ahead =
        ["sec-purpose", "purpose", "x-moz"].iter().any(|name| says(name, "prefetch") || says(name, "prerender"));
    let other = headers.contains_key("sec-fetch-mode") && !says("sec-fetch-mode", "navigate");
    *method == Method::GET && !ahead && !other
}

/// The session behind a ticket, which is used up by this.
pub(super) async fn take(app: &App, inbox: &Inbox, text: &str) -> Result<Session, ApiError> {
    let ticket = Ticket::parse(text).ok_or_else(ApiError::session_expired)?;
    let now = app.clock.unix();
    let sealed = app.db.take_ticket(&ticket.hash(), inbox, now).await?.ok_or_else(ApiError::session_expired)?;
    let session = ticket.open(&sealed)?;
    // A key that was revoked meanwhile ends the ticket too.
    match behind(app, &session).await? {
        Some(inbox) => Ok(session.within(&inbox)?.renewed(now)?),
        None => Err(ApiError::session_expired()),
    }
}

/// The session of an agent who has signed in before, where the host signs nothing: the card then takes one round trip.
async fn signed_in(app: &App, inbox: &Inbox, headers: &HeaderMap) -> Option<Arrival> {
    let arrival = async {
        let Some(session) = resumed(app, inbox, headers).await? else { return Ok(None) };
        let sealed = seal(app, &session)?;
        Ok::<_, ApiError>(Some(Arrival { session: sealed.session, expires_in: sealed.expires_in, card: None }))
    };
    // Without it the card asks for a code: nothing is lost.
    arrival.await.inspect_err(|error| tracing::warn!(?error, "could not resume a sign-in")).ok().flatten()
}

/// The name of the organisation's provider, where agents sign in.
async fn provider(app: &App, inbox: &Inbox) -> Option<String> {
    if inbox.host.trust() != Trust::Unsigned {
        return None;
    }
    let row = app.db.provider(&inbox.tenant).await;
    // Without it there is still the code.
    row.inspect_err(|error| tracing::warn!(%error, "could not look for a provider")).ok().flatten().map(|row| row.label)
}

/// The page of an inbox without a card: the host will say who is asking, or of whom the conversation is.
async fn whole(app: &App, inbox: &Inbox, problem: Option<ApiError>, arrival: Option<&Arrival>) -> Response {
    let locale = locale_of_page(inbox);
    let shell = Shell::new(app, inbox, &locale, provider(app, inbox).await);
    let notice = problem.map(|error| error.in_locale(&locale).notice());
    let tail = match &notice {
        Some(notice) => shell.tail_without(inbox, notice),
        None => shell.tail(arrival),
    };
    let html = [shell.head(), shell.waiting(notice.as_ref()), tail].concat();
    (page_headers(app, inbox), html).into_response()
}

/// The page with the card: the head goes out at once, so that style and Wasm load while Shopify answers.
fn streamed(app: App, asker: Asker) -> Response {
    let locale = locale_of(&asker.session);
    // Who comes with a ticket is known.
    let shell = Shell::new(&app, &asker.inbox, &locale, None);
    let headers = page_headers(&app, &asker.inbox);
    let head = shell.head();
    let rest = async move {
        match arrival(&app, &asker).await {
            Ok((arrival, html)) => [shell.card(&html), shell.tail(Some(&arrival))].concat(),
            Err(error) => {
                let notice = error.in_locale(&locale).notice();
                [shell.waiting(Some(&notice)), shell.tail_without(&asker.inbox, &notice)].concat()
            }
        }
    };
    let chunks = stream::once(async move { head }).chain(stream::once(rest));
    let body = Body::from_stream(chunks.map(|text| Ok::<_, Infallible>(Bytes::from(text))));
    (headers, body).into_response()
}

async fn arrival(app: &App, asker: &Asker) -> Result<(Arrival, String), ApiError> {
    let card = card_of(app, asker, Wish::default()).await?;
    let html = draw(app, &asker.session, &card);
    let sealed = seal(app, &asker.session)?;
    Ok((Arrival { session: sealed.session, expires_in: sealed.expires_in, card: Some(card) }, html))
}

fn page_headers(app: &App, inbox: &Inbox) -> [(HeaderName, HeaderValue); 3] {
    let policy = policy::of_page(inbox.host.as_str(), &inbox.origins, app.picture_origin.as_deref());
    [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_str(&policy).unwrap_or(policy::NOTHING)),
        (
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()"),
        ),
    ]
}
