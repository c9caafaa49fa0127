//! Signed addresses: `GET /embed/{inbox}?scx=…`, and where the host's backend puts the same behind a `#`, so that no server on
//! the way sees it, `POST /api/card`. By which of the two signatures it is read is a setting of the inbox.
//!
//! What is signed names people. It is never logged and never kept, and the boot script takes it out of the page's address.

use super::asker::Asker;
use super::elsewhere::NO_PAGE;
use super::sign_in::{Proof, begin, sign_in_at};
use crate::app::App;
use crate::auth::{Algorithm, LONGEST_ADDRESS, Nonce, Refused, Signed};
use crate::db::Inbox;
use crate::error::ApiError;
use crate::tokens::{Purpose, SigningSecret};
use context_card_wire::{AddressSignature, Problem};

/// Checks a signed address in every way, uses it up, and begins a session.
pub(super) async fn arrive(
    app: &App,
    inbox: &Inbox,
    scx: &str,
    parent_origin: Option<&str>,
) -> Result<Asker, ApiError> {
    if !inbox.host.signs_address() {
        return Err(Problem::NotFound.into());
    }
    if scx.len() > LONGEST_ADDRESS {
        return Err(Refused::NotAnAddress.into());
    }
    match inbox.options.signature.unwrap_or_default() {
        AddressSignature::Jwt => {
            let proof = Proof { token: scx, nonce: Nonce::Backend, parent_origin, elsewhere: &NO_PAGE };
            sign_in_at(app, proof, Some(inbox)).await
        }
        AddressSignature::Hmac => by_hmac(app, inbox, scx, parent_origin).await,
    }
}

async fn by_hmac(app: &App, inbox: &Inbox, scx: &str, parent_origin: Option<&str>) -> Result<Asker, ApiError> {
    let signed = Signed::read(scx)?;
    let found = app.db.inbox_key(&inbox.tenant, &signed.key).await?;
    let (of, key) = found.filter(|(of, _)| of.inbox == inbox.inbox).ok_or(Refused::UnknownKey)?;
    if key.revoked {
        return Err(Refused::RevokedKey.into());
    }
    // A public key is no secret: anybody could sign with its bytes.
    if key.algorithm != Algorithm::Hs256 {
        return Err(Refused::Algorithm.into());
    }
    let data_key = app.data_key(&inbox.tenant).await?;
    let secret = data_key
        .open(Purpose::SigningSecret, &[inbox.inbox.as_str(), key.key.as_str()], &key.sealed)
        .map_err(ApiError::internal)?;
    let claims = signed.open(&SigningSecret::new(secret))?;
    signed.in_time(app.clock.unix())?;
    begin(app, of, &key.key, &signed.vouch(claims), parent_origin).await
}
