//! What a contact is asked for by in one store, in order: customers linked by hand, then e-mails and phones in turn.

use super::{Candidate, Matching, OrderNumber};
use crate::contact::{Contact, Email, Phone};
use context_card_wire::{Grade, Linking, MatchedBy};

/// So many identifiers are asked for at once; the rest on demand.
pub const AT_ONCE: usize = 4;

/// A customer whom an agent linked to a contact, in one store.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// Shopify's id.
    pub customer: String,
    /// Whether the host vouches for what of the contact it hangs on.
    pub verified: bool,
}

/// Something that names a contact in a store.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Identifier {
    /// A link made by hand.
    Link(Link),
    /// An e-mail address.
    Email(Email),
    /// A phone number.
    Phone(Phone),
}

impl Identifier {
    /// What is compared.
    #[must_use]
    pub const fn by(&self) -> MatchedBy {
        match self {
            Self::Link(_) => MatchedBy::Link,
            Self::Email(_) => MatchedBy::Email,
            Self::Phone(_) => MatchedBy::Phone,
        }
    }

    /// How sure a match by it is.
    #[must_use]
    pub const fn grade(&self) -> Grade {
        let verified = match self {
            Self::Link(link) => link.verified,
            Self::Email(email) => email.verified,
            Self::Phone(phone) => phone.verified,
        };
        if verified { Grade::Verified } else { Grade::Unverified }
    }

    /// The address or the number; Shopify's id, which nobody sees, for a link.
    #[must_use]
    pub fn value(&self) -> &str {
        match self {
            Self::Link(link) => &link.customer,
            Self::Email(email) => &email.address,
            Self::Phone(phone) => &phone.number,
        }
    }

    /// Whether a record with this e-mail and this phone is the one that was asked for.
    pub(super) fn is_of(&self, email: Option<&str>, phone: Option<&str>) -> bool {
        match self {
            Self::Link(_) => false,
            Self::Email(asked) => email.is_some_and(|record| same_email(record, &asked.address)),
            Self::Phone(asked) => phone.is_some_and(|record| same_phone(record, &asked.number)),
        }
    }
}

/// What a store is asked about a contact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Everything that the contact may match by there, in order.
    pub own: Vec<Identifier>,
    /// How many of these are asked for.
    pub asked: usize,
    /// The order numbers that the conversation names.
    pub numbers: Vec<OrderNumber>,
    /// Whether there is anything of the contact that a link may hang on.
    pub can_link: bool,
    /// Whether the contact has an account in a social network, which finds nobody until it is linked.
    pub has_account: bool,
}

impl Wanted {
    /// The identifiers that are asked for.
    #[must_use]
    pub fn asked(&self) -> &[Identifier] {
        self.own.get(..self.asked).unwrap_or(&self.own)
    }

    /// How many are not asked for yet.
    #[must_use]
    pub fn rest(&self) -> usize {
        self.own.len().saturating_sub(self.asked)
    }

    /// What a customer who was found is to the contact: linked, or worth linking, where that would tell something.
    #[must_use]
    pub fn linking(&self, candidate: &Candidate, several: bool) -> Linking {
        let telling = several || candidate.grade == Grade::Unverified || self.has_account;
        match (candidate.linked, candidate.customer) {
            (true, _) => Linking::Linked,
            (false, Some(_)) if self.can_link && telling => Linking::Offer,
            (false, _) => Linking::No,
        }
    }
}

fn same_email(record: &str, asked: &str) -> bool {
    record.trim().to_lowercase() == asked
}

fn same_phone(record: &str, asked: &str) -> bool {
    Phone::parse(record, false).is_some_and(|phone| phone.number == asked)
}

/// Everything to ask a store for: links first, then what is verified, e-mails and phones in turn, so that neither crowds out
/// the other. Phones without a country are read in `country`, the store's.
#[must_use]
pub fn identifiers(contact: &Contact, country: &str, matching: Matching, links: &[Link]) -> Vec<Identifier> {
    let mut emails: Vec<_> = contact.emails.iter().filter(|email| matching.email.matches(email.verified)).collect();
    let phones = contact.phones_in(country);
    let mut phones: Vec<_> = phones.filter(|phone| matching.phone.matches(phone.verified)).collect();
    emails.sort_by_key(|email| !email.verified);
    phones.sort_by_key(|phone| !phone.verified);
    let mut links = links.to_vec();
    links.sort_by_key(|link| !link.verified);
    let mut chosen: Vec<Identifier> = Vec::new();
    let add = |chosen: &mut Vec<Identifier>, identifier: Identifier| {
        let known = chosen.iter().any(|other| other.by() == identifier.by() && other.value() == identifier.value());
        if !known {
            chosen.push(identifier);
        }
    };
    for link in links {
        add(&mut chosen, Identifier::Link(link));
    }
    for turn in 0..emails.len().max(phones.len()) {
        if let Some(email) = emails.get(turn) {
            add(&mut chosen, Identifier::Email((*email).clone()));
        }
        if let Some(phone) = phones.get(turn) {
            add(&mut chosen, Identifier::Phone(phone.clone()));
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::LocalPhone;

    fn email(address: &str, verified: bool) -> Email {
        Email::parse(address, verified).unwrap()
    }

    fn phone(number: &str, verified: bool) -> Phone {
        Phone::parse(number, verified).unwrap()
    }

    fn values(contact: &Contact, matching: Matching, links: &[Link]) -> Vec<String> {
        identifiers(contact, "GB", matching, links).iter().map(|one| one.value().to_owned()).collect()
    }

    #[test]
    fn unverified_identifiers_are_asked_only_where_allowed() {
        let contact = Contact {
            emails: vec![email("maria@example.com", true)],
            phones: vec![phone("+447700900142", false)],
            ..Contact::default()
        };
        assert_eq!(values(&contact, Matching::VERIFIED, &[]), ["maria@example.com"]);
        let off = Matching { email: super::super::Mode::Off, ..Matching::default() };
        assert_eq!(values(&contact, off, &[]), ["+447700900142"]);
    }

    #[test]
    fn every_identifier_has_its_turn_once() {
        let contact = Contact {
            emails: (0..4).map(|n| email(&format!("a{n}@example.com"), n == 3)).collect(),
            phones: vec![phone("+447700900142", true), phone("+44 7700 900142", true)],
            local_phones: ["07700 900142", "07700 900143"].map(|text| LocalPhone::parse(text, false).unwrap()).to_vec(),
            ..Contact::default()
        };
        let expected =
            ["a3@example.com", "+447700900142", "a0@example.com", "a1@example.com", "a2@example.com", "+447700900143"];
        assert_eq!(values(&contact, Matching::default(), &[]), expected);
    }

    #[test]
    fn links_come_first_and_the_surer_one_counts() {
        let contact = Contact { emails: vec![email("maria@example.com", true)], ..Contact::default() };
        let link = |id: &str, verified| Link { customer: id.to_owned(), verified };
        let links = [link("1", false), link("2", true), link("1", true)];
        let asked = identifiers(&contact, "GB", Matching::default(), &links);
        let told: Vec<_> = asked.iter().map(|one| (one.value(), one.grade())).collect();
        use Grade::Verified;
        assert_eq!(told, [("2", Verified), ("1", Verified), ("maria@example.com", Verified)]);
    }
}
