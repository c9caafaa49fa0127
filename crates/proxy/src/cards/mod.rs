//! Cards without a page of ours: a helpdesk's backend asks for each card and draws it by itself. It gets the same card as
//! everybody, as JSON in its own form: read only, of the contact that it names, and never more than an agent of the inbox sees.
//!
//! | file | host | how it proves itself |
//! |---|---|---|
//! | `intercom` | Canvas Kit: a canvas, and another for each click | HMAC of the body with the app's client secret |
//! | `gorgias` | the HTTP integration's widget | a secret in a header; Gorgias signs nothing |
//! | `gladly` | the lookup adaptor | HMAC of the request and its time with a signing key |
//! | `proof` | | what all of these have in common |
//! | `lines` | | the card as titled lines |

pub(crate) mod gladly;
pub(crate) mod gorgias;
pub(crate) mod intercom;
mod lines;
mod proof;

use crate::app::{App, locale_of};
use crate::auth::{Handles, Named, Session};
use crate::db::Inbox;
use crate::error::ApiError;
use crate::host_kind::HostKind;
use crate::http::asker::Asker;
use crate::http::card::{Wish, card_of};
use crate::ids::KeyId;
use crate::text::Text;
use crate::tokens::{Key, SigningSecret};
use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use context_card_wire::{Card, CustomerCard, HostHint};
use hmac::{Hmac, KeyInit as _, Mac as _};
use proof::Refusal;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use std::sync::Arc;

/// The largest body that is read, in bytes: whole conversations come with some.
const LARGEST: usize = 512 * 1024;
/// How deep it may be nested.
const DEEPEST: usize = 32;
/// What the names of customers are derived with.
const NAMES: &[u8] = b"customers of hosts";
/// So many bytes such a name has.
const NAME_LENGTH: usize = 16;

/// What a host's backend asked, once it has proven itself.
struct Question {
    inbox: Inbox,
    key: KeyId,
    body: Vec<u8>,
}

/// Who asks at the host, and about whom.
#[derive(Default)]
struct Asked {
    /// The agent's id at the host, where it says so; else the record names the host.
    agent: Option<String>,
    /// The agent's name.
    name: Option<String>,
    /// Whom the conversation is with. The host says so; it vouches for no identifier.
    about: HostHint,
}

impl Question {
    /// Takes a request in. `holds`: whether the host has proven itself with one of the inbox's secrets. Whoever can't learns
    /// nothing, not even whether there is such an inbox: the reason is in the log alone.
    async fn take(
        app: &App,
        host: HostKind,
        inbox: &str,
        body: Body,
        holds: impl Fn(&SigningSecret, &[u8]) -> Result<(), Refusal>,
    ) -> Result<Self, ApiError> {
        let Ok(body) = to_bytes(body, LARGEST).await else {
            let error = ApiError::bad_request(None, "the body is larger than 512 KiB, or broke off");
            return Err(error.with_status(StatusCode::PAYLOAD_TOO_LARGE));
        };
        let (inbox, key) = proof::proven(app, host, inbox, |secret| holds(secret, &body)).await?;
        if !is_shallow(&body) {
            return Err(ApiError::bad_request(None, "the body is nested too deeply"));
        }
        Ok(Self { inbox, key, body: body.to_vec() })
    }

    /// What was sent. Fields that nobody here reads are left out: hosts add some whenever they like.
    fn read<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        // A list would be read as fields without their names.
        let is_object = self.body.trim_ascii_start().first() == Some(&b'{');
        let read = is_object.then(|| serde_json::from_slice(&self.body).ok()).flatten();
        read.ok_or_else(|| {
            ApiError::bad_request(None, "the body is no JSON object, or a field of it is of the wrong kind")
        })
    }

    /// The card, on record as seen by who asked.
    async fn card(self, app: &App, asked: &Asked, fresh: bool) -> Result<Shown, ApiError> {
        let Self { inbox, key, .. } = self;
        let agent = asked.agent.as_deref().unwrap_or(inbox.host.as_str());
        let now = app.clock.unix();
        let session = Session::from_backend(&inbox, &key, agent, asked.name.as_deref(), &asked.about, now)?;
        let names = app.data_key(&inbox.tenant).await?.derive(NAMES);
        let asker = Asker { session, inbox };
        let locale = locale_of(&asker.session);
        let card = card_of(app, &asker, Wish::whole(fresh)).await.map_err(|error| error.in_locale(&locale))?;
        Ok(Shown { card, text: Text::of(&locale), handles: asker.session.handles(), inbox: asker.inbox, names })
    }
}

/// A card on its way to a host.
struct Shown {
    card: Card,
    text: Arc<Text>,
    inbox: Inbox,
    handles: Handles,
    names: Key,
}

impl Shown {
    /// A name for a customer that stays the same in this inbox, and says nothing of them: what hosts keep, or send back.
    fn name_of(&self, customer: &CustomerCard) -> Option<String> {
        let handle = customer.handle.as_ref()?;
        let opened =
            [Named::Customer, Named::Guest].into_iter().find_map(|named| self.handles.open(named, handle).ok());
        let (store, subject) = opened?;
        let mut mac = Hmac::<Sha256>::new_from_slice(self.names.bytes()).ok()?;
        for part in [self.inbox.inbox.as_str(), store.as_str(), &subject] {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part.as_bytes());
        }
        Some(URL_SAFE_NO_PAD.encode(&mac.finalize().into_bytes()[..NAME_LENGTH]))
    }
}

/// Whether nothing in a JSON text is nested deeper than [`DEEPEST`]. Looks at brackets outside of texts only.
fn is_shallow(json: &[u8]) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => depth += 1,
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return false;
        }
    }
    true
}

/// Fields as hosts send them: numbers for texts, one text for a list. What is of another kind counts as left out.
mod loose {
    use serde::{Deserialize as _, Deserializer};
    use serde_json::Value;

    fn said(value: &Value) -> Option<String> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            // As Gladly writes addresses in its answers.
            Value::Object(object) => object.get("original")?.as_str().map(str::to_owned),
            Value::Null | Value::Bool(_) | Value::Array(_) => None,
        }
    }

    pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
        Ok(said(&Value::deserialize(from)?))
    }

    pub(super) fn list<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
        Ok(match Value::deserialize(from)? {
            Value::Array(several) => several.iter().filter_map(said).collect(),
            one => said(&one).into_iter().collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_texts_are_no_nesting() {
        let nested = |depth| ["[".repeat(depth), "]".repeat(depth)].concat();
        assert!(is_shallow(nested(DEEPEST).as_bytes()));
        assert!(!is_shallow(nested(DEEPEST + 1).as_bytes()));
        let text = format!("[\"\\\"{}\"]", "[".repeat(100));
        assert!(is_shallow(text.as_bytes()));
        let after = format!("[\"\\\\\",{}", "[".repeat(100));
        assert!(!is_shallow(after.as_bytes()), "the text ends behind an escaped backslash");
        let many = format!("[{}]", "[],".repeat(1000));
        assert!(is_shallow(many.as_bytes()));
    }
}
