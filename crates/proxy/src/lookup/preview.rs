//! The card with fields that are not saved yet: of an invented customer, read as a store's own answers are; or of somebody
//! real, looked up as for agents. `http/settings/preview` calls this.

use super::{Lookup, Viewer};
use crate::auth::{Handles, Named};
use crate::contact::{Contact, Email};
use crate::ids::{StoreId, TenantId};
use crate::lookup::Enquiry;
use crate::matching::Matching;
use crate::shopify::Reply;
use crate::shopify::convert::{INVENTED, Invention, Reader, invented};
use crate::store::{OpenStore, ShopDomain, Store};
use crate::text::{Instant, Text, Zone};
use context_card_wire::catalogue::{Chosen, FIELDS};
use context_card_wire::settings::{Preview, PreviewOrder};
use context_card_wire::{Card, CardConfig, Found, StoreCard};
use moka::sync::Cache;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// The types and names of metafields, by their ids.
type Defined = HashMap<String, (String, String)>;
/// What each store's owner has defined.
pub(super) type Definitions = Cache<(TenantId, StoreId), Arc<Defined>>;

/// So long, and of so many stores, definitions are kept: whoever drags fields about asks for many previews.
const KEPT_FOR: Duration = Duration::from_secs(60);
const KEPT: u64 = 1_000;

pub(super) fn no_definitions() -> Definitions {
    Cache::builder().max_capacity(KEPT).time_to_live(KEPT_FOR).build()
}

/// What an invented card is drawn for.
pub struct Scene<'a> {
    /// The chosen fields.
    pub config: &'a CardConfig,
    /// The stores whose agents would see it: the first one's name, currency and time zone are taken.
    pub stores: &'a [OpenStore],
    /// The words of who looks.
    pub text: &'a Text,
    /// The time zone of who looks, where it is known.
    pub zone: Option<&'a Zone>,
    /// The order whose details are wanted; without it, the newest.
    pub order: Option<&'a PreviewOrder>,
}

impl Lookup {
    /// The card of an invented customer, and the details of one of their orders. `None` never happens.
    pub async fn invented(&self, scene: &Scene<'_>) -> Option<Preview> {
        let metafields = self.defined(scene.config, scene.stores, scene.text).await;
        self.invented_with(scene, &metafields)
    }

    /// The same, with what is known of the metafields.
    fn invented_with(&self, scene: &Scene<'_>, metafields: &Defined) -> Option<Preview> {
        let Scene { config, stores, text, zone, order } = scene;
        let store = like(stores.first().map(|open| &open.store))?;
        let now = self.clock.now();
        let example = text.settings().preview.example.text();
        let asked = Invention {
            config,
            now,
            currency: &store.currency,
            metafields,
            example: &example,
            opened: order.map(|order| order.name.as_str()),
        };
        let reply = Reply { data: invented(asked), denials: Vec::new(), cost: None };
        // Nothing in it is sealed for anybody.
        let handles = Handles::new(&[0; 32], &store.tenant, "");
        let store_zone = Zone::parse(&store.timezone).unwrap_or_else(Zone::utc);
        let reader = Reader {
            reply: &reply,
            store: &store,
            config,
            handles: &handles,
            text,
            now: Instant::of(now),
            agent_zone: zone.unwrap_or(&store_zone),
            store_zone: &store_zone,
            plain_http: false,
            reference: "",
        };
        let contact = Contact { emails: Email::parse(INVENTED, true).into_iter().collect(), ..Contact::default() };
        let as_of = self.clock.millis();
        let wanted = Enquiry::from(contact).wanted(&store, Matching::default());
        let section = StoreCard {
            name: store.name.clone(),
            shop: store.shop.to_string(),
            as_of,
            found: reader.found(&wanted),
            notices: Vec::new(),
        };
        let card = Card { stores: vec![section], ..Card::default() };
        Some(Preview { card, order: reader.order(as_of) })
    }

    /// The card of somebody real, and the details of an order on it: of the one that is asked for, else of the first.
    pub async fn preview(&self, viewer: &Viewer, sought: &Enquiry, order: Option<&PreviewOrder>) -> Preview {
        let card = self.card(viewer, sought, false).await;
        let order = match order_on(viewer, &card, order) {
            // What can't be opened is no reason to show no card.
            Some((store, order)) => self.order(viewer, store, &order, false).await.ok(),
            None => None,
        };
        Preview { card, order }
    }

    /// What is known of the chosen metafields.
    async fn defined(&self, config: &CardConfig, stores: &[OpenStore], text: &Text) -> Defined {
        let is_metafield = |id: &String| matches!(Chosen::of(id), Some(Chosen::Metafield(_)));
        let chosen: Vec<_> =
            config.lists().iter().flat_map(|(_, ids)| ids.iter()).filter(|id| is_metafield(id)).collect();
        let mut known = Defined::new();
        for open in stores {
            if chosen.iter().all(|id| known.contains_key(*id)) {
                break;
            }
            let of_store = self.defined_in(open, text).await;
            for (id, defined) in of_store.iter().filter(|(id, _)| chosen.contains(id)) {
                known.entry(id.clone()).or_insert_with(|| defined.clone());
            }
        }
        known
    }

    async fn defined_in(&self, open: &OpenStore, text: &Text) -> Arc<Defined> {
        let key = (open.store.tenant.clone(), open.store.id.clone());
        if let Some(kept) = self.definitions.get(&key) {
            return kept;
        }
        let told = self.metafields_of(open, text).await.definitions;
        let defined: Arc<Defined> =
            Arc::new(told.into_iter().map(|choice| (choice.id, (choice.of, choice.label))).collect());
        self.definitions.insert(key, defined.clone());
        defined
    }
}

/// An order on a card, as its store knows it: the one that is asked for, else the first.
fn order_on<'v>(viewer: &'v Viewer, card: &Card, wanted: Option<&PreviewOrder>) -> Option<(&'v OpenStore, String)> {
    let sections = card.stores.iter().filter(|section| wanted.is_none_or(|wanted| wanted.shop == section.shop));
    let customers = sections.flat_map(|section| match &section.found {
        Found::Customer(customer) => std::slice::from_ref(&**customer),
        Found::Several(several) => several.as_slice(),
        Found::Nothing(_) | Found::Failed(_) => &[],
    });
    let mut rows = customers.flat_map(|customer| &customer.orders.rows);
    let row = rows.find(|row| wanted.is_none_or(|wanted| wanted.name == row.name))?;
    let (store, order) = viewer.handles.open(Named::Order, &row.handle).ok()?;
    Some((viewer.stores.iter().find(|open| open.store.id == store)?, order))
}

/// A made-up store that grants everything, and calls itself and its money as this one does.
fn like(store: Option<&Store>) -> Option<Store> {
    let of = |read: fn(&Store) -> &str, other: &str| store.map_or(other, read).to_owned();
    let scopes =
        FIELDS.iter().map(|spec| spec.scope.handle()).chain(["read_orders", "read_customers", "read_all_orders"]);
    Some(Store {
        id: StoreId::parse("s_example")?,
        tenant: TenantId::parse("t_example")?,
        shop: ShopDomain::parse("acme.myshopify.com").ok()?,
        name: of(|store| &store.name, "Acme"),
        currency: of(|store| &store.currency, "GBP"),
        timezone: of(|store| &store.timezone, "Europe/London"),
        prefix: None,
        country: of(|store| &store.country, "GB"),
        scopes: scopes.map(str::to_owned).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::shopify::Client;
    use crate::text::Locale;
    use context_card_wire::config::lists_of;
    use context_card_wire::{CustomerCard, Value as Shown};
    use time::macros::datetime;

    async fn drawn(config: &CardConfig, language: &str) -> (CustomerCard, context_card_wire::OrderDetails) {
        drawn_with(config, language, Defined::new()).await
    }

    async fn drawn_with(
        config: &CardConfig,
        language: &str,
        defined: Defined,
    ) -> (CustomerCard, context_card_wire::OrderDetails) {
        // Under nextest each test is a process of its own, and nobody may have chosen the library for TLS yet.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = Clock::from_fn(|| datetime!(2026-11-21 12:00 UTC));
        let lookup = Lookup::new(Client::new("https://{shop}").unwrap(), clock);
        let text = Text::of(&Locale::parse(language).unwrap());
        let preview = lookup
            .invented_with(&Scene { config, stores: &[], text: &text, zone: None, order: None }, &defined)
            .unwrap();
        let Found::Customer(customer) = preview.card.stores[0].found.clone() else { panic!("{:?}", preview.card) };
        (*customer, preview.order.unwrap())
    }

    #[tokio::test]
    async fn the_invented_customer_has_three_orders_in_three_states() {
        let config = CardConfig::default();
        let (customer, order) = drawn(&config, "en-GB").await;
        assert_eq!(customer.name, "Maria Sørensen");
        let told: Vec<_> = customer.orders.rows.iter().map(|row| (row.name.as_str(), row.fields.len())).collect();
        assert_eq!(told, [("#1042", 3), ("#1038", 3), ("#1029", 3)]);
        let state = |at: usize| match &customer.orders.rows[at].fields[2].value {
            Shown::Badge(badge) => badge.text.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!([state(0), state(1), state(2)], ["In transit", "Delivered", "Cancelled"]);
        assert_eq!(customer.answer.unwrap().text, "#1042 shipped 4 days ago with DHL, due tomorrow");
        assert_eq!(customer.orders.count, "3 orders");
        assert_eq!(customer.orders.hidden, None);
        assert_eq!(
            (order.name.as_str(), order.url, customer.url),
            ("#1042", None, None),
            "nothing leads to a real shop"
        );
        assert!(order.timeline.len() >= 3, "{:?}", order.timeline);
    }

    #[tokio::test]
    async fn only_what_is_chosen_is_drawn_and_everything_can_be() {
        let mut missing = Vec::new();
        for spec in FIELDS.iter().filter(|spec| !spec.is_always_shown()) {
            for list in lists_of(spec.group) {
                let mut config = CardConfig::default();
                let chosen = vec![spec.id.to_owned()];
                let (customer, order) = match list {
                    "order_card" => drawn(&CardConfig { order_card: chosen, ..config }, "en-GB").await,
                    "order_details" => drawn(&CardConfig { order_details: chosen, ..config }, "en-GB").await,
                    _ => {
                        config.customer_details = chosen;
                        drawn(&config, "en-GB").await
                    }
                };
                let fields: Vec<_> = match list {
                    "order_card" => customer.orders.rows.into_iter().flat_map(|row| row.fields).collect(),
                    "order_details" => order
                        .fields
                        .into_iter()
                        .chain(order.parcels.into_iter().flat_map(|parcel| parcel.fields))
                        .chain(order.items.into_iter().flat_map(|item| item.fields))
                        .collect(),
                    _ => customer.details,
                };
                if fields.is_empty() {
                    missing.push((spec.id, list));
                }
                assert!(fields.iter().all(|field| field.id == spec.id), "{} in {list}: {fields:?}", spec.id);
                let blank = fields.iter().find(|field| matches!(field.value, Shown::Blank(_)));
                assert_eq!(blank, None);
            }
        }
        assert_eq!(missing, [], "not to be seen");
    }

    #[tokio::test]
    async fn a_metafield_that_nobody_knows_has_an_example() {
        let id = "customer.metafields.loyalty.tier".to_owned();
        let config = CardConfig { customer_details: vec![id], ..CardConfig::default() };
        let (customer, _) = drawn(&config, "en-GB").await;
        let [field] = &customer.details[..] else { panic!("{:?}", customer.details) };
        assert_eq!((field.label.as_str(), &field.value), ("loyalty.tier", &Shown::Text("Example".to_owned())));
    }

    #[tokio::test]
    async fn every_type_of_metafield_has_an_example_that_is_drawn_as_the_type_says() {
        use context_card_wire::catalogue::{Kind, metafield};
        let types = [
            "boolean",
            "color",
            "date",
            "date_time",
            "dimension",
            "id",
            "integer",
            "json",
            "json_string",
            "language",
            "link",
            "money",
            "multi_line_text_field",
            "number_decimal",
            "number_integer",
            "rating",
            "rich_text_field",
            "single_line_text_field",
            "string",
            "url",
            "volume",
            "weight",
            "list.color",
            "list.date",
            "list.date_time",
            "list.dimension",
            "list.link",
            "list.number_decimal",
            "list.number_integer",
            "list.rating",
            "list.single_line_text_field",
            "list.url",
            "list.volume",
            "list.weight",
            "product_reference",
            "file_reference",
            "list.metaobject_reference",
            "something_new",
        ];
        for of in types {
            let id = "customer.metafields.custom.one".to_owned();
            let config = CardConfig { customer_details: vec![id.clone()], ..CardConfig::default() };
            let defined = Defined::from([(id.clone(), (of.to_owned(), "One".to_owned()))]);
            let (customer, _) = drawn_with(&config, "en-GB", defined).await;
            let values: Vec<_> = customer.details.iter().map(|field| &field.value).collect();
            let fits = match (metafield::kind(of), &values[..]) {
                // What refers to something else is never drawn, and can't be chosen.
                (None, []) => true,
                (Some(Kind::Text), [Shown::Text(text)]) => !text.contains(['{', '"']) && !text.is_empty(),
                (Some(Kind::Money), [Shown::Money(money)]) => money.text == "£18.50",
                (Some(Kind::Date), [Shown::Date(_)]) | (Some(Kind::Link), [Shown::Link(_)]) => true,
                (Some(Kind::List), [Shown::List(texts)]) => {
                    !texts.is_empty() && texts.iter().all(|text| !text.contains(['{', '"']))
                }
                _ => false,
            };
            assert!(fits, "{of}: {values:?}");
        }
    }
}
