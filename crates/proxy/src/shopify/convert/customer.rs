//! A store's section: who was found for a contact.

use super::order::Placed;
use super::{Reader, count_at, instant_at, text_at};
use crate::matching::{self, Candidate, Identifier, LooseOrder, Person};
use crate::shopify::{GUESTS, IDENTIFIERS};
use context_card_wire::catalogue::Group;
use context_card_wire::{CustomerCard, Found, Grade, Match, MatchedBy, OrderPage, Problem};
use serde_json::Value;

impl<'a> Reader<'a> {
    /// Who was found, from the answer to `Card` for these identifiers.
    #[must_use]
    pub fn found(&self, asked: &[Identifier]) -> Found {
        let customers: Vec<_> =
            IDENTIFIERS.iter().take(asked.len()).map(|alias| self.at(&format!("/{alias}"))).collect();
        let people: Vec<_> = customers.iter().map(|customer| customer.and_then(person)).collect();
        let loose = self.orders_at(&format!("/{GUESTS}"));
        let orders: Vec<_> = loose.iter().map(|(place, order)| self.loose_order(place, order)).collect();
        let candidates = matching::resolve(asked, &people, &orders);
        let mut cards: Vec<_> = candidates.iter().map(|candidate| self.card(candidate, &loose)).collect();
        match (cards.len(), cards.pop()) {
            (1, Some(card)) => Found::Customer(Box::new(card)),
            (_, Some(last)) => {
                cards.push(last);
                Found::Several(cards)
            }
            // What was held back may have been the customer: that is a failure, not "nobody".
            (_, None) => match self.reply.denials.first() {
                Some(denial) => Found::Failed(self.text.notice(&denial.why.problem(), self.reference)),
                None => Found::Nothing(self.text.notice(&Problem::NoMatch, "")),
            },
        }
    }

    fn loose_order(&self, place: &str, order: &Value) -> LooseOrder {
        let own = |pointer| text_at(order, pointer).map(str::to_owned);
        // A customer that is held back is still a customer.
        let nobody = order.get("customer") == Some(&Value::Null) && self.denied(&format!("{place}/customer")).is_none();
        LooseOrder { email: own("/email"), phone: own("/phone"), has_customer: !nobody }
    }

    fn card(&self, candidate: &Candidate, loose: &[Placed<'a>]) -> CustomerCard {
        let guest_orders: Vec<_> = candidate.guest_orders.iter().filter_map(|at| loose.get(*at).cloned()).collect();
        let customer =
            candidate.customer.and_then(|at| Some((IDENTIFIERS[at], self.at(&format!("/{}", IDENTIFIERS[at]))?)));
        match customer {
            Some((alias, customer)) => self.customer(candidate, &format!("/{alias}"), customer, guest_orders),
            None => self.guest(candidate, guest_orders),
        }
    }

    fn customer(
        &self,
        candidate: &Candidate,
        place: &str,
        customer: &Value,
        guest_orders: Vec<Placed<'a>>,
    ) -> CustomerCard {
        let connection = format!("{place}/orders");
        let guests = guest_orders.len() as u64;
        let mut orders = self.orders_at(&connection);
        orders.extend(guest_orders);
        let answer = self.answer(&orders);
        // Shopify counts a customer's orders over their life; what they ordered as a guest it does not count.
        let total = count_at(customer, "/numberOfOrders").map(|n| n + guests);
        let page = self.page(&connection, self.rows(orders), total, true);
        let own = match candidate.by {
            MatchedBy::Phone => text_at(customer, "/defaultPhoneNumber/phoneNumber"),
            _ => text_at(customer, "/defaultEmailAddress/emailAddress"),
        };
        CustomerCard {
            handle: self.customer_handle(customer),
            name: text_at(customer, "/displayName")
                .map_or_else(|| self.text.words().card.no_name.text(), str::to_owned),
            guest: None,
            tags: tags(customer),
            matched: self.matched(candidate, own.unwrap_or(&candidate.value)),
            figures: self.figures(customer, total),
            url: self.admin(Group::Customer, customer),
            answer,
            orders: page,
            details: self.fields(&self.config.customer_details, &[Group::Customer, Group::Store], customer, place),
        }
    }

    fn guest(&self, candidate: &Candidate, orders: Vec<Placed<'a>>) -> CustomerCard {
        let names = |order: &Value| {
            text_at(order, "/billingAddress/name")
                .or_else(|| text_at(order, "/shippingAddress/name"))
                .map(str::to_owned)
        };
        let name = orders.iter().find_map(|(_, order)| names(order)).unwrap_or_else(|| candidate.value.clone());
        let more = self.at(&format!("/{GUESTS}/pageInfo/hasNextPage")) == Some(&Value::Bool(true));
        let answer = self.answer(&orders);
        let rows = self.rows(orders);
        let card = &self.text.words().card;
        // How many orders a guest has in all, Shopify does not say.
        let words = if more { &card.newest_orders } else { &card.orders };
        let count = self.text.plural(words, rows.len() as u64, &[]);
        CustomerCard {
            handle: None,
            name,
            guest: Some(card.guest.text()),
            tags: Vec::new(),
            matched: self.matched(candidate, &candidate.value),
            figures: vec![count.clone()],
            url: None,
            answer,
            orders: OrderPage { rows, next: None, count, hidden: None },
            details: Vec::new(),
        }
    }

    fn figures(&self, customer: &Value, total: Option<u64>) -> Vec<String> {
        let card = &self.text.words().card;
        let spent = customer.get("amountSpent").and_then(|money| self.money(money, None));
        let since = instant_at(customer, "/createdAt").map(|at| self.text.year(at, self.store_zone));
        let spent = spent.filter(|_| total != Some(0)).map(|money| card.spent.fill(&[("name", &money.text)]));
        let orders = total.map(|n| self.text.plural(&card.orders, n, &[]));
        let since = since.map(|year| card.since.fill(&[("name", &year)]));
        [spent, orders, since].into_iter().flatten().collect()
    }

    fn matched(&self, candidate: &Candidate, own: &str) -> Match {
        let words = &self.text.words().matched;
        let text = match (candidate.by, candidate.grade) {
            (MatchedBy::Email, Grade::Verified) => &words.email,
            (MatchedBy::Email, Grade::Unverified) => &words.email_unverified,
            (MatchedBy::Phone, Grade::Verified) => &words.phone,
            (MatchedBy::Phone, Grade::Unverified) => &words.phone_unverified,
            (MatchedBy::OrderNumber, _) => &words.order_number,
            (MatchedBy::Link, _) => &words.link,
        };
        Match { by: candidate.by, grade: candidate.grade, value: own.to_owned(), text: text.text() }
    }
}

fn person(customer: &Value) -> Option<Person> {
    let own = |pointer| text_at(customer, pointer).map(str::to_owned);
    Some(Person {
        id: own("/id")?,
        email: own("/defaultEmailAddress/emailAddress"),
        phone: own("/defaultPhoneNumber/phoneNumber"),
    })
}

fn tags(customer: &Value) -> Vec<String> {
    let tags = customer.get("tags").and_then(Value::as_array);
    tags.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
