//! Whom a conversation is with: what the host says of the contact, parsed once, then trusted.

mod country;
mod email;
mod phone;
mod social;

pub use email::Email;
pub use phone::{LocalPhone, Phone};
pub use social::Social;

use serde::{Deserialize, Serialize};

/// Whom a conversation is with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// How the host calls them.
    pub name: Option<String>,
    /// Their e-mail addresses, the host's first one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<Email>,
    /// Their phone numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// Their phone numbers without a country.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub local_phones: Vec<LocalPhone>,
    /// Their accounts in social networks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub social: Vec<Social>,
}

impl Contact {
    /// Whether they have no e-mail and no phone, however it is written.
    #[must_use]
    pub fn has_no_address(&self) -> bool {
        self.emails.is_empty() && self.phones.is_empty() && self.local_phones.is_empty()
    }

    /// Whether there is anything of them that a link may hang on: an address, a number, an account by the network's id.
    #[must_use]
    pub fn can_be_linked(&self) -> bool {
        !self.has_no_address() || self.social.iter().any(|social| social.id.is_some())
    }

    /// Whether nothing is known of them at all.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.name.is_none() && self.has_no_address() && self.social.is_empty()
    }

    /// Their phones as they are in a country: those that name none are read in it.
    pub fn phones_in(&self, country: &str) -> impl Iterator<Item = Phone> {
        self.phones.iter().cloned().chain(self.local_phones.iter().filter_map(|phone| phone.in_country(country)))
    }

    /// What the card calls them where no store knows them: the name, else an identifier.
    #[must_use]
    pub fn label(&self) -> Option<String> {
        self.name.clone().or_else(|| self.identifier())
    }

    /// Something that tells them from others of the same name.
    #[must_use]
    pub fn identifier(&self) -> Option<String> {
        let social = || self.social.first().and_then(|social| social.username.clone().or_else(|| social.id.clone()));
        let emails = self.emails.first().map(|email| email.address.clone());
        emails
            .or_else(|| self.phones.first().map(|phone| phone.number.clone()))
            .or_else(|| self.local_phones.first().map(|phone| phone.digits.clone()))
            .or_else(social)
    }
}

/// What several contacts are called, so that an agent can choose: no two the same, as far as they differ.
#[must_use]
pub fn labels(contacts: &[Contact]) -> Vec<String> {
    let names: Vec<_> = contacts.iter().map(|contact| contact.label().unwrap_or_default()).collect();
    let twice = |name: &String| names.iter().filter(|other| *other == name).count() > 1;
    let told = contacts.iter().zip(&names).map(|(contact, name)| {
        let other = contact.identifier().filter(|_| twice(name));
        other.unwrap_or_else(|| name.clone())
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, email: &str) -> Contact {
        Contact {
            name: Some(name.to_owned()),
            emails: Email::parse(email, true).into_iter().collect(),
            ..Contact::default()
        }
    }

    #[test]
    fn people_of_one_name_are_told_apart() {
        let people = [named("Ana", "ana@example.com"), named("Bo", "bo@example.com"), named("Ana", "ana@example.org")];
        assert_eq!(labels(&people), ["ana@example.com", "Bo", "ana@example.org"]);
    }

    #[test]
    fn phones_without_a_country_join_the_others_in_a_country() {
        let contact = Contact {
            phones: Phone::parse("+33612345678", true).into_iter().collect(),
            local_phones: LocalPhone::parse("07700 900142", true).into_iter().collect(),
            ..Contact::default()
        };
        let numbers = |country| contact.phones_in(country).map(|phone| phone.number).collect::<Vec<_>>();
        assert_eq!(numbers("GB"), ["+33612345678", "+447700900142"]);
        assert_eq!(numbers(""), ["+33612345678"]);
    }
}
