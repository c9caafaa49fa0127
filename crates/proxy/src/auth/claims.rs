//! What a host token says, as the design writes it down. Hostile until the signature is checked, and careful after.

use crate::contact::{Contact, Email, LocalPhone, Phone, Social};
use context_card_wire::{HintedContact, HostHint};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How many identifiers of one kind are looked at; the rest is left out.
const MOST_IDENTIFIERS: usize = 20;
/// How many contacts of a conversation are looked at.
const MOST_CONTACTS: usize = 20;
/// How many order numbers of a conversation are looked at.
const MOST_NUMBERS: usize = 10;
/// How many bytes an order number may have; a longer one is none.
const LONGEST_NUMBER: usize = 60;
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
    /// Read one by one: an account that is not as it should be is left out.
    #[serde(default)]
    social: Value,
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

/// What a signed address says, beside what stands before it: who asks, and what they have open.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AddressContext {
    sub: String,
    name: Option<String>,
    role: Option<String>,
    locale: Option<String>,
    timezone: Option<String>,
    #[serde(default)]
    conversation: Conversation,
    contact: Option<ClaimedContact>,
    contacts: Option<Vec<ClaimedContact>>,
}

impl Claims {
    /// The claims of a signed address: its context is JSON, its time and nonce stand in for those of a token. Whose keys it
    /// goes with names the inbox, so nobody is named as issuer or audience.
    pub(super) fn of_address(context: &[u8], made: i64, life: i64, nonce: &str) -> Option<Self> {
        let context: AddressContext = serde_json::from_slice(context).ok()?;
        let AddressContext { sub, name, role, locale, timezone, conversation, contact, contacts } = context;
        Some(Self {
            aud: Audience::Several(Vec::new()),
            iss: String::new(),
            sub,
            name,
            role,
            locale,
            timezone,
            iat: made,
            exp: made.checked_add(life)?,
            jti: nonce.to_owned(),
            nonce: None,
            conversation,
            contact,
            contacts,
        })
    }

    /// Whom the conversation is with, in the host's order: mostly one, sometimes several, of whom the agent chooses one.
    /// What is no address and no number is left out: it could match nobody.
    #[must_use]
    pub fn contacts(&self) -> Vec<Contact> {
        let mut contacts: Vec<Contact> = Vec::new();
        for claimed in self.contact.iter().chain(self.contacts.iter().flatten()) {
            let contact = claimed.contact();
            if !contact.is_nobody() && !contacts.contains(&contact) && contacts.len() < MOST_CONTACTS {
                contacts.push(contact);
            }
        }
        contacts
    }

    /// What the agent has open, with an end to it.
    #[must_use]
    pub fn conversation(&self) -> Conversation {
        let Conversation { id, channel, order_numbers, store } = self.conversation.clone();
        let mut numbers: Vec<String> = Vec::new();
        for number in order_numbers.iter().map(|number| number.trim()) {
            let known = numbers.iter().any(|other| other == number);
            if !number.is_empty() && number.len() <= LONGEST_NUMBER && !known && numbers.len() < MOST_NUMBERS {
                numbers.push(number.to_owned());
            }
        }
        Conversation { id, channel, order_numbers: numbers, store }
    }
}

/// Whom an unsigned host hints at. Nothing in it is verified.
pub(super) fn hinted_contacts(hint: &HostHint) -> Vec<Contact> {
    let mut contacts: Vec<Contact> = Vec::new();
    for contact in hint.contacts.iter().map(hinted_contact) {
        if !contact.is_nobody() && !contacts.contains(&contact) && contacts.len() < MOST_CONTACTS {
            contacts.push(contact);
        }
    }
    contacts
}

fn hinted_contact(hinted: &HintedContact) -> Contact {
    ClaimedContact {
        name: hinted.name.clone(),
        emails: hinted.emails.iter().cloned().map(ClaimedEmail::Bare).collect(),
        phones: hinted.phones.iter().cloned().map(ClaimedPhone::Bare).collect(),
        social: serde_json::to_value(&hinted.social).unwrap_or_default(),
    }
    .contact()
}

/// What an unsigned host says is open. Order numbers and stores are not taken from it.
pub(super) fn hinted_conversation(hint: &HostHint) -> Conversation {
    let text = |text: &Option<String>| text.as_deref().map(cut);
    Conversation { id: text(&hint.conversation), channel: text(&hint.channel), ..Conversation::default() }
}

impl ClaimedContact {
    fn contact(&self) -> Contact {
        let mut contact = Contact {
            name: self.name.as_deref().map(str::trim).filter(|name| !name.is_empty()).map(cut),
            ..Contact::default()
        };
        for email in self.emails.iter().take(MOST_IDENTIFIERS) {
            contact.emails.extend(match email {
                ClaimedEmail::Bare(address) => Email::parse(address, false),
                ClaimedEmail::Said { address, verified } => Email::parse(address, *verified),
            });
        }
        for phone in self.phones.iter().take(MOST_IDENTIFIERS) {
            let (number, verified) = match phone {
                ClaimedPhone::Bare(number) => (number, false),
                ClaimedPhone::Said { number, verified } => (number, *verified),
            };
            contact.phones.extend(Phone::parse(number, verified));
            contact.local_phones.extend(LocalPhone::parse(number, verified));
        }
        for account in self.social.as_array().into_iter().flatten().take(MOST_IDENTIFIERS) {
            contact.social.extend(social(account));
        }
        contact
    }
}

/// An account in a social network; some hosts write its id as a number.
fn social(account: &Value) -> Option<Social> {
    let text = |name: &str| match account.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    Social::parse(&text("network")?, text("id").as_deref(), text("username").as_deref())
}

/// At most [`LONGEST_TEXT`] characters of a text.
pub(super) fn cut(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(json: &str) -> Claims {
        let text = format!(
            r#"{{"aud":"shopify-context-card","iss":"https://inbox.example","sub":"a","iat":1,"exp":2,"jti":"j",{json}}}"#
        );
        serde_json::from_str::<Claims>(&text).unwrap()
    }

    fn contact(json: &str) -> Contact {
        claims(json).contacts().remove(0)
    }

    #[test]
    fn bare_identifiers_are_accepted_and_unverified() {
        let contact = contact(
            r#""contact":{"emails":["Maria@Example.com",{"address":"m@example.com","verified":true}],"phones":["+44 7700 900142","07700 900143"]}"#,
        );
        assert_eq!(contact.emails[0], Email { address: "maria@example.com".into(), verified: false });
        assert!(contact.emails[1].verified);
        assert_eq!(contact.phones, [Phone { number: "+447700900142".into(), verified: false }]);
        assert_eq!(contact.local_phones, [LocalPhone { digits: "07700900143".into(), verified: false }]);
    }

    #[test]
    fn what_is_no_identifier_is_left_out() {
        let contact =
            contact(r#""contact":{"name":" Maria ","emails":["nonsense"],"phones":["no number"],"social":"none"}"#);
        assert!(contact.has_no_address() && contact.social.is_empty());
        assert_eq!(contact.name.as_deref(), Some("Maria"));
        assert!(claims(r#""contact":{"name":"  ","emails":["nonsense"]}"#).contacts().is_empty());
    }

    #[test]
    fn accounts_in_social_networks_are_read_one_by_one() {
        let contact = contact(
            r#""contact":{"social":[{"network":"Instagram","id":17890012,"username":"@maria.s"},{"network":""},7,
                {"network":"x","username":"maria"}]}"#,
        );
        let told: Vec<_> = contact.social.iter().map(|social| (&*social.network, social.id.as_deref())).collect();
        assert_eq!(told, [("instagram", Some("17890012")), ("x", None)]);
    }

    #[test]
    fn several_contacts_stay_apart() {
        let claims = claims(
            r#""contact":{"emails":["a@example.com"]},
               "contacts":[{"emails":["a@example.com"]},{"name":"B","emails":["b@example.com"]},{"name":" "}]"#,
        );
        let names: Vec<_> = claims.contacts().iter().filter_map(Contact::label).collect();
        assert_eq!(names, ["a@example.com", "B"]);
    }

    #[test]
    fn a_conversation_without_a_contact_is_nobodys() {
        assert!(claims(r#""conversation":{"id":"c-1"}"#).contacts().is_empty());
    }

    #[test]
    fn order_numbers_have_an_end() {
        let numbers: Vec<_> = (0..40).map(|n| format!("\"{}\"", n % 30)).collect();
        let claims = claims(&format!(
            r#""conversation":{{"order_numbers":[" 1042 ","1042","","{}",{}]}}"#,
            "9".repeat(100),
            numbers.join(",")
        ));
        let numbers = claims.conversation().order_numbers;
        assert_eq!((numbers.len(), &*numbers[0], &*numbers[1]), (MOST_NUMBERS, "1042", "0"));
    }
}
