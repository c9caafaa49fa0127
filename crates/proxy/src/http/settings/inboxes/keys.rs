//! `POST /api/settings/inboxes/keys` and `…/revoke`: the keys that sign an inbox's host tokens. Rotating is adding one, while
//! the one before still holds, and revoking that once the host signs with the new one.

use super::list::tell;
use super::rules::{broken, most, unfit};
use crate::app::App;
use crate::auth::{Algorithm, Role};
use crate::db::ChangeKind;
use crate::error::ApiError;
use crate::http::body::Body;
use crate::http::settings::admin::Admin;
use crate::http::settings::inbox_of;
use crate::ids::KeyId;
use crate::inboxes::{self, MOST_KEYS, Unfit};
use crate::tokens::SigningSecret;
use axum::Json;
use axum::extract::State;
use context_card_wire::settings::{InboxSettings, KeyAdded, NewKeyRequest, RevokeKeyRequest, ShownSecret, SignsWith};
use context_card_wire::{Problem, ProblemReply};
use serde_json::json;

/// Adds a key: a signing secret that is made here and shown in this answer only, or the host's own: a public key, or Intercom's
/// client secret. Keys that hold go on holding.
#[utoipa::path(post, path = "/api/settings/inboxes/keys", request_body = NewKeyRequest, security(("session" = [])), responses(
    (status = 200, body = KeyAdded), (status = 422, body = ProblemReply), (status = "4XX", body = ProblemReply),
    (status = "5XX", body = ProblemReply)))]
pub(crate) async fn add(
    State(app): State<App>,
    admin: Admin,
    Body(request): Body<NewKeyRequest>,
) -> Result<Json<KeyAdded>, ApiError> {
    admin.needs(Role::Owner)?;
    let inbox = inbox_of(&app, &admin, &request.inbox).await?;
    let keys = app.db.keys(&inbox.tenant).await?;
    if keys.iter().filter(|key| key.inbox == inbox.inbox && key.revoked.is_none()).count() >= MOST_KEYS {
        let n = most(&admin, MOST_KEYS);
        return Err(broken(&admin, "key", |says| says.too_many_keys.fill(&[("n", &n)])));
    }
    let data_key = app.data_key(&inbox.tenant).await?;
    let signs = inbox.host.signs_with();
    let (secret, key) = match (request.public_key.map(SigningSecret::new), signs) {
        (None, SignsWith::ItsSecret) => return Err(unfit(&admin, &Unfit::HostSecret)),
        (None, SignsWith::SecretOrKey | SignsWith::OurSecret) => {
            let (secret, key) = inboxes::new_secret(&data_key, &inbox.inbox).map_err(ApiError::internal)?;
            (Some(ShownSecret(secret.expose().to_owned())), key)
        }
        (Some(text), SignsWith::ItsSecret) => {
            let secret = inboxes::host_secret(text.expose()).map_err(|why| unfit(&admin, &why))?;
            let key = inboxes::sealed(&data_key, &inbox.inbox, Algorithm::Hs256, &secret);
            (None, key.map_err(ApiError::internal)?)
        }
        (Some(pem), SignsWith::SecretOrKey | SignsWith::ItsKey) => {
            let algorithm = inboxes::public_key(&pem).map_err(|why| unfit(&admin, &why))?;
            (None, inboxes::sealed(&data_key, &inbox.inbox, algorithm, &pem).map_err(ApiError::internal)?)
        }
        // The panel offers none of these.
        (None, SignsWith::ItsKey) | (Some(_), SignsWith::OurSecret) | (_, SignsWith::Nothing) => {
            return Err(unfit(&admin, &Unfit::Key(signs)));
        }
    };
    app.db.add_key(&inbox, &key, app.clock.unix()).await?;
    let after = json!({"name": key.key, "algorithm": key.algorithm.as_str()});
    admin.change(&app, ChangeKind::KeyAdded, Some(&inbox.inbox), None, Some(after)).await?;
    Ok(Json(KeyAdded { inbox: tell(&app, &admin, &inbox.inbox).await?, key: key.key.to_string(), secret }))
}

/// Ends a key. Host tokens that it signed are refused from now on, and its sessions end at once.
#[utoipa::path(post, path = "/api/settings/inboxes/keys/revoke", request_body = RevokeKeyRequest, security(("session" = [])), responses(
    (status = 200, body = InboxSettings), (status = "4XX", body = ProblemReply), (status = "5XX", body = ProblemReply)))]
pub(crate) async fn revoke(
    State(app): State<App>,
    admin: Admin,
    Body(request): Body<RevokeKeyRequest>,
) -> Result<Json<InboxSettings>, ApiError> {
    admin.needs(Role::Owner)?;
    let inbox = inbox_of(&app, &admin, &request.inbox).await?;
    let not_found = || ApiError::from(Problem::NotFound).in_locale(&admin.locale);
    let key = KeyId::parse(&request.key).ok_or_else(not_found)?;
    if !app.db.revoke_key(&inbox, &key, app.clock.unix()).await? {
        return Err(not_found());
    }
    admin.change(&app, ChangeKind::KeyRevoked, Some(&inbox.inbox), Some(json!({"name": key})), None).await?;
    Ok(Json(tell(&app, &admin, &inbox.inbox).await?))
}
