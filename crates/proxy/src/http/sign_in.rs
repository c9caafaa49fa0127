//! From a host token to a session: the one way in for agents.

use super::asker::Asker;
use super::elsewhere::Elsewhere;
use crate::app::App;
use crate::auth::{Claims, Nonce, Refused, Role, Session, Vouched, broken_rules, host_token_kid, open_host_token};
use crate::db::{Inbox, InboxKey};
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
    /// The page that asks, where it is none of ours.
    pub(super) elsewhere: &'a Elsewhere,
}

/// A host token as far as it could be looked at. Looking uses nothing up.
pub(super) struct Examined {
    /// The inbox that its key signs for, and the key.
    pub(super) key: Option<(Inbox, InboxKey)>,
    /// What it says, where the key's holder has written it.
    pub(super) claims: Option<Claims>,
    /// Every rule that it breaks, the first one first. Empty: it holds, up to its being used for the first time.
    pub(super) broken: Vec<Refused>,
}

/// Looks at a host token by every rule but the last: that it was not used before. `of`: only keys of this inbox count. Both
/// signing in and the trial of an inbox are this, so that a trial tells what signing in would do.
pub(super) async fn examine(
    app: &App,
    token: &str,
    nonce: Nonce<'_>,
    of: Option<&Inbox>,
) -> Result<Examined, ApiError> {
    let fails = |key, refused| Ok(Examined { key, claims: None, broken: vec![refused] });
    let kid = match host_token_kid(token) {
        Ok(kid) => KeyId::parse(&kid),
        Err(refused) => return fails(None, refused),
    };
    let found = match kid {
        Some(kid) => key_of(app, &kid, of).await?,
        None => None,
    };
    // Where there is no page, a key proves the host's backend and makes nobody's session.
    let Some((inbox, key)) = found.filter(|(inbox, _)| inbox.host.has_page()) else {
        return fails(None, Refused::UnknownKey);
    };
    if key.revoked {
        return fails(Some((inbox, key)), Refused::RevokedKey);
    }
    let data_key = app.data_key(&inbox.tenant).await?;
    let secret = data_key
        .open(Purpose::SigningSecret, &[inbox.inbox.as_str(), key.key.as_str()], &key.sealed)
        .map_err(ApiError::internal)?;
    match open_host_token(token, key.algorithm, &SigningSecret::new(secret)) {
        Ok(claims) => {
            let broken = broken_rules(&claims, &inbox.origins, nonce, app.clock.unix());
            Ok(Examined { key: Some((inbox, key)), claims: Some(claims), broken })
        }
        Err(refused) => fails(Some((inbox, key)), refused),
    }
}

async fn key_of(app: &App, kid: &KeyId, of: Option<&Inbox>) -> Result<Option<(Inbox, InboxKey)>, ApiError> {
    let tenant = match of {
        Some(inbox) => Some(inbox.tenant.clone()),
        None => app.db.tenant_of_key(kid).await?,
    };
    let Some(tenant) = tenant else { return Ok(None) };
    let found = app.db.inbox_key(&tenant, kid).await?;
    Ok(found.filter(|(inbox, _)| of.is_none_or(|of| of.inbox == inbox.inbox)))
}

/// Checks a host token in every way and uses it up.
pub(super) async fn sign_in(app: &App, proof: Proof<'_>) -> Result<Asker, ApiError> {
    sign_in_at(app, proof, None).await
}

/// The same with a token of this inbox's alone.
pub(super) async fn sign_in_at(app: &App, proof: Proof<'_>, of: Option<&Inbox>) -> Result<Asker, ApiError> {
    let (inbox, kid, claims) = match examine(app, proof.token, proof.nonce, of).await? {
        Examined { broken, .. } if !broken.is_empty() => return Err(broken[0].into()),
        Examined { key: Some((inbox, key)), claims: Some(claims), .. } => (inbox, key.key, claims),
        Examined { .. } => return Err(Refused::NotAToken.into()),
    };
    proof.elsewhere.in_inbox(&inbox)?;
    begin(app, inbox, &kid, &Vouched::new(claims), proof.parent_origin).await
}

/// Begins a session with what a key's holder vouches for, which is used up by this.
pub(super) async fn begin(
    app: &App,
    inbox: Inbox,
    kid: &KeyId,
    vouched: &Vouched,
    parent_origin: Option<&str>,
) -> Result<Asker, ApiError> {
    if parent_origin.is_some_and(|origin| !may_be_around(app, &inbox, origin)) {
        return Err(Problem::EmbeddingNotAllowed.into());
    }
    app.limits.inbox(&inbox.inbox)?;
    // Last, so that a token that was refused for another reason is not used up.
    if !app.db.use_token(&inbox.tenant, &vouched.fingerprint, vouched.remember_until).await? {
        return Err(Refused::Used.into());
    }
    let session = Session::from_claims(&inbox, kid, &vouched.claims, app.clock.unix())?;
    let claimed = vouched.claims.role.as_deref().and_then(Role::parse);
    if claimed.is_some_and(|claimed| claimed > session.role) {
        tracing::warn!(inbox = %inbox.inbox, key = %kid, granted = session.role.as_str(), "the host claimed a higher role than its inbox may vouch for");
    }
    Ok(Asker { session, inbox })
}

/// Whether a page may be around the card: one of the inbox's, or our own, where an owner tries the inbox.
///
/// Our own origin is safe for any token: of our pages only the panel frames a card, only for an owner of this organisation,
/// and the panel itself is framed by nobody (`http/embed`, "trial"). An ordinary card never says that it is in one of our
/// pages, since neither its policy nor its list of origins has our origin.
fn may_be_around(app: &App, inbox: &Inbox, origin: &str) -> bool {
    inbox.origins.iter().any(|allowed| allowed == origin) || origin == app.public_url.origin()
}
