//! From a contact to a card, on the sandbox's shops.

mod answers;
mod cards;
mod details;
mod failures;
mod fields;
mod front;
mod history;
mod lists;
mod search;
mod throttling;
mod troubles;

use context_card::auth::Handles;
use context_card::clock::Clock;
use context_card::contact::{Contact, Email, Phone};
use context_card::ids::{StoreId, TenantId};
use context_card::lookup::{Enquiry, Lookup, Viewer};
use context_card::matching::Matching;
use context_card::shopify::{Client, Timer};
use context_card::store::{OpenStore, ShopDomain, Store};
use context_card::text::Locale;
use context_card::tokens::{Access, AccessToken};
use context_card_sandbox::{LogEntry, Options, Sandbox};
use context_card_wire::{Card, CardConfig, CustomerCard, Field, Found, StoreCard, Value};
use std::sync::Arc;
use std::time::Duration;
use time::macros::datetime;

pub(crate) const UK: &str = "acme-uk.myshopify.com";
pub(crate) const PARIS: &str = "maison-lumiere.myshopify.com";
pub(crate) const TOKYO: &str = "kumo-tokyo.myshopify.com";

const SCOPES: &[&str] =
    &["read_customers", "read_orders", "read_all_orders", "read_products", "read_locations", "read_returns"];

/// A proxy's lookup in front of a sandbox whose clock stands still.
pub(crate) struct Bench {
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) lookup: Lookup,
}

impl Bench {
    pub(crate) async fn start() -> Self {
        let options = Options { now: Some(datetime!(2026-11-21 10:00 UTC)), ..Options::default() };
        let sandbox = Arc::new(Sandbox::start(options).await.unwrap());
        let client = client(&sandbox, &sandbox.url_template()).with_patience(Duration::ZERO);
        let clock = {
            let sandbox = sandbox.clone();
            Clock::from_fn(move || sandbox.now())
        };
        Self { lookup: Lookup::new(client, clock), sandbox }
    }

    /// A store that grants all that the sandbox's own token grants.
    pub(crate) fn store(&self, shop: &str) -> OpenStore {
        self.open(shop, SCOPES, self.sandbox.token(shop))
    }

    /// A store whose token grants only these scopes.
    pub(crate) fn store_with(&self, shop: &str, scopes: &[&str]) -> OpenStore {
        self.open(shop, scopes, self.sandbox.token_with_scopes(shop, scopes))
    }

    /// A store that is believed to grant all scopes, though its token grants only some.
    pub(crate) fn store_believed(&self, shop: &str, scopes: &[&str]) -> OpenStore {
        self.open(shop, SCOPES, self.sandbox.token_with_scopes(shop, scopes))
    }

    fn open(&self, shop: &str, scopes: &[&str], token: String) -> OpenStore {
        let (id, name, currency, timezone) = match shop {
            UK => ("s_uk", "Acme UK", "GBP", "Europe/London"),
            PARIS => ("s_paris", "Maison Lumière", "EUR", "Europe/Paris"),
            _ => ("s_tokyo", "Kumo Tokyo", "JPY", "Asia/Tokyo"),
        };
        let store = Store {
            id: StoreId::parse(id).unwrap_or_else(|| StoreId::parse("s_x").unwrap()),
            tenant: tenant(),
            shop: ShopDomain::parse(shop).unwrap(),
            name: name.to_owned(),
            currency: currency.to_owned(),
            timezone: timezone.to_owned(),
            country: "GB".to_owned(),
            prefix: None,
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        };
        OpenStore { store, access: Access::Token(AccessToken::new(token)) }
    }

    pub(crate) fn viewer(&self, stores: Vec<OpenStore>) -> Viewer {
        Viewer {
            tenant: tenant(),
            handles: Handles::new(&[7; 32], &tenant(), "session-1"),
            stores,
            config: Arc::new(CardConfig::default()),
            locale: Locale::parse("en-GB").unwrap(),
            timezone: None,
            matching: Matching::default(),
            may_search: false,
            about: None,
            known: self.lookup.now(),
        }
    }

    /// The card of a contact in one shop.
    pub(crate) async fn card(&self, shop: &str, contact: &Enquiry) -> Card {
        self.lookup.card(&self.viewer(vec![self.store(shop)]), contact, false).await
    }

    /// The one section of a card in one shop.
    pub(crate) async fn section(&self, shop: &str, contact: &Enquiry) -> StoreCard {
        self.card(shop, contact).await.stores.remove(0)
    }

    /// The one customer of a card in one shop.
    pub(crate) async fn customer(&self, shop: &str, contact: &Enquiry) -> CustomerCard {
        customer(self.section(shop, contact).await)
    }

    pub(crate) fn log(&self) -> Vec<LogEntry> {
        self.sandbox.log()
    }
}

/// A client for which time passes as it does in the sandbox: waiting moves it on.
pub(crate) fn client(sandbox: &Arc<Sandbox>, template: &str) -> Client {
    let (began, told, moved) = (sandbox.now(), sandbox.clone(), sandbox.clone());
    let timer =
        Timer::moved(move || (told.now() - began).unsigned_abs(), move |time| moved.advance(time.try_into().unwrap()));
    Client::new(template).unwrap().with_timer(timer)
}

pub(crate) fn tenant() -> TenantId {
    TenantId::parse("t_acme").unwrap()
}

pub(crate) fn customer(section: StoreCard) -> CustomerCard {
    match section.found {
        Found::Customer(customer) => *customer,
        other => panic!("{other:?}"),
    }
}

/// A contact with verified identifiers.
pub(crate) fn contact(emails: &[&str], phones: &[&str]) -> Enquiry {
    Enquiry::from(Contact {
        emails: emails.iter().map(|address| Email::parse(address, true).unwrap()).collect(),
        phones: phones.iter().map(|number| Phone::parse(number, true).unwrap()).collect(),
        ..Contact::default()
    })
}

pub(crate) fn maria() -> Enquiry {
    contact(&["maria@example.com"], &[])
}

/// A value as a person reads it.
pub(crate) fn shown(field: &Field) -> String {
    let text = match &field.value {
        Value::Text(text) | Value::Blank(text) => text.clone(),
        Value::Money(money) => match &money.presentment {
            Some(other) => format!("{} ({other})", money.text),
            None => money.text.clone(),
        },
        Value::Date(moment) => moment.text.clone(),
        Value::Badge(badge) => badge.text.clone(),
        Value::Link(link) => link.text.clone(),
        Value::Image(picture) => picture.url.clone(),
        Value::List(texts) => texts.join(", "),
    };
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Each row as a person reads it.
pub(crate) fn rows(customer: &CustomerCard) -> Vec<String> {
    let row = |fields: &[Field]| fields.iter().map(shown).collect::<Vec<_>>().join(" | ");
    customer.orders.rows.iter().map(|order| row(&order.fields)).collect()
}
