//! The conversations of the demo: made up, and read once from `www/demo/conversations.json`.

use serde::{Deserialize, Serialize};

/// Everything in the inbox.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Conversations(Vec<Conversation>);

/// One conversation, as the page shows it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Conversation {
    /// Stands in addresses, so it names nobody.
    pub(crate) id: String,
    pub(crate) channel: Channel,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(default)]
    unread: bool,
    pub(crate) contact: Contact,
    /// Who else takes part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) others: Vec<Contact>,
    /// Order numbers that the text mentions.
    #[serde(default)]
    pub(crate) order_numbers: Vec<String>,
    messages: Vec<Message>,
}

/// Where a conversation came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Channel {
    Email,
    Whatsapp,
    Instagram,
    Messenger,
    Viber,
    Sms,
    Voice,
}

impl Channel {
    /// As the host token says it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Whatsapp => "whatsapp",
            Self::Instagram => "instagram",
            Self::Messenger => "messenger",
            Self::Viber => "viber",
            Self::Sms => "sms",
            Self::Voice => "voice",
        }
    }
}

/// Whom it is with: exactly what the host token says of them.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contact {
    name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    emails: Vec<Email>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    phones: Vec<Phone>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    social: Vec<Social>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Email {
    address: String,
    /// Whether this inbox vouches for it: the sender's domain signed the message, or the contact signed in.
    #[serde(default)]
    verified: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Phone {
    number: String,
    /// Whether this inbox vouches for it: the network said who writes.
    #[serde(default)]
    verified: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Social {
    network: String,
    id: String,
    username: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    from: Sender,
    minutes_ago: u32,
    text: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Sender {
    /// The contact.
    Contact,
    /// One of us.
    Agent,
    /// The telephone system.
    Call,
}

impl Conversation {
    /// Everybody whom it is with.
    pub(crate) fn everybody(&self) -> Vec<&Contact> {
        std::iter::once(&self.contact).chain(&self.others).collect()
    }
}

impl Conversations {
    /// Reads what is built in.
    pub(crate) fn load() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("../../../www/demo/conversations.json")).map(Self)
    }

    /// The conversation with this id.
    pub(crate) fn find(&self, id: &str) -> Option<&Conversation> {
        self.0.iter().find(|conversation| conversation.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_has_a_conversation() {
        let all = Conversations::load().expect("conversations");
        for channel in [
            Channel::Email,
            Channel::Whatsapp,
            Channel::Instagram,
            Channel::Messenger,
            Channel::Viber,
            Channel::Sms,
            Channel::Voice,
        ] {
            assert!(all.0.iter().any(|c| c.channel == channel), "no conversation by {}", channel.name());
        }
    }

    #[test]
    fn ids_are_unique_and_name_nobody() {
        let all = Conversations::load().expect("conversations");
        for (at, conversation) in all.0.iter().enumerate() {
            assert!(
                conversation.id.strip_prefix("c-").is_some_and(|n| n.parse::<u32>().is_ok()),
                "{}",
                conversation.id
            );
            assert!(all.0[..at].iter().all(|other| other.id != conversation.id), "{} twice", conversation.id);
        }
    }

    #[test]
    fn every_conversation_has_something_to_read() {
        for conversation in Conversations::load().expect("conversations").0 {
            assert!(!conversation.messages.is_empty(), "{}", conversation.id);
            assert_eq!(conversation.subject.is_some(), conversation.channel == Channel::Email, "{}", conversation.id);
        }
    }
}
