//! Contact → customers: which identifiers to ask a store for, and whether what came back is really this contact. Pure.
//!
//! Nothing that a store answers is taken on trust: a customer counts only where their own e-mail or phone is the one
//! that was asked for, and a guest's order only where its own is.

use crate::contact::{Contact, Email, Phone};
use context_card_wire::{Grade, MatchedBy};

/// So many identifiers are asked for at once.
pub const AT_ONCE: usize = 4;

/// Something that names a contact.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Identifier {
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
            Self::Email(_) => MatchedBy::Email,
            Self::Phone(_) => MatchedBy::Phone,
        }
    }

    /// How sure a match by it is.
    #[must_use]
    pub const fn grade(&self) -> Grade {
        let verified = match self {
            Self::Email(email) => email.verified,
            Self::Phone(phone) => phone.verified,
        };
        if verified { Grade::Verified } else { Grade::Unverified }
    }

    /// The address or the number.
    #[must_use]
    pub fn value(&self) -> &str {
        match self {
            Self::Email(email) => &email.address,
            Self::Phone(phone) => &phone.number,
        }
    }

    /// Whether a record with this e-mail and this phone is the one that was asked for.
    fn is_of(&self, email: Option<&str>, phone: Option<&str>) -> bool {
        match self {
            Self::Email(asked) => email.is_some_and(|record| same_email(record, &asked.address)),
            Self::Phone(asked) => phone.is_some_and(|record| same_phone(record, &asked.number)),
        }
    }
}

fn same_email(record: &str, asked: &str) -> bool {
    record.trim().to_lowercase() == asked
}

fn same_phone(record: &str, asked: &str) -> bool {
    Phone::parse(record, false).is_some_and(|phone| phone.number == asked)
}

/// The identifiers to ask for: verified ones first, e-mails and phones in turn, so that neither crowds out the other.
#[must_use]
pub fn identifiers(contact: &Contact, unverified_allowed: bool) -> Vec<Identifier> {
    let mut emails: Vec<_> = contact.emails.iter().filter(|email| email.verified || unverified_allowed).collect();
    let mut phones: Vec<_> = contact.phones.iter().filter(|phone| phone.verified || unverified_allowed).collect();
    emails.sort_by_key(|email| !email.verified);
    phones.sort_by_key(|phone| !phone.verified);
    let mut chosen: Vec<Identifier> = Vec::new();
    for turn in 0..emails.len().max(phones.len()) {
        let email = emails.get(turn).map(|email| Identifier::Email((*email).clone()));
        let phone = phones.get(turn).map(|phone| Identifier::Phone((*phone).clone()));
        for identifier in email.into_iter().chain(phone) {
            let known = chosen.iter().any(|other| other.by() == identifier.by() && other.value() == identifier.value());
            if !known && chosen.len() < AT_ONCE {
                chosen.push(identifier);
            }
        }
    }
    chosen
}

/// A customer that a store answered with, as far as matching needs them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Shopify's id.
    pub id: String,
    /// Their own e-mail.
    pub email: Option<String>,
    /// Their own phone.
    pub phone: Option<String>,
}

/// An order that was found by e-mail, as far as matching needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LooseOrder {
    /// Its own e-mail.
    pub email: Option<String>,
    /// Its own phone.
    pub phone: Option<String>,
    /// Whether it hangs on a customer.
    pub has_customer: bool,
}

/// One whom the contact may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The answer that holds the customer; none for a guest.
    pub customer: Option<usize>,
    /// What was compared.
    pub by: MatchedBy,
    /// How sure it is.
    pub grade: Grade,
    /// The identifier that was asked for.
    pub value: String,
    /// Which of the loose orders are theirs.
    pub guest_orders: Vec<usize>,
}

/// Who of what came back is the contact. `answers` stand in the order of `asked`. More than one means: the agent chooses.
#[must_use]
pub fn resolve(asked: &[Identifier], answers: &[Option<Person>], loose: &[LooseOrder]) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let person = |at: usize| answers.get(at).and_then(Option::as_ref);
    for (at, identifier) in asked.iter().enumerate() {
        let Some(answer) = person(at).filter(|p| identifier.is_of(p.email.as_deref(), p.phone.as_deref())) else {
            continue;
        };
        let candidate = Candidate {
            customer: Some(at),
            by: identifier.by(),
            grade: identifier.grade(),
            value: identifier.value().to_owned(),
            guest_orders: Vec::new(),
        };
        let known = found.iter_mut().find(|c| c.customer.and_then(person).is_some_and(|p| p.id == answer.id));
        match known {
            Some(known) if (candidate.grade, candidate.by) < (known.grade, known.by) => *known = candidate,
            Some(_) => {}
            None => found.push(candidate),
        }
    }
    for (at, order) in loose.iter().enumerate().filter(|(_, order)| !order.has_customer) {
        let (email, phone) = (order.email.as_deref(), order.phone.as_deref());
        let Some(identifier) = asked.iter().find(|identifier| identifier.is_of(email, phone)) else { continue };
        let owner = found.iter_mut().find(|candidate| match candidate.customer.and_then(person) {
            // A guest's order belongs to the customer with the same e-mail or phone: they ordered without signing in.
            Some(person) => identifier.is_of(person.email.as_deref(), person.phone.as_deref()),
            None => candidate.by == identifier.by() && candidate.value == identifier.value(),
        });
        match owner {
            Some(owner) => owner.guest_orders.push(at),
            None => found.push(Candidate {
                customer: None,
                by: identifier.by(),
                grade: identifier.grade(),
                value: identifier.value().to_owned(),
                guest_orders: vec![at],
            }),
        }
    }
    found.sort_by_key(|candidate| (candidate.grade, candidate.customer.is_none()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn email(address: &str, verified: bool) -> Email {
        Email::parse(address, verified).unwrap()
    }

    fn phone(number: &str, verified: bool) -> Phone {
        Phone::parse(number, verified).unwrap()
    }

    fn person(id: &str, email: &str, phone: &str) -> Option<Person> {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Some(Person { id: id.to_owned(), email: some(email), phone: some(phone) })
    }

    fn loose(email: &str, has_customer: bool) -> LooseOrder {
        LooseOrder { email: Some(email.to_owned()), phone: None, has_customer }
    }

    const MARIA: &str = "maria@example.com";

    fn maria() -> Contact {
        Contact { name: None, emails: vec![email(MARIA, true)], phones: vec![phone("+447700900142", false)] }
    }

    #[test]
    fn maria_is_one_customer_by_both_her_identifiers() {
        let asked = identifiers(&maria(), true);
        let her = person("1", "Maria@Example.com ", "+44 7700 900142");
        let found = resolve(&asked, &[her.clone(), her], &[]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].by, found[0].grade, found[0].customer), (MatchedBy::Email, Grade::Verified, Some(0)));
    }

    #[test]
    fn the_surer_identifier_is_the_reason() {
        let contact =
            Contact { name: None, emails: vec![email(MARIA, false)], phones: vec![phone("+447700900142", true)] };
        let her = person("1", MARIA, "+447700900142");
        let found = resolve(&identifiers(&contact, true), &[her.clone(), her], &[]);
        assert_eq!((found.len(), found[0].by, found[0].customer), (1, MatchedBy::Phone, Some(1)));
    }

    #[test]
    fn a_neighbour_is_nobody() {
        let asked = identifiers(&maria(), true);
        for neighbour in
            ["mari@example.com", "maria@example.co", "maria.sorensen@example.com", "maria+shop@example.com", ""]
        {
            assert_eq!(resolve(&asked, &[person("2", neighbour, "+447700900143"), None], &[]), [], "{neighbour}");
        }
    }

    #[test]
    fn two_customers_are_a_choice_never_the_first() {
        let asked = identifiers(&maria(), true);
        let found = resolve(&asked, &[person("1", MARIA, ""), person("2", "dana@example.com", "+447700900142")], &[]);
        let told: Vec<_> = found.iter().map(|c| (c.customer, c.by, c.grade)).collect();
        assert_eq!(
            told,
            [(Some(0), MatchedBy::Email, Grade::Verified), (Some(1), MatchedBy::Phone, Grade::Unverified)]
        );
    }

    #[test]
    fn guests_are_found_by_their_own_address_only() {
        let asked = identifiers(&maria(), true);
        let orders = [loose(MARIA, false), loose("mari@example.com", false), loose(MARIA, true), loose(MARIA, false)];
        let found = resolve(&asked, &[None, None], &orders);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].customer, &found[0].guest_orders[..]), (None, &[0, 3][..]));
    }

    #[test]
    fn what_a_customer_ordered_as_a_guest_is_theirs() {
        let asked = identifiers(&maria(), true);
        let found = resolve(&asked, &[person("1", MARIA, ""), None], &[loose(MARIA, false)]);
        assert_eq!((found.len(), &found[0].guest_orders[..]), (1, &[0][..]));
        // Found by phone, and the guest's address is another's: two people until the agent says otherwise.
        let found = resolve(&asked, &[None, person("2", "dana@example.com", "+447700900142")], &[loose(MARIA, false)]);
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn unverified_identifiers_are_asked_only_where_allowed() {
        let asked = identifiers(&maria(), false);
        assert_eq!(asked.iter().map(Identifier::value).collect::<Vec<_>>(), [MARIA]);
    }

    #[test]
    fn four_are_asked_at_once_and_phones_have_their_turn() {
        let contact = Contact {
            name: None,
            emails: (0..6).map(|n| email(&format!("a{n}@example.com"), n == 5)).collect(),
            phones: vec![phone("+447700900142", true), phone("+44 7700 900142", true)],
        };
        let asked = identifiers(&contact, true);
        let values: Vec<_> = asked.iter().map(Identifier::value).collect();
        assert_eq!(values, ["a5@example.com", "+447700900142", "a0@example.com", "a1@example.com"]);
    }

    const EMAILS: [&str; 6] = ["a@x.io", "A@x.io", "b@x.io", "a@x.i", "aa@x.io", "a+b@x.io"];
    const PHONES: [&str; 4] = ["+4477009001", "+4477009002", "+447700900", "+44 77 009 001"];

    fn people() -> impl Strategy<Value = Option<Person>> {
        let person = (0..4u8, proptest::option::of(select(&EMAILS)), proptest::option::of(select(&PHONES)));
        let person = person.prop_map(|(id, email, phone)| Person {
            id: id.to_string(),
            email: email.map(str::to_owned),
            phone: phone.map(str::to_owned),
        });
        proptest::option::of(person)
    }

    fn orders() -> impl Strategy<Value = LooseOrder> {
        let order = (proptest::option::of(select(&EMAILS)), proptest::option::of(select(&PHONES)), any::<bool>());
        order.prop_map(|(email, phone, has_customer)| LooseOrder {
            email: email.map(str::to_owned),
            phone: phone.map(str::to_owned),
            has_customer,
        })
    }

    fn contacts() -> impl Strategy<Value = Contact> {
        let emails = proptest::collection::vec((select(&EMAILS), any::<bool>()), 0..4);
        let phones = proptest::collection::vec((select(&PHONES), any::<bool>()), 0..4);
        (emails, phones).prop_map(|(emails, phones)| Contact {
            name: None,
            emails: emails.into_iter().map(|(address, verified)| email(address, verified)).collect(),
            phones: phones.into_iter().map(|(number, verified)| phone(number, verified)).collect(),
        })
    }

    proptest! {
        #[test]
        fn no_contact_ever_gets_a_stranger(
            contact in contacts(),
            allowed in any::<bool>(),
            answers in proptest::collection::vec(people(), 4),
            loose in proptest::collection::vec(orders(), 0..6),
        ) {
            let asked = identifiers(&contact, allowed);
            let emails: Vec<_> = contact.emails.iter().filter(|e| e.verified || allowed).map(|e| e.address.clone()).collect();
            let phones: Vec<_> = contact.phones.iter().filter(|p| p.verified || allowed).map(|p| p.number.clone()).collect();
            let own = |email: &Option<String>, phone: &Option<String>| {
                email.as_ref().is_some_and(|e| emails.contains(&e.to_lowercase()))
                    || phone.as_ref().is_some_and(|p| phones.contains(&p.replace(' ', "")))
            };
            let mut ids = Vec::new();
            for candidate in resolve(&asked, &answers, &loose) {
                if let Some(at) = candidate.customer {
                    let person = answers[at].as_ref().unwrap();
                    prop_assert!(own(&person.email, &person.phone));
                    prop_assert!(!ids.contains(&person.id), "one customer twice");
                    ids.push(person.id.clone());
                }
                for at in candidate.guest_orders {
                    prop_assert!(!loose[at].has_customer);
                    prop_assert!(own(&loose[at].email, &loose[at].phone));
                }
            }
        }
    }
}
