//! The card of a contact: every store asked in parallel, with one request each; answers kept for a moment.
//!
//! `http/` calls this. What is kept are Shopify's own answers, so the same answer serves agents of any language;
//! they stay in memory only.

mod answers;
mod flights;
mod subjects;

use crate::about::About;
use crate::auth::Handles;
use crate::clock::Clock;
use crate::contact::Contact;
use crate::ids::{StoreId, TenantId, random_text};
use crate::matching::{self, Identifier};
use crate::shopify::convert::{self, Reader};
use crate::shopify::{self, CardDocument, Client, Operation, Question, ShopifyError, search};
use crate::store::OpenStore;
use crate::text::{Instant, Locale, Text, Zone};
use answers::{Answers, Asked, Kept, Key, Outcome};
use context_card_wire::{Card, CardConfig, Found, OrderDetails, OrderPage, Problem, StoreCard};
pub use flights::Moment;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::sync::Arc;
use subjects::Subjects;

/// Who looks, and with what.
#[derive(Clone)]
pub struct Viewer {
    /// The tenant whose stores these are.
    pub tenant: TenantId,
    /// Makes the handles of the session.
    pub handles: Handles,
    /// The stores, in the order they were connected.
    pub stores: Vec<OpenStore>,
    /// The store that the conversation is about; its section comes first.
    pub about: Option<StoreId>,
    /// What is shown.
    pub config: Arc<CardConfig>,
    /// The agent's locale.
    pub locale: Locale,
    /// The agent's time zone; the store's, where it is not known.
    pub timezone: Option<Zone>,
    /// Whether identifiers that nobody vouches for are looked up.
    pub unverified_allowed: bool,
    /// The moment before the stores were read: what was disconnected after it is not asked.
    pub known: Moment,
}

/// Looks contacts up. One for the process; cheap to clone.
#[derive(Clone)]
pub struct Lookup {
    client: Client,
    clock: Clock,
    answers: Answers,
}

impl Lookup {
    /// With empty memory.
    #[must_use]
    pub fn new(client: Client, clock: Clock) -> Self {
        Self { answers: Answers::new(clock.clone()), client, clock }
    }

    /// The present: taken before the stores of a [`Viewer`] are read.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.answers.now()
    }

    /// Throws away what is kept of a store: nothing that was known of it counts any more.
    pub async fn purge_store(&self, tenant: &TenantId, store: &StoreId) {
        self.answers.purge_store(tenant, store).await;
    }

    /// Throws away what is kept about somebody in a store, the answers that stand in too.
    pub async fn purge_about(&self, tenant: &TenantId, store: &StoreId, about: &About) {
        self.answers.purge_about(tenant, store, about).await;
    }

    /// A store was disconnected: its requests end, nothing is kept, and whoever still knew it as connected is refused.
    pub async fn end(&self, tenant: &TenantId, store: &StoreId) {
        self.answers.end(tenant, store).await;
    }

    /// Throws everything away: something changed, and nobody knows what.
    pub fn purge_all(&self) {
        self.answers.purge_all();
    }

    /// The card of a contact: one section for each store. First the one that the conversation is about, then those that
    /// know the contact, then those that could not be asked; else in the viewer's order. `fresh` asks Shopify whatever is kept.
    pub async fn card(&self, viewer: &Viewer, contact: &Contact, fresh: bool) -> Card {
        let text = Text::of(&viewer.locale);
        let asked = matching::identifiers(contact, viewer.unverified_allowed);
        let problem = match (viewer.stores.is_empty(), asked.is_empty()) {
            (true, _) => Some(Problem::NotConfigured),
            (_, true) => Some(Problem::NoContact),
            _ => None,
        };
        let contact = contact.label();
        if let Some(problem) = problem {
            return Card { contact, stores: Vec::new(), notice: Some(text.notice(&problem, "")) };
        }
        let sections = viewer.stores.iter().map(|store| self.section(viewer, &text, store, &asked, fresh));
        let mut sections: Vec<_> = viewer.stores.iter().zip(join_all(sections).await).collect();
        sections.sort_by_key(|(open, section)| (viewer.about.as_ref() != Some(&open.store.id), rank(&section.found)));
        Card { contact, stores: sections.into_iter().map(|(_, section)| section).collect(), notice: None }
    }

    /// Asks Shopify now and keeps the answers, so that the card that follows need not wait.
    pub async fn prefetch(&self, viewer: &Viewer, contact: &Contact) {
        let asked = matching::identifiers(contact, viewer.unverified_allowed);
        if asked.is_empty() {
            return;
        }
        let asking = viewer.stores.iter().map(|store| async {
            if let Some(plan) = card_plan(&viewer.config, store, &asked) {
                // A failure is told when the card is asked for; here nobody could read it.
                let _ = self.ask(viewer, store, plan, false).await;
            }
        });
        join_all(asking).await;
    }

    async fn section(
        &self,
        viewer: &Viewer,
        text: &Text,
        open: &OpenStore,
        asked: &[Identifier],
        fresh: bool,
    ) -> StoreCard {
        let store = &open.store;
        let section = |as_of, found, notices| StoreCard {
            name: store.name.clone(),
            shop: store.shop.to_string(),
            as_of,
            found,
            notices,
        };
        let Some(plan) = card_plan(&viewer.config, open, asked) else {
            let problem = Problem::ScopeMissing { scope: "read_customers".to_owned() };
            return section(self.clock.millis(), Found::Failed(text.notice(&problem, "")), Vec::new());
        };
        let outcome = self.ask(viewer, open, plan, fresh).await;
        let (kept, failure) = match outcome {
            Outcome::Now(kept) => (kept, None),
            Outcome::Older(kept, error) => (kept, Some(error)),
            Outcome::Failed(error) => {
                let reference = reference(store.shop.as_str(), &error);
                let found = Found::Failed(text.notice(&error.problem(), &reference));
                return section(self.clock.millis(), found, Vec::new());
            }
        };
        let reference = match &failure {
            Some(error) => reference(store.shop.as_str(), error),
            None => denials_reference(&kept, store.shop.as_str()),
        };
        self.read(viewer, text, open, &kept, &reference, |reader| {
            let mut notices =
                reader.notices(&["read_orders"], &[&viewer.config.order_card, &viewer.config.customer_details]);
            if let Some(error) = failure {
                notices.insert(0, text.notice(&error.problem(), &reference));
            }
            let found = reader.found(asked);
            if let Found::Failed(notice) = &found {
                // Told once: as the reason why there is no customer.
                notices.retain(|other| other.code != notice.code);
            }
            section(kept.as_of, found, notices)
        })
    }

    /// One order's details.
    ///
    /// # Errors
    /// When Shopify gives no data, or has no such order for this connection.
    pub async fn order(
        &self,
        viewer: &Viewer,
        open: &OpenStore,
        order_id: &str,
        fresh: bool,
    ) -> Result<OrderDetails, Problem> {
        needs(open, "read_orders")?;
        let selection = convert::selection(&viewer.config, &open.store);
        let plan = Plan { operation: shopify::details_document(&selection), variables: json!({"id": order_id}) };
        let text = Text::of(&viewer.locale);
        let shop = open.store.shop.as_str();
        let (kept, failure) = match self.ask(viewer, open, plan, fresh).await {
            Outcome::Older(kept, error) => (kept, Some(error)),
            outcome => (outcome.now(open)?, None),
        };
        let reference = match &failure {
            Some(error) => reference(shop, error),
            None => denials_reference(&kept, shop),
        };
        let mut details = self.read(viewer, &text, open, &kept, &reference, |reader| reader.order(kept.as_of));
        if let (Some(details), Some(error)) = (&mut details, failure) {
            details.notices.insert(0, text.notice(&error.problem(), &reference));
        }
        details.ok_or_else(|| match kept.reply.denials.first() {
            Some(denial) => denial.why.problem(),
            // An order that was seen before and is gone has most likely passed the wall of 60 days.
            None if !open.store.grants("read_all_orders") => Problem::OlderThan60Days,
            None => Problem::NotFound,
        })
    }

    /// More of a customer's orders: those after `cursor`, or only those with the words of `query`.
    ///
    /// # Errors
    /// When Shopify gives no data, or has no such customer for this connection.
    pub async fn orders(
        &self,
        viewer: &Viewer,
        open: &OpenStore,
        customer_id: &str,
        cursor: Option<&str>,
        query: Option<&str>,
    ) -> Result<OrderPage, Problem> {
        needs(open, "read_orders")?;
        needs(open, "read_customers")?;
        let selection = convert::selection(&viewer.config, &open.store);
        let query = query.and_then(search::quoted);
        let variables = json!({"id": customer_id, "after": cursor, "query": query});
        let plan = Plan { operation: shopify::orders_document(&selection), variables };
        let kept = self.ask(viewer, open, plan, false).await.now(open)?;
        let text = Text::of(&viewer.locale);
        let reference = denials_reference(&kept, open.store.shop.as_str());
        let page = self
            .read(viewer, &text, open, &kept, &reference, |reader| reader.orders(cursor.is_none(), query.is_some()));
        page.ok_or_else(|| kept.reply.denials.first().map_or(Problem::NotFound, |denial| denial.why.problem()))
    }

    /// The kept answer to a plan, or Shopify's.
    async fn ask(&self, viewer: &Viewer, open: &OpenStore, plan: Plan, fresh: bool) -> Outcome {
        let Plan { operation, variables } = plan;
        let key = Key::new(&viewer.tenant, &open.store, &operation, &variables);
        let asked = Asked { key, subjects: Subjects::of_question(&variables), fresh, known: viewer.known };
        let (client, open) = (self.client.clone(), open.clone());
        let asking = async move {
            let question = Question::new(&operation, &variables);
            open.access.ask(&client, &open.store.shop, question).await
        };
        self.answers.get(asked, asking).await
    }

    /// Reads a kept answer for a viewer.
    fn read<T>(
        &self,
        viewer: &Viewer,
        text: &Text,
        open: &OpenStore,
        kept: &Kept,
        reference: &str,
        read: impl FnOnce(Reader<'_>) -> T,
    ) -> T {
        let store_zone = Zone::parse(&open.store.timezone).unwrap_or_else(Zone::utc);
        read(Reader {
            reply: &kept.reply,
            store: &open.store,
            config: &viewer.config,
            handles: &viewer.handles,
            text,
            now: Instant::of(self.clock.now()),
            agent_zone: viewer.timezone.as_ref().unwrap_or(&store_zone),
            store_zone: &store_zone,
            plain_http: self.client.template().plain_http(),
            reference,
        })
    }
}

/// How much a section has to say: who is known comes before who failed, and that before who is not known.
const fn rank(found: &Found) -> u8 {
    match found {
        Found::Customer(_) | Found::Several(_) => 0,
        Found::Failed(_) => 1,
        Found::Nothing(_) => 2,
    }
}

/// What is asked of a store.
struct Plan {
    operation: Operation,
    variables: Value,
}

/// The one request of a store's section; none where customers may not be read.
fn card_plan(config: &CardConfig, open: &OpenStore, asked: &[Identifier]) -> Option<Plan> {
    let store = &open.store;
    if !store.grants("read_customers") {
        return None;
    }
    let orders = store.grants("read_orders");
    let emails = asked.iter().filter_map(|identifier| match identifier {
        Identifier::Email(email) => search::exact("email", &email.address),
        Identifier::Phone(_) => None,
    });
    let emails: Vec<_> = emails.collect();
    let guests = orders && !emails.is_empty();
    let mut variables = serde_json::Map::new();
    for (alias, identifier) in shopify::IDENTIFIERS.iter().zip(asked) {
        let value = match identifier {
            Identifier::Email(email) => json!({"emailAddress": email.address}),
            Identifier::Phone(phone) => json!({"phoneNumber": phone.number}),
        };
        variables.insert((*alias).to_owned(), value);
    }
    if guests {
        variables.insert(shopify::GUESTS.to_owned(), search::any(&emails).into());
    }
    let ask = CardDocument { identifiers: asked.len().min(shopify::IDENTIFIERS.len()), orders, guests };
    let operation = shopify::card_document(&convert::selection(config, store), ask);
    Some(Plan { operation, variables: variables.into() })
}

fn needs(open: &OpenStore, scope: &str) -> Result<(), Problem> {
    if open.store.grants(scope) {
        return Ok(());
    }
    Err(Problem::ScopeMissing { scope: scope.to_owned() })
}

/// Names an occasion in the log, for the notice that tells of it.
fn reference(shop: &str, error: &ShopifyError) -> String {
    let reference = random_text(10).unwrap_or_default();
    tracing::warn!(reference, shop, %error, problem = error.problem().code(), "a store's section failed");
    reference
}

/// The same where only parts were held back; empty where nothing was.
fn denials_reference(kept: &Kept, shop: &str) -> String {
    if kept.reply.denials.is_empty() {
        return String::new();
    }
    let reference = random_text(10).unwrap_or_default();
    tracing::info!(reference, shop, denied = kept.reply.denials.len(), "a section is not whole");
    reference
}

impl Outcome {
    /// An answer of now, or the problem; an older answer does not do.
    fn now(self, open: &OpenStore) -> Result<Arc<Kept>, Problem> {
        match self {
            Self::Now(kept) => Ok(kept),
            Self::Older(_, error) | Self::Failed(error) => {
                tracing::warn!(shop = %open.store.shop, %error, problem = error.problem().code(), "Shopify gave no data");
                Err(error.problem())
            }
        }
    }
}
