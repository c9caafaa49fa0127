//! Who of what came back is the contact.

use super::Identifier;
use context_card_wire::{Grade, MatchedBy};

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

/// An order that was found by e-mail or by its number, as far as matching needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LooseOrder {
    /// Shopify's id.
    pub id: String,
    /// Its own e-mail.
    pub email: Option<String>,
    /// Its own phone.
    pub phone: Option<String>,
    /// Whose it is, where it hangs on a customer.
    pub customer: Owner,
    /// Whether the conversation names its number.
    pub named: bool,
}

/// Whose an order is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Owner {
    /// Nobody's: it was placed without an account.
    #[default]
    Nobody,
    /// This customer's, by Shopify's id.
    Customer(String),
    /// A customer's, but Shopify does not say whose.
    HeldBack,
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
    /// Whether an agent linked them to the contact.
    pub linked: bool,
    /// Which of the loose orders are theirs.
    pub guest_orders: Vec<usize>,
    /// Which of the loose orders are theirs and hang on a customer's account: those whose number the conversation names.
    pub named_orders: Vec<usize>,
}

impl Candidate {
    fn of(identifier: &Identifier, customer: Option<usize>) -> Self {
        Self {
            customer,
            by: identifier.by(),
            grade: identifier.grade(),
            value: identifier.value().to_owned(),
            linked: matches!(identifier, Identifier::Link(_)),
            guest_orders: Vec::new(),
            named_orders: Vec::new(),
        }
    }

    /// The reason that is told: the surer one, and of two as sure what an agent did.
    const fn rank(&self) -> (Grade, u8) {
        let by = match self.by {
            MatchedBy::Link => 0,
            MatchedBy::Email => 1,
            MatchedBy::Phone => 2,
            MatchedBy::OrderNumber => 3,
            MatchedBy::Search => 4,
        };
        (self.grade, by)
    }
}

/// Who of what came back is the contact. `answers` stand in the order of `asked`; `own` is everything that the contact may
/// match by, what was not asked for yet included. More than one means: the agent chooses. Where an agent has linked somebody,
/// that settles it: the others are not offered any more.
#[must_use]
pub fn resolve(
    asked: &[Identifier],
    own: &[Identifier],
    answers: &[Option<Person>],
    loose: &[LooseOrder],
) -> Vec<Candidate> {
    let person = |at: usize| answers.get(at).and_then(Option::as_ref);
    let mut found = customers(asked, &person);
    if found.iter().any(|candidate| candidate.linked) {
        found.retain(|candidate| candidate.linked);
    }
    let settled = found.iter().any(|candidate| candidate.linked);
    for (at, order) in loose.iter().enumerate() {
        // The same order may have been found by e-mail and by its number.
        if loose.iter().take(at).any(|before| before.id == order.id) {
            continue;
        }
        let (email, phone) = (order.email.as_deref(), order.phone.as_deref());
        let Some(identifier) = own.iter().find(|identifier| identifier.is_of(email, phone)) else { continue };
        let reason = Candidate {
            by: if order.named { MatchedBy::OrderNumber } else { identifier.by() },
            ..Candidate::of(identifier, None)
        };
        match &order.customer {
            Owner::Nobody => {
                let alone = settled && found.len() == 1;
                let owner = found.iter_mut().find(|candidate| match candidate.customer.and_then(person) {
                    // A guest's order belongs to the customer with the same e-mail or phone: they ordered without signing
                    // in. And to whom an agent says that the contact is.
                    Some(person) => alone || identifier.is_of(person.email.as_deref(), person.phone.as_deref()),
                    None => candidate.value == identifier.value(),
                });
                match owner {
                    Some(owner) => owner.guest_orders.push(at),
                    None => found.push(Candidate { guest_orders: vec![at], ..reason }),
                }
            }
            Owner::Customer(id) if loose.iter().any(|other| other.id == order.id && other.named) => {
                let owner = found.iter_mut().find(|candidate| match candidate.customer.and_then(person) {
                    Some(person) => person.id == *id,
                    None => candidate.value == identifier.value(),
                });
                match owner {
                    Some(owner) => owner.named_orders.push(at),
                    // The order is the contact's, but the account may be somebody else's: nothing else of it is shown.
                    None if !settled => {
                        found.push(Candidate { named_orders: vec![at], by: MatchedBy::OrderNumber, ..reason });
                    }
                    None => {}
                }
            }
            Owner::Customer(_) | Owner::HeldBack => {}
        }
    }
    found.sort_by_key(|candidate| (candidate.grade, candidate.customer.is_none()));
    found
}

/// The customers whose own record is what was asked for, each once, with the best reason.
fn customers<'a>(asked: &[Identifier], person: &impl Fn(usize) -> Option<&'a Person>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for (at, identifier) in asked.iter().enumerate() {
        let is_asked = |person: &&Person| match identifier {
            Identifier::Link(link) => person.id == link.customer,
            _ => identifier.is_of(person.email.as_deref(), person.phone.as_deref()),
        };
        let Some(answer) = person(at).filter(is_asked) else { continue };
        let candidate = Candidate::of(identifier, Some(at));
        let known = found.iter_mut().find(|c| c.customer.and_then(person).is_some_and(|p| p.id == answer.id));
        match known {
            Some(known) => {
                let linked = known.linked || candidate.linked;
                if candidate.rank() < known.rank() {
                    *known = candidate;
                }
                known.linked = linked;
            }
            None => found.push(candidate),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::{Link, Matching, identifiers};
    use super::*;
    use crate::contact::{Contact, Email, Phone};
    use proptest::prelude::*;
    use proptest::sample::select;

    const MARIA: &str = "maria@example.com";
    const HER_PHONE: &str = "+447700900142";

    fn email(address: &str, verified: bool) -> Email {
        Email::parse(address, verified).unwrap()
    }

    fn phone(number: &str, verified: bool) -> Phone {
        Phone::parse(number, verified).unwrap()
    }

    fn some(text: &str) -> Option<String> {
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn person(id: &str, email: &str, phone: &str) -> Option<Person> {
        Some(Person { id: id.to_owned(), email: some(email), phone: some(phone) })
    }

    fn by_email(id: &str, email: &str) -> LooseOrder {
        LooseOrder { id: id.to_owned(), email: some(email), ..LooseOrder::default() }
    }

    fn by_number(id: &str, email: &str, phone: &str, customer: &str) -> LooseOrder {
        let customer = some(customer).map_or(Owner::Nobody, Owner::Customer);
        LooseOrder { id: id.to_owned(), email: some(email), phone: some(phone), customer, named: true }
    }

    fn maria() -> Vec<Identifier> {
        asked(&[])
    }

    /// Maria's e-mail, which is verified, and her phone, which is not; after the customers linked to her.
    fn asked(links: &[(&str, bool)]) -> Vec<Identifier> {
        let links: Vec<_> =
            links.iter().map(|(id, verified)| Link { customer: (*id).to_owned(), verified: *verified }).collect();
        let contact =
            Contact { emails: vec![email(MARIA, true)], phones: vec![phone(HER_PHONE, false)], ..Contact::default() };
        identifiers(&contact, "GB", Matching::default(), &links)
    }

    fn told(asked: &[Identifier], answers: &[Option<Person>], loose: &[LooseOrder]) -> Vec<(Option<usize>, MatchedBy)> {
        resolve(asked, asked, answers, loose).iter().map(|c| (c.customer, c.by)).collect()
    }

    #[test]
    fn maria_is_one_customer_by_both_her_identifiers() {
        let her = person("1", "Maria@Example.com ", "+44 7700 900142");
        let found = resolve(&maria(), &maria(), &[her.clone(), her], &[]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].by, found[0].grade, found[0].customer), (MatchedBy::Email, Grade::Verified, Some(0)));
    }

    #[test]
    fn the_surer_identifier_is_the_reason() {
        let contact =
            Contact { emails: vec![email(MARIA, false)], phones: vec![phone(HER_PHONE, true)], ..Contact::default() };
        let asked = identifiers(&contact, "GB", Matching::default(), &[]);
        let her = person("1", MARIA, HER_PHONE);
        assert_eq!(told(&asked, &[her.clone(), her], &[]), [(Some(1), MatchedBy::Phone)]);
    }

    #[test]
    fn a_neighbour_is_nobody() {
        for neighbour in
            ["mari@example.com", "maria@example.co", "maria.sorensen@example.com", "maria+shop@example.com", ""]
        {
            assert_eq!(told(&maria(), &[person("2", neighbour, "+447700900143"), None], &[]), [], "{neighbour}");
        }
    }

    #[test]
    fn two_customers_are_a_choice_never_the_first() {
        let found =
            resolve(&maria(), &maria(), &[person("1", MARIA, ""), person("2", "dana@example.com", HER_PHONE)], &[]);
        let told: Vec<_> = found.iter().map(|c| (c.customer, c.by, c.grade)).collect();
        assert_eq!(
            told,
            [(Some(0), MatchedBy::Email, Grade::Verified), (Some(1), MatchedBy::Phone, Grade::Unverified)]
        );
    }

    #[test]
    fn a_link_settles_who_it_is_and_only_for_whom_it_was_made() {
        let (hers, another) = (person("1", MARIA, ""), person("2", "dana@example.com", HER_PHONE));
        let linked = asked(&[("2", true)]);
        let found = resolve(&linked, &linked, &[another.clone(), hers.clone(), another.clone()], &[]);
        assert_eq!(found.len(), 1, "the other is not offered any more");
        assert_eq!((found[0].by, found[0].grade, found[0].linked), (MatchedBy::Link, Grade::Verified, true));
        // The customer is gone, or another came back: the link says nothing.
        assert_eq!(told(&linked, &[None, hers.clone(), None], &[]), [(Some(1), MatchedBy::Email)]);
        assert_eq!(told(&linked, &[person("3", "x@example.com", ""), hers, None], &[]), [(Some(1), MatchedBy::Email)]);
    }

    #[test]
    fn a_link_that_nobody_vouches_for_gives_way_to_a_reason_that_is_sure_and_stays_a_link() {
        let linked = asked(&[("1", false)]);
        let found = resolve(&linked, &linked, &[person("1", MARIA, ""), person("1", MARIA, ""), None], &[]);
        assert_eq!((found.len(), found[0].by, found[0].linked), (1, MatchedBy::Email, true));
    }

    #[test]
    fn guests_are_found_by_their_own_address_only() {
        let mut with_account = by_email("c", MARIA);
        with_account.customer = Owner::Customer("9".into());
        let mut held_back = by_email("d", MARIA);
        held_back.customer = Owner::HeldBack;
        let orders =
            [by_email("a", MARIA), by_email("b", "mari@example.com"), with_account, held_back, by_email("e", MARIA)];
        let found = resolve(&maria(), &maria(), &[None, None], &orders);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].customer, &found[0].guest_orders[..]), (None, &[0, 4][..]));
    }

    #[test]
    fn what_a_customer_ordered_as_a_guest_is_theirs() {
        let found = resolve(&maria(), &maria(), &[person("1", MARIA, ""), None], &[by_email("a", MARIA)]);
        assert_eq!((found.len(), &found[0].guest_orders[..]), (1, &[0][..]));
        // Found by phone, and the guest's address is another's: two people until the agent says otherwise.
        let dana = person("2", "dana@example.com", HER_PHONE);
        let found = resolve(&maria(), &maria(), &[None, dana.clone()], &[by_email("a", MARIA)]);
        assert_eq!(found.len(), 2);
        let linked = asked(&[("2", true)]);
        let found = resolve(&linked, &linked, &[dana, None, None], &[by_email("a", MARIA)]);
        assert_eq!((found.len(), &found[0].guest_orders[..]), (1, &[0][..]), "now the agent has said so");
    }

    #[test]
    fn an_order_number_opens_only_the_contacts_own_order() {
        let none = [None, None];
        for (order, expected) in [
            (by_number("a", MARIA, "", ""), Some(MatchedBy::OrderNumber)),
            (by_number("a", "", "+44 7700 900142", "9"), Some(MatchedBy::OrderNumber)),
            (by_number("a", "mari@example.com", "+447700900143", ""), None),
            (by_number("a", "mari@example.com", "", "9"), None),
            (by_number("a", "", "", ""), None),
        ] {
            let found: Vec<_> =
                told(&maria(), &none, std::slice::from_ref(&order)).into_iter().map(|(_, by)| by).collect();
            assert_eq!(found, Vec::from_iter(expected), "{order:?}");
        }
    }

    #[test]
    fn a_named_order_joins_whom_it_belongs_to() {
        // Of the customer who was found anyway.
        let found = resolve(&maria(), &maria(), &[person("1", MARIA, ""), None], &[by_number("a", MARIA, "", "1")]);
        assert_eq!((found.len(), found[0].by, &found[0].named_orders[..]), (1, MatchedBy::Email, &[0][..]));
        // Found by its address too, on an account that is not the contact's.
        let mut by_address = by_number("a", MARIA, "", "9");
        by_address.named = false;
        let found = resolve(&maria(), &maria(), &[None, None], &[by_address.clone(), by_number("a", MARIA, "", "9")]);
        assert_eq!((found.len(), found[0].by, &found[0].named_orders[..]), (1, MatchedBy::OrderNumber, &[0][..]));
        assert_eq!(resolve(&maria(), &maria(), &[None, None], &[by_address]), [], "not named");
        // Of a guest whose orders were found by e-mail, the named one among them.
        let orders = [by_email("a", MARIA), by_number("a", MARIA, "", ""), by_number("b", MARIA, "", "")];
        let found = resolve(&maria(), &maria(), &[None, None], &orders);
        assert_eq!((found.len(), found[0].by, &found[0].guest_orders[..]), (1, MatchedBy::Email, &[0, 2][..]));
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
        let owner = prop_oneof![
            Just(Owner::Nobody),
            Just(Owner::HeldBack),
            (0..4u8).prop_map(|id| Owner::Customer(id.to_string()))
        ];
        let address = (proptest::option::of(select(&EMAILS)), proptest::option::of(select(&PHONES)));
        (0..4u8, address, owner, any::<bool>()).prop_map(|(id, (email, phone), customer, named)| LooseOrder {
            id: id.to_string(),
            email: email.map(str::to_owned),
            phone: phone.map(str::to_owned),
            customer,
            named,
        })
    }

    fn contacts() -> impl Strategy<Value = Contact> {
        let emails = proptest::collection::vec((select(&EMAILS), any::<bool>()), 0..4);
        let phones = proptest::collection::vec((select(&PHONES), any::<bool>()), 0..4);
        (emails, phones).prop_map(|(emails, phones)| Contact {
            emails: emails.into_iter().map(|(address, verified)| email(address, verified)).collect(),
            phones: phones.into_iter().map(|(number, verified)| phone(number, verified)).collect(),
            ..Contact::default()
        })
    }

    proptest! {
        #[test]
        fn no_contact_ever_gets_a_stranger(
            contact in contacts(),
            allowed in any::<bool>(),
            linked in proptest::collection::vec((0..4u8, any::<bool>()), 0..2),
            answers in proptest::collection::vec(people(), 10),
            loose in proptest::collection::vec(orders(), 0..6),
        ) {
            let matching = if allowed { Matching::default() } else { Matching::VERIFIED };
            let links: Vec<_> =
                linked.iter().map(|(id, verified)| Link { customer: id.to_string(), verified: *verified }).collect();
            let asked = identifiers(&contact, "GB", matching, &links);
            let emails: Vec<_> = contact.emails.iter().filter(|e| e.verified || allowed).map(|e| e.address.clone()).collect();
            let phones: Vec<_> = contact.phones.iter().filter(|p| p.verified || allowed).map(|p| p.number.clone()).collect();
            let own = |email: &Option<String>, phone: &Option<String>| {
                email.as_ref().is_some_and(|e| emails.contains(&e.to_lowercase()))
                    || phone.as_ref().is_some_and(|p| phones.contains(&p.replace(' ', "")))
            };
            let mut ids = Vec::new();
            for candidate in resolve(&asked, &asked, &answers, &loose) {
                if let Some(at) = candidate.customer {
                    let person = answers[at].as_ref().unwrap();
                    let is_linked = links.iter().any(|link| link.customer == person.id);
                    prop_assert!(own(&person.email, &person.phone) || is_linked);
                    prop_assert!(!candidate.linked || is_linked);
                    prop_assert!(!ids.contains(&person.id), "one customer twice");
                    ids.push(person.id.clone());
                }
                for at in &candidate.guest_orders {
                    prop_assert_eq!(&loose[*at].customer, &Owner::Nobody);
                    prop_assert!(own(&loose[*at].email, &loose[*at].phone));
                }
                for at in &candidate.named_orders {
                    let named = loose.iter().any(|order| order.named && order.id == loose[*at].id);
                    prop_assert!(named && own(&loose[*at].email, &loose[*at].phone));
                }
            }
        }
    }
}
