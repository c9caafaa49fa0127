//! A store's section: who was found for a contact.

use super::order::{Placed, newest_first};
use super::page::{Extent, First};
use super::{Place, Reader, count_at, instant_at, text_at};
use crate::guest::Guest;
use crate::matching::{self, Candidate, Identifier, LooseOrder, Owner, Person, Wanted};
use crate::shopify::{GUESTS, NUMBERS, alias};
use context_card_wire::catalogue::Group;
use context_card_wire::{CustomerCard, Field, Found, Grade, Linking, Match, MatchedBy, OrderPage, Problem};
use serde_json::{Value, json};

/// How a customer was found, and what was found beside their record.
pub(super) struct FoundCustomer<'a> {
    /// Why they are shown.
    pub(super) matched: Match,
    /// Whether they are linked to the contact, or can be.
    pub(super) linking: Linking,
    /// What they ordered without an account.
    pub(super) guest_orders: Vec<Placed<'a>>,
    /// Their own address, where such orders were looked for.
    pub(super) with: Option<Guest>,
    /// Whether there may be more of them.
    pub(super) more_guests: bool,
}

impl<'a> Reader<'a> {
    /// Who was found, from the answer to `Card` for these identifiers.
    #[must_use]
    pub fn found(&self, wanted: &Wanted) -> Found {
        let places = (0..wanted.asked().len()).map(|at| format!("/{}", alias(at)));
        let people: Vec<_> = places.map(|place| self.at(&place).and_then(person)).collect();
        let guests = self.orders_at(&format!("/{GUESTS}"));
        let by_number = self.orders_at(&format!("/{NUMBERS}"));
        let prefix = self.store.prefix.as_deref();
        let named = by_number.into_iter().filter(|(_, order)| {
            let name = text_at(order, "/name").unwrap_or_default();
            wanted.numbers.iter().any(|number| matching::names(name, number, prefix))
        });
        let loose: Vec<_> =
            guests.into_iter().map(|order| (order, false)).chain(named.map(|order| (order, true))).collect();
        let orders: Vec<_> =
            loose.iter().map(|((place, order), named)| self.loose_order(place, order, *named)).collect();
        let candidates = matching::resolve(wanted.asked(), &wanted.own, &people, &orders);
        let loose: Vec<_> = loose.into_iter().map(|(order, _)| order).collect();
        let several = candidates.len() > 1;
        let card = |candidate: &Candidate| {
            let linking = wanted.linking(candidate, several);
            CustomerCard { linking, ..self.card(candidate, wanted.asked(), &loose) }
        };
        let mut cards: Vec<_> = candidates.iter().map(card).collect();
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

    fn loose_order(&self, place: &str, order: &Value, named: bool) -> LooseOrder {
        let own = |pointer| text_at(order, pointer).map(str::to_owned);
        // A customer that is held back is still a customer.
        let nobody = order.get("customer") == Some(&Value::Null) && self.denied(&format!("{place}/customer")).is_none();
        let customer = match own("/customer/id") {
            Some(id) => Owner::Customer(id),
            None if nobody => Owner::Nobody,
            None => Owner::HeldBack,
        };
        LooseOrder { id: own("/id").unwrap_or_default(), email: own("/email"), phone: own("/phone"), customer, named }
    }

    fn card(&self, candidate: &Candidate, asked: &[Identifier], loose: &[Placed<'a>]) -> CustomerCard {
        let orders = |places: &[usize]| places.iter().filter_map(|at| loose.get(*at).cloned()).collect::<Vec<_>>();
        let guest_orders = orders(&candidate.guest_orders);
        let customer = candidate.customer.map(|at| format!("/{}", alias(at)));
        let customer = customer.and_then(|place| self.at(&place).map(|customer| (place, customer)));
        let more_guests = self.goes_on(&format!("/{GUESTS}"));
        let Some((place, customer)) = customer else {
            let matched = self.matched(candidate, &candidate.value);
            if candidate.named_orders.is_empty() {
                return self.guest_card(named_guest(candidate), matched, guest_orders, more_guests);
            }
            // Orders of some account: they are the contact's, by their own address; what else the account has is not shown.
            let orders = orders(&[&candidate.guest_orders[..], &candidate.named_orders].concat());
            return CustomerCard { guest: None, ..self.guest_card(None, matched, orders, false) };
        };
        let (email, phone) = (
            text_at(customer, "/defaultEmailAddress/emailAddress"),
            text_at(customer, "/defaultPhoneNumber/phoneNumber"),
        );
        let own = match candidate.by {
            MatchedBy::Phone => phone,
            MatchedBy::Link => email.or(phone),
            _ => email,
        };
        // Of a link there is nothing to show but Shopify's id, which nobody needs to see.
        let compared = if candidate.by == MatchedBy::Link { "" } else { &candidate.value };
        // Guest orders are looked for by the addresses that were asked for, so only with one of these can there be more.
        let with = email.and_then(|email| {
            let own = Guest::parse(&["email:", email].concat())?;
            let was_asked = |one: &Identifier| one.by() == MatchedBy::Email && one.value() == own.value();
            asked.iter().any(was_asked).then_some(own)
        });
        let found = FoundCustomer {
            matched: self.matched(candidate, own.unwrap_or(compared)),
            linking: Linking::No,
            guest_orders,
            with,
            more_guests,
        };
        self.customer_card(&place, customer, found)
    }

    /// The card of a customer whose record is at `place`.
    pub(super) fn customer_card(&self, place: &str, customer: &Value, found: FoundCustomer<'a>) -> CustomerCard {
        let connection = format!("{place}/orders");
        let guests = found.guest_orders.len() as u64;
        let mut orders = self.orders_at(&connection);
        orders.extend(found.guest_orders);
        let answer = self.answer(&orders, text_at(customer, "/locale"));
        // Shopify counts a customer's orders over their life; what they ordered as a guest it does not count.
        let total = count_at(customer, "/numberOfOrders").map(|n| n + guests);
        let first = First { total, with: found.with, guests, more_guests: found.more_guests };
        CustomerCard {
            handle: self.customer_handle(customer),
            name: text_at(customer, "/displayName")
                .map_or_else(|| self.text.words().card.no_name.text(), str::to_owned),
            guest: None,
            tags: tags(customer),
            matched: found.matched,
            linking: found.linking,
            figures: self.figures(customer, total),
            url: self.admin(Group::Customer, customer),
            answer,
            orders: self.first_page(&connection, orders, first),
            details: self.fields(&self.config.customer_details, &[Group::Customer, Group::Store], customer, place),
        }
    }

    /// The card of somebody who ordered without an account. `more` says that older orders may follow.
    pub(super) fn guest_card(
        &self,
        guest: Option<Guest>,
        matched: Match,
        mut orders: Vec<Placed<'a>>,
        more: bool,
    ) -> CustomerCard {
        newest_first(&mut orders);
        let answer = self.answer(&orders, None);
        let (visible, with) = (orders.len() as u64, guest.as_ref().map(Guest::id));
        let place = Place {
            shown: orders.iter().filter_map(|(_, order)| text_at(order, "/id")).map(str::to_owned).collect(),
            before: visible,
            guests: visible,
            guests_known: visible,
            with,
            ..Place::default()
        };
        let details = self.guest_details(guest.as_ref(), &orders, more);
        let name = orders.iter().find_map(|(_, order)| name_on(order).map(str::to_owned));
        let extent = Extent { visible, total: None, more };
        let page = self.page(&format!("/{GUESTS}"), self.rows(orders), extent);
        CustomerCard {
            name: name.unwrap_or_else(|| matched.value.clone()),
            handle: guest.as_ref().and_then(|guest| self.guest_handle(guest)),
            guest: Some(self.text.words().card.guest.text()),
            tags: Vec::new(),
            matched,
            linking: Linking::No,
            figures: vec![page.count.clone()],
            url: None,
            answer,
            orders: OrderPage { next: if more { self.seal_place(&place) } else { None }, ..page },
            details,
        }
    }

    /// What a guest's newest orders tell of them, read as a customer's record would be: the chosen fields, as far as they go.
    fn guest_details(&self, guest: Option<&Guest>, orders: &[Placed<'a>], more: bool) -> Vec<Field> {
        let Some((_, newest)) = orders.first() else { return Vec::new() };
        let first =
            |pointer: &str| orders.iter().find_map(|(_, order)| order.pointer(pointer).filter(|v| !v.is_null()));
        let own = |kind: &str, pointer: &str| {
            let named = guest.filter(|guest| guest.id().starts_with(kind)).map(|guest| json!(guest.value()));
            named.or_else(|| first(pointer).cloned())
        };
        let mut record = json!({
            "displayName": orders.iter().find_map(|(_, order)| name_on(order)),
            "defaultAddress": first("/shippingAddress").or_else(|| first("/billingAddress")),
            "lastOrder": newest,
        });
        if let Some(email) = own("email:", "/email") {
            record["defaultEmailAddress"] = json!({"emailAddress": email});
        }
        if let Some(phone) = own("phone:", "/phone") {
            record["defaultPhoneNumber"] = json!({"phoneNumber": phone});
        }
        if !more && self.store.grants("read_all_orders") {
            record["numberOfOrders"] = json!(orders.len());
        }
        self.fields(&self.config.customer_details, &[Group::Customer, Group::Store], &record, "/no/record")
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
            (MatchedBy::Search, _) => &words.search,
        };
        Match { by: candidate.by, grade: candidate.grade, value: own.to_owned(), text: text.text() }
    }
}

/// The guest whom a candidate's identifier names.
fn named_guest(candidate: &Candidate) -> Option<Guest> {
    match candidate.by {
        MatchedBy::Email => Some(Guest::Email(candidate.value.clone())),
        MatchedBy::Phone => Some(Guest::Phone(candidate.value.clone())),
        // By the address on the order whose number was named.
        MatchedBy::OrderNumber => {
            ["email:", "phone:"].iter().find_map(|kind| Guest::parse(&[kind, &*candidate.value].concat()))
        }
        MatchedBy::Link | MatchedBy::Search => None,
    }
}

/// The name on an order: a guest has no other.
fn name_on(order: &Value) -> Option<&str> {
    text_at(order, "/billingAddress/name").or_else(|| text_at(order, "/shippingAddress/name"))
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
