//! Customers and guests that an agent looks for by hand: every store in parallel, with one request each.
//!
//! `http/search` calls this, once it knows that the agent may. What is found is never opened by itself, even where there is
//! only one: nothing says that they are the contact.

use super::sought::{SearchTerms, Sought};
use super::{Lookup, Outcome, Plan, Viewer, denials_reference, rank, reference};
use crate::guest::Guest;
use crate::shopify::convert::{self, Hits, Searched};
use crate::shopify::{self, SearchDocument, search};
use crate::store::OpenStore;
use crate::text::Text;
use context_card_wire::{Card, CustomerCard, Found, Linking, Notice, Problem, StoreCard};
use futures_util::future::join_all;
use serde_json::json;

/// What a store's section is made of.
struct Section {
    as_of: f64,
    hits: Hits,
    notices: Vec<Notice>,
}

impl Lookup {
    /// Who is found for what was typed: one section for each store. `can_link` says whether the contact can be linked to
    /// somebody who is found.
    pub async fn search(&self, viewer: &Viewer, sought: &Sought, can_link: bool) -> Card {
        let text = Text::of(&viewer.locale);
        let card = Card { contact: Some(sought.typed.clone()), search: viewer.may_search, ..Card::default() };
        if viewer.stores.is_empty() {
            return Card { notice: Some(text.notice(&Problem::NotConfigured, "")), ..card };
        }
        let linking = if can_link { Linking::Offer } else { Linking::No };
        let sections = viewer.stores.iter().map(|store| self.searched(viewer, &text, store, sought, linking));
        let mut sections: Vec<_> = viewer.stores.iter().zip(join_all(sections).await).collect();
        sections.sort_by_key(|(open, section)| (rank(&section.found), viewer.about.as_ref() != Some(&open.store.id)));
        Card { stores: sections.into_iter().map(|(_, section)| section).collect(), ..card }
    }

    async fn searched(
        &self,
        viewer: &Viewer,
        text: &Text,
        open: &OpenStore,
        sought: &Sought,
        linking: Linking,
    ) -> StoreCard {
        let terms = sought.terms(&open.store.country);
        let result = self.hits(viewer, text, open, &terms, linking).await;
        let (as_of, found, notices) = match result {
            Err(notice) => (self.clock.millis(), Found::Failed(*notice), Vec::new()),
            Ok(Section { as_of, hits, mut notices }) => {
                let guests = self.guests(viewer, text, open, &hits, linking).await;
                let cards: Vec<_> = guests.into_iter().chain(hits.cards).fold(Vec::new(), distinct);
                let older = terms.number.is_some() && cards.is_empty() && !open.store.grants("read_all_orders");
                for problem in hits
                    .more
                    .then_some(Problem::MoreFound { shown: convert::MOST_NAMED })
                    .into_iter()
                    .chain(older.then_some(Problem::OlderThan60Days))
                {
                    notices.push(text.notice(&problem, ""));
                }
                let nothing = || Found::Nothing(text.notice(&Problem::NothingFound, ""));
                (as_of, if cards.is_empty() { nothing() } else { Found::Several(cards) }, notices)
            }
        };
        StoreCard { name: open.store.name.clone(), shop: open.store.shop.to_string(), as_of, found, notices }
    }

    /// Asks one store.
    async fn hits(
        &self,
        viewer: &Viewer,
        text: &Text,
        open: &OpenStore,
        terms: &SearchTerms,
        linking: Linking,
    ) -> Result<Section, Box<Notice>> {
        let plan = plan(viewer, open, terms).map_err(|problem| Box::new(text.notice(&problem, "")))?;
        let shop = open.store.shop.as_str();
        let kept = match self.ask(viewer, open, plan, false).await {
            Outcome::Now(kept) => kept,
            // What is ten minutes old does not say who is there now.
            Outcome::Older(_, error) | Outcome::Part(_, error) | Outcome::Failed(error) => {
                return Err(Box::new(text.notice(&error.problem(), &reference(shop, &error))));
            }
        };
        let reference = denials_reference(&kept, shop);
        self.read(viewer, text, open, &kept, &reference, |reader| {
            let searched = Searched { address: terms.address.as_ref(), number: terms.number.as_deref(), linking };
            let hits = reader.searched(&searched);
            if let Some(notice) = hits.failed {
                return Err(Box::new(notice));
            }
            let chosen: [&[String]; 2] = [&viewer.config.order_card, &viewer.config.customer_details];
            Ok(Section { as_of: kept.as_of, hits, notices: reader.notices(&["read_orders"], &chosen) })
        })
    }

    /// The whole of the guests whose orders were found by their number, and the customers with the same address.
    async fn guests(
        &self,
        viewer: &Viewer,
        text: &Text,
        open: &OpenStore,
        hits: &Hits,
        linking: Linking,
    ) -> Vec<CustomerCard> {
        let asking = hits.guests.iter().map(async |(guest, number)| {
            let terms = SearchTerms { address: Some(guest.clone()), ..SearchTerms::default() };
            let section = self.hits(viewer, text, open, &terms, linking).await.ok();
            let cards = section.map(|section| section.hits.cards).unwrap_or_default();
            // What is not read again is told as it was found.
            let cards = if cards.is_empty() { vec![number.card.clone()] } else { cards };
            cards.into_iter().map(|card| number.tell(card)).collect::<Vec<_>>()
        });
        join_all(asking).await.into_iter().flatten().collect()
    }
}

/// Adds a card unless the same customer or guest is there.
fn distinct(mut cards: Vec<CustomerCard>, card: CustomerCard) -> Vec<CustomerCard> {
    let known = card.handle.is_some() && cards.iter().any(|other| other.handle == card.handle);
    if !known {
        cards.push(card);
    }
    cards
}

/// The one request of a store.
fn plan(viewer: &Viewer, open: &OpenStore, terms: &SearchTerms) -> Result<Plan, Problem> {
    super::needs(open, "read_customers")?;
    let orders = open.store.grants("read_orders");
    if terms.number.is_some() && terms.address.is_none() && terms.name.is_none() {
        super::needs(open, "read_orders")?;
    }
    let mut variables = serde_json::Map::new();
    let mut ask = SearchDocument { orders, ..SearchDocument::default() };
    if let Some(address) = &terms.address {
        let value = match address {
            Guest::Email(address) => json!({"emailAddress": address}),
            Guest::Phone(number) => json!({"phoneNumber": number}),
        };
        variables.insert("first".to_owned(), value);
        ask.address = true;
        if let Some(term) = address.term().filter(|_| orders) {
            variables.insert(shopify::GUESTS.to_owned(), json!(term));
            ask.guests = true;
        }
    }
    let number = terms.number.as_deref().filter(|_| orders);
    if let Some(term) = number.and_then(|typed| shopify::number_term(typed, open.store.prefix.as_deref())) {
        variables.insert("numbered".to_owned(), json!(term));
        ask.numbered = true;
    }
    if let Some(term) = terms.name.as_deref().and_then(search::words) {
        variables.insert("named".to_owned(), json!(term));
        ask.named = true;
    }
    let operation = shopify::search_document(&convert::selection(&viewer.config, &open.store), ask);
    Ok(Plan { operation, variables: variables.into() })
}
