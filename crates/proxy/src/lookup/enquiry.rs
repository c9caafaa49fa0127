//! The contact whose card it is, with all that is known of them here: what agents linked, what the conversation names.

use crate::contact::Contact;
use crate::ids::StoreId;
use crate::matching::{AT_ONCE, Link, Matching, Mode, OrderNumber, Wanted, identifiers};
use crate::store::Store;
use context_card_wire::Problem;
use std::collections::{HashMap, HashSet};

/// So many order numbers are asked for in one request.
const NUMBERS_AT_ONCE: usize = 5;

/// Whose card it is.
#[derive(Clone, Debug, Default)]
pub struct Enquiry {
    /// The contact.
    pub contact: Contact,
    /// The customers that agents linked to the contact, store by store.
    pub links: HashMap<StoreId, Vec<Link>>,
    /// The stores in which there is anything of the contact that a link may hang on.
    pub can_link: HashSet<StoreId>,
    /// The order numbers that the conversation names.
    pub numbers: Vec<OrderNumber>,
    /// Whether every identifier is asked for, and not only the first four.
    pub all: bool,
}

impl From<Contact> for Enquiry {
    fn from(contact: Contact) -> Self {
        Self { contact, ..Self::default() }
    }
}

impl Enquiry {
    /// What one store is asked.
    pub(super) fn wanted(&self, store: &Store, matching: Matching) -> Wanted {
        let links = self.links.get(&store.id).map_or(&[][..], Vec::as_slice);
        let own = identifiers(&self.contact, &store.country, matching, links);
        Wanted {
            asked: if self.all { own.len() } else { own.len().min(AT_ONCE) },
            own,
            numbers: self.numbers.iter().take(NUMBERS_AT_ONCE).cloned().collect(),
            can_link: self.can_link.contains(&store.id),
            has_account: self.contact.social.iter().any(|social| social.id.is_some()),
        }
    }

    /// Why there is nothing to ask any store for.
    pub(super) fn why_nothing(&self, matching: Matching) -> Problem {
        let contact = &self.contact;
        let numbers = contact.phones.len() + contact.local_phones.len();
        let modes = [(matching.email, contact.emails.len()), (matching.phone, numbers)];
        let has = |mode: Mode| modes.iter().any(|(of, count)| *of == mode && *count > 0);
        // What the host has verified would have been asked for, so what is left is not.
        if has(Mode::Verified) {
            Problem::NotVerified
        } else if has(Mode::Off) {
            Problem::MatchingOff
        } else {
            Problem::NoContact
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::{Email, LocalPhone, Phone};

    #[test]
    fn it_is_told_why_nobody_was_looked_up() {
        let email = Email::parse("maria@example.com", false).unwrap();
        let phone = Phone::parse("+447700900142", true).unwrap();
        let local = LocalPhone::parse("07700 900142", true).unwrap();
        let by_email = Contact { emails: vec![email], ..Contact::default() };
        let by_phone = Contact { phones: vec![phone], ..Contact::default() };
        let by_local = Contact { local_phones: vec![local], ..Contact::default() };
        let off = Matching { email: Mode::Off, phone: Mode::Off };
        for (contact, matching, expected) in [
            (&by_email, Matching::VERIFIED, Problem::NotVerified),
            (&by_email, off, Problem::MatchingOff),
            (&by_phone, off, Problem::MatchingOff),
            (&by_local, Matching::default(), Problem::NoContact),
            (&Contact::default(), off, Problem::NoContact),
        ] {
            assert_eq!(Enquiry::from(contact.clone()).why_nothing(matching), expected, "{contact:?}");
        }
    }
}
