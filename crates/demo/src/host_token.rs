//! The host token: who is asking about whom, signed by the helpdesk's backend.
//!
//! The browser never sees the signing secret, only tokens that are good for a minute and for one use.

use crate::conversations::{Contact, Conversation};
use crate::options::Role;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use std::time::{SystemTime, UNIX_EPOCH};

/// How long a host token is good for, in seconds.
const LIFETIME: u64 = 60;

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignError {
    /// The operating system has no randomness to give.
    #[error("no randomness for the token's id")]
    Randomness,
    /// The token can't be written or signed.
    #[error("the token can't be signed")]
    Signing,
}

/// The person at the helpdesk.
pub(crate) struct Agent {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) locale: String,
    pub(crate) timezone: String,
}

/// Signs host tokens. It has no `Debug`, so the secret can't end up in a log.
pub(crate) struct Signer {
    secret: EncodingKey,
    header: Header,
    origin: String,
    agent: Agent,
}

/// What the card's proxy reads.
#[derive(Serialize)]
struct HostToken<'a> {
    aud: &'static str,
    iss: &'a str,
    sub: &'a str,
    name: &'a str,
    role: &'static str,
    locale: &'a str,
    timezone: &'a str,
    iat: u64,
    exp: u64,
    jti: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<About<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<&'a Contact>,
    /// In place of `contact`, where several take part: the agent chooses whom the card is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<Vec<&'a Contact>>,
}

#[derive(Serialize)]
struct About<'a> {
    id: &'a str,
    channel: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    order_numbers: &'a [String],
}

impl<'a> About<'a> {
    fn of(conversation: &'a Conversation) -> Self {
        let Conversation { id, channel, order_numbers, .. } = conversation;
        Self { id, channel: channel.name(), order_numbers }
    }
}

impl Signer {
    /// `secret` is used as it was printed: its UTF-8 bytes are the key. `origin` is that of the page around the card.
    pub(crate) fn new(secret: &str, key: String, origin: String, agent: Agent) -> Self {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(key);
        Self { secret: EncodingKey::from_secret(secret.as_bytes()), header, origin, agent }
    }

    pub(crate) fn agent(&self) -> &Agent {
        &self.agent
    }

    /// The page around the card.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// A token for one conversation. The nonce is the one of the card's hello: the token is of no use to another page.
    pub(crate) fn sign(&self, conversation: &Conversation, nonce: Option<&str>) -> Result<String, SignError> {
        self.write(self.agent.role, Some(conversation), nonce)
    }

    /// A token of an admin, about nobody: it may choose the card's fields.
    pub(crate) fn sign_admin(&self) -> Result<String, SignError> {
        self.write(Role::Admin, None, None)
    }

    /// A token of the agent, about nobody, for the card's settings. The card's server lets admins in.
    pub(crate) fn sign_settings(&self, nonce: &str) -> Result<String, SignError> {
        self.write(self.agent.role, None, Some(nonce))
    }

    fn write(&self, role: Role, conversation: Option<&Conversation>, nonce: Option<&str>) -> Result<String, SignError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| SignError::Signing)?.as_secs();
        let several = |conversation: &&Conversation| !conversation.others.is_empty();
        let token = HostToken {
            aud: "shopify-context-card",
            iss: &self.origin,
            sub: &self.agent.id,
            name: &self.agent.name,
            role: role.name(),
            locale: &self.agent.locale,
            timezone: &self.agent.timezone,
            iat: now,
            exp: now + LIFETIME,
            jti: random_id()?,
            nonce,
            conversation: conversation.map(About::of),
            contact: conversation.filter(|it| !several(it)).map(|it| &it.contact),
            contacts: conversation.filter(several).map(Conversation::everybody),
        };
        jsonwebtoken::encode(&self.header, &token, &self.secret).map_err(|_| SignError::Signing)
    }
}

/// 16 random bytes: no two tokens are the same, so each can be used once.
fn random_id() -> Result<String, SignError> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| SignError::Randomness)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversations::Conversations;
    use jsonwebtoken::{DecodingKey, Validation};
    use serde_json::Value;

    const SECRET: &str = "only-for-tests-and-32-bytes-long!";

    fn signer(role: Role) -> Signer {
        let agent = Agent {
            id: "agent-9".into(),
            name: "Ada".into(),
            role,
            locale: "de-DE".into(),
            timezone: "Europe/Berlin".into(),
        };
        Signer::new(SECRET, "k_test".into(), "https://inbox.example".into(), agent)
    }

    fn read(token: &str) -> Value {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_audience(&["shopify-context-card"]);
        let key = DecodingKey::from_secret(SECRET.as_bytes());
        jsonwebtoken::decode::<Value>(token, &key, &rules).expect("our own token").claims
    }

    #[test]
    fn a_token_says_who_asks_about_whom() {
        let all = Conversations::load().expect("conversations");
        let maria = all.find("c-1042").expect("Maria's conversation");
        let token = signer(Role::Agent).sign(maria, Some("nonce-1")).expect("signed");
        let claims = read(&token);
        assert_eq!(claims["iss"], "https://inbox.example");
        assert_eq!(claims["role"], "agent");
        assert_eq!(claims["locale"], "de-DE");
        assert_eq!(claims["nonce"], "nonce-1");
        assert_eq!(claims["conversation"]["channel"], "email");
        assert_eq!(claims["contact"]["emails"][0]["address"], "maria@example.com");
        assert_eq!(claims["exp"].as_u64().expect("exp") - claims["iat"].as_u64().expect("iat"), LIFETIME);
        assert_eq!(jsonwebtoken::decode_header(&token).expect("header").kid.as_deref(), Some("k_test"));
    }

    #[test]
    fn a_conversation_of_several_names_all_of_them() {
        let all = Conversations::load().expect("conversations");
        let both = all.find("c-1136").expect("Harriet's and Amara's conversation");
        let claims = read(&signer(Role::Agent).sign(both, None).expect("signed"));
        assert_eq!(claims["contacts"][0]["emails"][0]["address"], "harriet.blackwood@example.org");
        assert_eq!(claims["contacts"][1]["name"], "Amara Okafor");
        assert_eq!(claims.get("contact"), None, "one or the other");
    }

    #[test]
    fn no_two_tokens_have_the_same_id() {
        let signer = signer(Role::Agent);
        let first = read(&signer.sign_admin().expect("signed"));
        let second = read(&signer.sign_admin().expect("signed"));
        assert_ne!(first["jti"], second["jti"]);
    }

    #[test]
    fn the_token_that_chooses_fields_is_about_nobody() {
        let claims = read(&signer(Role::Agent).sign_admin().expect("signed"));
        assert_eq!(claims["role"], "admin");
        assert_eq!(claims.get("contact"), None);
    }
}
