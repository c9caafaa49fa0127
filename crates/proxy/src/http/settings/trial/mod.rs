//! `POST /api/settings/inboxes/trial`: an owner tries an inbox. The panel plays the host; here a host token is made or looked
//! at, by the very checks that let agents in.
//!
//! | file | what lives there |
//! |---|---|
//! | `steps` | what was found, step by step, in words |

mod steps;

use super::admin::Admin;
use super::inbox_of;
use crate::app::App;
use crate::auth::{
    AUDIENCE, Algorithm, Behind, LONGEST_LIFE, Nonce, Role, Session, TICKET_LIFE, Ticket, Vouched, sign_host_token,
};
use crate::contact::{Contact, Email};
use crate::db::{AccessKind, Inbox, InboxKey, KeyRow, NewAccess};
use crate::error::ApiError;
use crate::http::body::Body;
use crate::http::sign_in::examine;
use crate::ids::{KeyId, random_text};
use crate::text::Zone;
use crate::tokens::{Purpose, SigningSecret};
use axum::Json;
use axum::extract::State;
use context_card_wire::ProblemReply;
use context_card_wire::settings::{TrialProof, TrialReply, TrialRequest};
use serde_json::json;

/// Checks a host token step by step without using it up: one that is made here, or one of the host's own backend. Where the
/// inbox has only public keys, a ticket is made in place of a host token.
#[utoipa::path(post, path = "/api/settings/inboxes/trial", request_body = TrialRequest, security(("session" = [])), responses(
    (status = 200, body = TrialReply), (status = 422, body = ProblemReply), (status = "4XX", body = ProblemReply),
    (status = "5XX", body = ProblemReply)))]
pub(crate) async fn attempt(
    State(app): State<App>,
    admin: Admin,
    Body(request): Body<TrialRequest>,
) -> Result<Json<TrialReply>, ApiError> {
    admin.needs(Role::Owner)?;
    let inbox = inbox_of(&app, &admin, &request.inbox).await?;
    if !inbox.host.has_page() {
        let sentence = admin.text().settings().pages.no_page.text();
        return Err(ApiError::rule("inbox", sentence).in_locale(&admin.locale));
    }
    let stores = app.db.stores_of_inbox(&inbox).await?;
    let keys = app.db.keys(&inbox.tenant).await?;
    let keys: Vec<_> = keys.iter().filter(|key| key.inbox == inbox.inbox && key.revoked.is_none()).collect();
    let mut reply = TrialReply {
        steps: Vec::new(),
        remarks: steps::remarks(&admin.text(), &inbox, !stores.is_empty(), &keys),
        accepted: false,
        token: None,
        address: None,
    };
    let token = match &request.proof {
        TrialProof::Token(token) => token.trim().to_owned(),
        TrialProof::Email(text) => {
            let email = Email::parse(text, true);
            let wrong = || ApiError::rule("email", admin.text().settings().trial.email.text());
            let email = email.ok_or_else(|| wrong().in_locale(&admin.locale))?;
            record(&app, &admin, &inbox).await?;
            match (signing_key(&app, &inbox, &keys).await?, keys.first()) {
                (Some(key), _) => sign(&app, &admin, &inbox, &key, &email, request.nonce.as_deref()).await?,
                (None, Some(key)) => {
                    let address = ticket(&app, &admin, &inbox, &key.key, email).await?;
                    return Ok(Json(TrialReply { accepted: true, address: Some(address), ..reply }));
                }
                (None, None) => return Ok(Json(reply)),
            }
        }
    };
    // Without a hello there is no nonce to compare with.
    let nonce = request.nonce.as_deref().map_or(Nonce::Backend, |nonce| Nonce::OfCard(Some(nonce)));
    let examined = examine(&app, &token, nonce, Some(&inbox)).await?;
    let used = match &examined.claims {
        Some(claims) => {
            let fingerprint = Vouched::new(claims.clone()).fingerprint;
            app.db.token_was_used(&inbox.tenant, &fingerprint).await?
        }
        None => false,
    };
    reply.accepted = examined.broken.is_empty() && !used;
    reply.steps = steps::steps(&admin.text(), &inbox, &examined, used, request.nonce.is_some());
    reply.token = matches!(request.proof, TrialProof::Email(_)).then_some(token);
    Ok(Json(reply))
}

/// The newest key that can sign here.
async fn signing_key(app: &App, inbox: &Inbox, keys: &[&KeyRow]) -> Result<Option<InboxKey>, ApiError> {
    let Some(row) = keys.iter().find(|key| key.algorithm == Algorithm::Hs256) else { return Ok(None) };
    Ok(app.db.inbox_key(&inbox.tenant, &row.key).await?.map(|(_, key)| key))
}

/// A host token as the host's backend would sign it, of an owner.
async fn sign(
    app: &App,
    admin: &Admin,
    inbox: &Inbox,
    key: &InboxKey,
    email: &Email,
    nonce: Option<&str>,
) -> Result<String, ApiError> {
    let data_key = app.data_key(&inbox.tenant).await?;
    let secret = data_key
        .open(Purpose::SigningSecret, &[inbox.inbox.as_str(), key.key.as_str()], &key.sealed)
        .map_err(ApiError::internal)?;
    let now = app.clock.unix();
    let mut claims = json!({
        "aud": AUDIENCE,
        "iss": inbox.origins.first().map(String::as_str).unwrap_or_default(),
        "sub": admin.id,
        "role": Role::Agent.as_str(),
        "locale": admin.locale.to_string(),
        "iat": now,
        "exp": now + LONGEST_LIFE.min(60),
        "jti": random_text(20).map_err(ApiError::internal)?,
        "contact": {"emails": [{"address": email.address, "verified": true}]},
    });
    if let Some(zone) = admin.zone.as_ref().and_then(Zone::name) {
        claims["timezone"] = json!(zone);
    }
    if let Some(nonce) = nonce {
        claims["nonce"] = json!(nonce);
    }
    sign_host_token(&claims, &key.key, &SigningSecret::new(secret)).map_err(ApiError::internal)
}

/// The address of the card with a ticket, for a trial.
async fn ticket(app: &App, admin: &Admin, inbox: &Inbox, key: &KeyId, email: Email) -> Result<String, ApiError> {
    let contact = Contact { emails: vec![email], ..Contact::default() };
    let now = app.clock.unix();
    let mut session = Session::begin(inbox, Behind::Key(key.clone()), &admin.id, Role::Agent, vec![contact], now)?;
    session.locale = Some(admin.locale.to_string());
    let ticket = Ticket::random()?;
    app.db.add_ticket(&ticket.hash(), inbox, &ticket.seal(&session)?, now + TICKET_LIFE).await?;
    Ok([&app.public_url.path(&ticket.path(&inbox.inbox)), "&trial=1"].concat())
}

/// An owner who types an e-mail searches by it: on record before anybody is seen, in each store that will be asked.
async fn record(app: &App, admin: &Admin, inbox: &Inbox) -> Result<(), ApiError> {
    let stores = app.db.stores_of_inbox(inbox).await?;
    let entries: Vec<_> = stores
        .iter()
        .map(|row| NewAccess {
            what: AccessKind::Searched,
            inbox: &inbox.inbox,
            agent: &admin.id,
            store: &row.store.id,
            subject: None,
        })
        .collect();
    Ok(app.db.record_access(&inbox.tenant, &entries, app.clock.unix()).await?)
}
