//! What a host token says, as the design writes it down. Hostile until the signature is checked, and careful after.

use crate::contact::{Contact, Email, Phone};
use serde::{Deserialize, Serialize};

/// How many identifiers of one kind are looked at; the rest is left out.
const MOST_IDENTIFIERS: usize = 20;
/// How many characters a name or an id may have; the rest is cut off.
const LONGEST_TEXT: usize = 200;

/// The claims of a host token.
#[derive(Clone, Debug, Deserialize)]
pub struct Claims {
    /// Whom it is for: `shopify-context-card`.
    pub aud: Audience,
    /// Who made it: one of the inbox's origins.
    pub iss: String,
    /// The agent's id at the host.
    pub sub: String,
    /// The agent's name.
    pub name: Option<String>,
    /// The agent's role.
    pub role: Option<String>,
    /// The agent's language, BCP 47.
    pub locale: Option<String>,
    /// The agent's IANA time zone.
    pub timezone: Option<String>,
    /// When it was made, Unix seconds.
    pub iat: i64,
    /// Until when it holds, Unix seconds.
    pub exp: i64,
    /// Its own id; accepted once.
    pub jti: String,
    /// The nonce of the card's hello.
    pub nonce: Option<String>,
    /// What the agent has open.
    #[serde(default)]
    pub conversation: Conversation,
    contact: Option<ClaimedContact>,
    contacts: Option<Vec<ClaimedContact>>,
}

/// `aud` may be a text or a list of them (RFC 7519, section 4.1.3).
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Audience {
    /// Whether the token is for us.
    #[must_use]
    pub fn names(&self, audience: &str) -> bool {
        match self {
            Self::One(one) => one == audience,
            Self::Several(several) => several.iter().any(|one| one == audience),
        }
    }
}

/// What the agent has open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its id at the host.
    #[serde(default)]
    pub id: Option<String>,
    /// Where it comes from: `email`, `whatsapp`, `voice`, …
    #[serde(default)]
    pub channel: Option<String>,
    /// Order numbers that its text names.
    #[serde(default)]
    pub order_numbers: Vec<String>,
    /// The store that it is about: a shop domain.
    #[serde(default)]
    pub store: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct ClaimedContact {
    name: Option<String>,
    #[serde(default)]
    emails: Vec<ClaimedEmail>,
    #[serde(default)]
    phones: Vec<ClaimedPhone>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum ClaimedEmail {
    Bare(String),
    Said {
        address: String,
        #[serde(default)]
        verified: bool,
    },
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum ClaimedPhone {
    Bare(String),
    Said {
        number: String,
        #[serde(default)]
        verified: bool,
    },
}

impl Claims {
    /// Whom the conversation is with. What is no address and no number is left out: it could match nobody.
    ///
    /// Where the conversation has several contacts, all their identifiers are looked up; if they turn out to be
    /// different customers, the agent chooses.
    #[must_use]
    pub fn contact(&self) -> Contact {
        let claimed: Vec<&ClaimedContact> = self.contact.iter().chain(self.contacts.iter().flatten()).collect();
        let emails = claimed.iter().flat_map(|contact| &contact.emails).filter_map(|email| match email {
            ClaimedEmail::Bare(address) => Email::parse(address, false),
            ClaimedEmail::Said { address, verified } => Email::parse(address, *verified),
        });
        let phones = claimed.iter().flat_map(|contact| &contact.phones).filter_map(|phone| match phone {
            ClaimedPhone::Bare(number) => Phone::parse(number, false),
            ClaimedPhone::Said { number, verified } => Phone::parse(number, *verified),
        });
        Contact {
            name: match claimed.as_slice() {
                [only] => only.name.as_deref().map(str::trim).filter(|name| !name.is_empty()).map(cut),
                _ => None,
            },
            emails: emails.take(MOST_IDENTIFIERS).collect(),
            phones: phones.take(MOST_IDENTIFIERS).collect(),
        }
    }
}

/// At most [`LONGEST_TEXT`] characters of a text.
pub(super) fn cut(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(json: &str) -> Contact {
        let text = format!(
            r#"{{"aud":"shopify-context-card","iss":"https://inbox.example","sub":"a","iat":1,"exp":2,"jti":"j",{json}}}"#
        );
        serde_json::from_str::<Claims>(&text).unwrap().contact()
    }

    #[test]
    fn bare_identifiers_are_accepted_and_unverified() {
        let contact = contact(
            r#""contact":{"emails":["Maria@Example.com",{"address":"m@example.com","verified":true}],"phones":["+44 7700 900142"]}"#,
        );
        assert_eq!(contact.emails[0], Email { address: "maria@example.com".into(), verified: false });
        assert!(contact.emails[1].verified);
        assert_eq!(contact.phones[0], Phone { number: "+447700900142".into(), verified: false });
    }

    #[test]
    fn what_is_no_identifier_is_left_out() {
        let contact = contact(r#""contact":{"name":"  ","emails":["nonsense"],"phones":["07700 900142"]}"#);
        assert!(contact.is_nobody());
        assert_eq!(contact.name, None);
    }

    #[test]
    fn several_contacts_are_all_looked_up() {
        let contact =
            contact(r#""contacts":[{"name":"A","emails":["a@example.com"]},{"name":"B","emails":["b@example.com"]}]"#);
        assert_eq!(contact.emails.len(), 2);
        assert_eq!(contact.name, None);
    }

    #[test]
    fn a_conversation_without_a_contact_is_nobodys() {
        assert!(contact(r#""conversation":{"id":"c-1"}"#).is_nobody());
    }
}
