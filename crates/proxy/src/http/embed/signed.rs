//! `POST /embed/{inbox}`: the first request for the page, signed by a host that signs nothing after it. So Zendesk begins, for
//! apps with signed addresses: it signs in the agent; of whom the conversation is, the host says later, as a hint.

use super::page::Shell;
use super::{found, page_headers};
use crate::app::{App, locale_of_page};
use crate::auth::{Algorithm, Audience, Claims, Refused, Session, Vouched, open_host_token};
use crate::db::{Inbox, KeyRow};
use crate::error::ApiError;
use crate::host_kind::Trust;
use crate::http::pages::no_card;
use crate::http::session::seal;
use crate::ids::KeyId;
use crate::tokens::{Purpose, SigningSecret};
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use context_card_wire::{Arrival, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

/// The longest that such a token may hold, in seconds: so long its being used is remembered.
const LONGEST_LIFE: i64 = 24 * 60 * 60;
/// By how much clocks may differ, in seconds.
const CLOCK_DIFFERENCE: i64 = 60;
/// The longest token that is looked at, in bytes.
const LONGEST_TOKEN: usize = 16 * 1024;

/// What is sent.
#[derive(Deserialize, ToSchema)]
pub(crate) struct FirstRequest {
    /// The JWT, signed with the host's private key.
    token: String,
}

/// The page, with a session of the agent.
#[utoipa::path(post, path = "/embed/{inbox}", params(("inbox" = String, Path)),
    request_body(content = FirstRequest, content_type = "application/x-www-form-urlencoded"), responses(
    (status = 200, body = String, content_type = "text/html"), (status = 404, body = String, content_type = "text/html")))]
pub(crate) async fn open(
    State(app): State<App>,
    Path(inbox): Path<String>,
    headers: HeaderMap,
    form: Result<Form<FirstRequest>, FormRejection>,
) -> Response {
    let inbox = match found(&app, &inbox).await {
        Ok(inbox) if inbox.host.trust() == Trust::SignedAgent => inbox,
        Ok(_) => return no_card(Problem::NotFound.into(), &app, &headers),
        Err(error) => return no_card(error, &app, &headers),
    };
    let arrival = match form {
        _ if !inbox.active => Err(Problem::SwitchedOff.into()),
        Ok(Form(FirstRequest { token })) => arrive(&app, &inbox, &token).await,
        Err(_) => Err(Refused::NotAToken.into()),
    };
    let locale = locale_of_page(&inbox);
    // Who comes this way is known.
    let shell = Shell::new(&app, &inbox, &locale, None);
    let (notice, arrival) = match arrival {
        Ok(arrival) => (None, Some(arrival)),
        Err(error) => (Some(error.in_locale(&locale).notice()), None),
    };
    let html = [shell.head(), shell.waiting(notice.as_ref()), shell.tail(arrival.as_ref())].concat();
    (page_headers(&app, &inbox), html).into_response()
}

/// Checks the token in every way, uses it up, and begins a session.
async fn arrive(app: &App, inbox: &Inbox, token: &str) -> Result<Arrival, ApiError> {
    let (key, claims) = signer(app, inbox, token).await?;
    let now = app.clock.unix();
    let origin = held(&claims, &inbox.origins, now)?.to_owned();
    let Vouched { claims, fingerprint, remember_until } = Vouched::new(claims);
    // Last, so that a token that was refused for another reason is not used up.
    if !app.db.use_token(&inbox.tenant, &fingerprint, remember_until + CLOCK_DIFFERENCE).await? {
        return Err(Refused::Used.into());
    }
    let session = Session::from_first_request(inbox, &key, &claims.sub, &origin, now)?;
    let sealed = seal(app, &session)?;
    Ok(Arrival { session: sealed.session, expires_in: sealed.expires_in, card: None })
}

/// Which of the inbox's public keys has signed it: its header names none of ours.
async fn signer(app: &App, inbox: &Inbox, token: &str) -> Result<(KeyId, Claims), ApiError> {
    if token.len() > LONGEST_TOKEN {
        return Err(Refused::NotAToken.into());
    }
    let data_key = app.data_key(&inbox.tenant).await?;
    let mut refused = Refused::UnknownKey;
    let signs = |row: &KeyRow| row.inbox == inbox.inbox && row.revoked.is_none() && row.algorithm == Algorithm::Rs256;
    for row in app.db.keys(&inbox.tenant).await?.into_iter().filter(signs) {
        let Some((_, key)) = app.db.inbox_key(&inbox.tenant, &row.key).await? else { continue };
        let text = data_key
            .open(Purpose::SigningSecret, &[inbox.inbox.as_str(), key.key.as_str()], &key.sealed)
            .map_err(ApiError::internal)?;
        match open_host_token(token, key.algorithm, &SigningSecret::new(text)) {
            Ok(claims) => return Ok((key.key, claims)),
            Err(why) => refused = why,
        }
    }
    Err(refused.into())
}

/// The origin that the token is for, where it holds by every rule.
fn held<'a>(claims: &Claims, origins: &'a [String], now: i64) -> Result<&'a str, Refused> {
    let life = claims.exp.checked_sub(claims.iat).ok_or(Refused::Claims)?;
    if claims.jti.is_empty() || claims.sub.is_empty() || life < 0 {
        return Err(Refused::Claims);
    }
    if life > LONGEST_LIFE {
        return Err(Refused::TooLong);
    }
    if now > claims.exp.saturating_add(CLOCK_DIFFERENCE) {
        return Err(Refused::Expired);
    }
    if claims.iat > now.saturating_add(CLOCK_DIFFERENCE) {
        return Err(Refused::Future);
    }
    origins.iter().find(|origin| is_for(&claims.aud, origin)).map(String::as_str).ok_or(Refused::Audience)
}

/// Whether an audience names the account of an origin, and an installation: one key signs for every account that has the app.
/// The account's name has to stand in it whole.
fn is_for(audience: &Audience, origin: &str) -> bool {
    let host = origin.split("://").last().unwrap_or_default();
    let names = |one: &String| {
        let mut words = one.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':')));
        let installed = one.bytes().any(|byte| byte.is_ascii_digit());
        installed && words.any(|word| word.eq_ignore_ascii_case(host))
    };
    match audience {
        Audience::One(one) => names(one),
        Audience::Several(several) => several.iter().any(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_for_the_account_whose_name_stands_in_it_whole() {
        let names = |audience: &str| is_for(&Audience::One(audience.into()), "https://acme.zendesk.com");
        assert!(names("https://acme.zendesk.com/api/v2/apps/installations/42.json"));
        for other in [
            "https://evil.zendesk.com/api/v2/apps/installations/42.json",
            "https://not-acme.zendesk.com/api/v2/apps/installations/42.json",
            "https://acme.zendesk.com.evil.example/installations/42",
            "https://acme.zendesk.com/",
            "",
        ] {
            assert!(!names(other), "{other}");
        }
    }
}
