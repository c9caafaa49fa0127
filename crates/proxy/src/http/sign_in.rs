//! From a host token to a session: the one way in for agents.

use super::asker::Asker;
use crate::app::App;
use crate::auth::{Nonce, Refused, Role, Session, check_host_token, host_token_kid};
use crate::error::ApiError;
use crate::ids::KeyId;
use crate::tokens::{Purpose, SigningSecret};
use context_card_wire::Problem;

/// What a host token comes with.
pub(super) struct Proof<'a> {
    /// The token.
    pub(super) token: &'a str,
    /// The nonce of the card's hello, or the host's backend.
    pub(super) nonce: Nonce<'a>,
    /// The origin of the page around the card, as the browser reported it.
    pub(super) parent_origin: Option<&'a str>,
}

/// Checks a host token in every way and uses it up.
pub(super) async fn sign_in(app: &App, proof: Proof<'_>) -> Result<Asker, ApiError> {
    let now = app.clock.unix();
    let kid = KeyId::parse(&host_token_kid(proof.token)?).ok_or(Refused::UnknownKey)?;
    let tenant = app.db.tenant_of_key(&kid).await?.ok_or(Refused::UnknownKey)?;
    let (inbox, key) = app.db.inbox_key(&tenant, &kid).await?.ok_or(Refused::UnknownKey)?;
    if key.revoked {
        return Err(Refused::RevokedKey.into());
    }
    let data_key = app.data_key(&inbox.tenant).await?;
    let secret = data_key
        .open(Purpose::SigningSecret, &[inbox.inbox.as_str(), key.key.as_str()], &key.sealed)
        .map_err(ApiError::internal)?;
    let vouched =
        check_host_token(proof.token, key.algorithm, &SigningSecret::new(secret), &inbox.origins, proof.nonce, now)?;
    if proof.parent_origin.is_some_and(|origin| !inbox.origins.iter().any(|allowed| allowed == origin)) {
        return Err(Problem::EmbeddingNotAllowed.into());
    }
    // Last, so that a token that was refused for another reason is not used up.
    if !app.db.use_token(&tenant, &vouched.fingerprint, vouched.remember_until).await? {
        return Err(Refused::Used.into());
    }
    let session = Session::from_claims(&inbox, &kid, &vouched.claims, now)?;
    let claimed = vouched.claims.role.as_deref().and_then(Role::parse);
    if claimed.is_some_and(|claimed| claimed > session.role) {
        tracing::warn!(inbox = %inbox.inbox, key = %kid, granted = session.role.as_str(), "a host token claimed a higher role than its inbox may vouch for");
    }
    Ok(Asker { session, inbox })
}
