//! Who was found by hand, from the answer to `Search`. What was searched for is compared with what came back; only for
//! names Shopify's own ranking counts.

use super::customer::FoundCustomer;
use super::order::Placed;
use super::{Reader, list_at, text_at};
use crate::guest::Guest;
use crate::shopify::{GUESTS, same_number};
use context_card_wire::{Answer, CustomerCard, Grade, Linking, Match, MatchedBy, Notice};
use serde_json::Value;

/// So many are shown of those who were found by name.
pub const MOST_NAMED: u32 = 5;

/// What was searched for.
#[derive(Clone, Copy, Debug)]
pub struct Searched<'s> {
    /// Whoever has this address or number.
    pub address: Option<&'s Guest>,
    /// The order with this number.
    pub number: Option<&'s str>,
    /// Whether customers who are found may be linked.
    pub linking: Linking,
}

/// An order that was found by its number.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbered {
    /// Shopify's name of it.
    pub name: String,
    /// Where it is.
    pub answer: Option<Answer>,
    /// Whoever placed it, as far as it tells.
    pub card: CustomerCard,
}

impl Numbered {
    /// A card that speaks of this order, since it was searched for.
    #[must_use]
    pub fn tell(&self, card: CustomerCard) -> CustomerCard {
        let matched = Match { value: self.name.clone(), ..card.matched };
        CustomerCard { matched, answer: self.answer.clone().or(card.answer), ..card }
    }
}

/// Who was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hits {
    /// Customers, and guests whose orders are all known.
    pub cards: Vec<CustomerCard>,
    /// Guests by the number of one order: the others are still to be asked for.
    pub guests: Vec<(Guest, Numbered)>,
    /// Whether more are called so than are shown.
    pub more: bool,
    /// Why nobody is shown who may be there.
    pub failed: Option<Notice>,
}

impl<'a> Reader<'a> {
    /// Who was found, from the answer to `Search`.
    #[must_use]
    pub fn searched(&self, searched: &Searched<'_>) -> Hits {
        let mut hits = Hits::default();
        if let Some(address) = searched.address {
            hits.cards.extend(self.by_address(address, searched.linking));
        }
        if let Some(number) = searched.number {
            self.by_number(number, searched.linking, &mut hits);
        }
        self.by_name(searched.linking, &mut hits);
        if hits.cards.is_empty() && hits.guests.is_empty() {
            // What was held back may have been whom the agent looks for.
            let denial = self.reply.denials.first();
            hits.failed = denial.map(|denial| self.text.notice(&denial.why.problem(), self.reference));
        }
        hits
    }

    fn by_address(&self, address: &Guest, linking: Linking) -> Option<CustomerCard> {
        let mut loose = self.orders_at(&format!("/{GUESTS}"));
        loose.retain(|(place, order)| {
            let own = |pointer| text_at(order, pointer);
            self.is_nobodys(place, order) && address.placed(own("/email"), own("/phone"))
        });
        let more = self.goes_on(&format!("/{GUESTS}"));
        let customer = self.at("/first").filter(|customer| address.placed(email_of(customer), phone_of(customer)));
        if let Some(customer) = customer {
            let found = FoundCustomer {
                matched: self.by_search(address.value()),
                linking,
                guest_orders: loose,
                with: matches!(address, Guest::Email(_)).then(|| address.clone()),
                more_guests: more,
            };
            return Some(self.customer_card("/first", customer, found));
        }
        let guest = || self.guest_card(Some(address.clone()), self.by_search(address.value()), loose.clone(), more);
        // Others' orders may stand before theirs; where none came, nobody is known.
        (!loose.is_empty()).then(guest)
    }

    fn by_number(&self, number: &str, linking: Linking, hits: &mut Hits) {
        for (place, order) in self.orders_at("/numbered") {
            let Some(name) =
                text_at(order, "/name").filter(|name| same_number(name, number, self.store.prefix.as_deref()))
            else {
                continue;
            };
            let placed: Placed<'a> = (place.clone(), order);
            let answer = self
                .answer(std::slice::from_ref(&placed), order.get("customer").and_then(|who| text_at(who, "/locale")));
            let at = format!("{place}/customer");
            if let Some(customer) = order.get("customer").filter(|customer| customer.is_object()) {
                let card = self.customer_card(&at, customer, self.alone(name, linking));
                let numbered = Numbered { name: name.to_owned(), answer, card };
                hits.cards.push(numbered.tell(numbered.card.clone()));
            } else if self.is_nobodys(&place, order) {
                let own = |kind: &str, pointer| Guest::parse(&[kind, text_at(order, pointer)?].concat());
                let guest = own("email:", "/email").or_else(|| own("phone:", "/phone"));
                let card = self.guest_card(guest.clone(), self.by_search(name), vec![placed], false);
                match guest {
                    Some(guest) => hits.guests.push((guest, Numbered { name: name.to_owned(), answer, card })),
                    None => hits.cards.push(card),
                }
            }
        }
    }

    fn by_name(&self, linking: Linking, hits: &mut Hits) {
        let most = usize::try_from(MOST_NAMED).unwrap_or(usize::MAX);
        for (at, customer) in list_at(&self.reply.data, "/named/nodes") {
            if at >= most {
                hits.more = true;
                break;
            }
            let own = email_of(customer).or_else(|| phone_of(customer)).unwrap_or_default();
            let found = self.alone(own, linking);
            hits.cards.push(self.customer_card(&format!("/named/nodes/{at}"), customer, found));
        }
    }

    /// A customer whose guest orders were not looked for.
    fn alone(&self, value: &str, linking: Linking) -> FoundCustomer<'a> {
        FoundCustomer {
            matched: self.by_search(value),
            linking,
            guest_orders: Vec::new(),
            with: None,
            more_guests: false,
        }
    }

    fn by_search(&self, value: &str) -> Match {
        let text = self.text.words().matched.search.text();
        Match { by: MatchedBy::Search, grade: Grade::Unverified, value: value.to_owned(), text }
    }

    /// Whether an order hangs on no customer. One that is held back is still a customer.
    fn is_nobodys(&self, place: &str, order: &Value) -> bool {
        order.get("customer") == Some(&Value::Null) && self.denied(&format!("{place}/customer")).is_none()
    }
}

fn email_of(customer: &Value) -> Option<&str> {
    text_at(customer, "/defaultEmailAddress/emailAddress")
}

fn phone_of(customer: &Value) -> Option<&str> {
    text_at(customer, "/defaultPhoneNumber/phoneNumber")
}
