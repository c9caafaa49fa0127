//! The card of a contact: every store asked in parallel, with one request each; answers kept for a moment.
//!
//! `http/` calls this. What is kept are Shopify's own answers, so the same answer serves agents of any language;
//! they stay in memory only.

mod answers;
mod choices;
mod enquiry;
mod flights;
mod history;
mod merged;
mod orders;
mod preview;
mod product;
mod search;
mod sought;
mod subjects;

use crate::about::About;
use crate::auth::Handles;
use crate::clock::Clock;
use crate::ids::{StoreId, TenantId, random_text};
use crate::matching::{Identifier, Matching, OrderNumber, Wanted, names};
use crate::shopify::convert::{self, Reader};
use crate::shopify::{self, CardDocument, Client, Operation, Question, Selection, ShopifyError, search as terms};
use crate::store::OpenStore;
use crate::text::{Instant, Locale, Text, Zone};
use answers::{Answers, Asked, Kept, Key, Outcome};
pub use choices::{fields, with_examples};
use context_card_wire::{Card, CardConfig, Found, Hint, Linking, OrderDetails, Problem, StoreCard};
pub use enquiry::Enquiry;
pub use flights::Moment;
use futures_util::future::join_all;
pub use orders::OrdersAsked;
use preview::Definitions;
pub use preview::Scene;
use serde_json::{Value, json};
pub use sought::{SearchTerms, Sought};
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
    /// Which identifiers are looked up.
    pub matching: Matching,
    /// Whether the agent may look for others than the contact.
    pub may_search: bool,
    /// The moment before the stores were read: what was disconnected after it is not asked.
    pub known: Moment,
}

/// Looks contacts up. One for the process; cheap to clone.
#[derive(Clone)]
pub struct Lookup {
    client: Client,
    clock: Clock,
    answers: Answers,
    /// What the stores' owners have defined, for previews.
    definitions: Definitions,
}

impl Lookup {
    /// With empty memory.
    #[must_use]
    pub fn new(client: Client, clock: Clock) -> Self {
        Self { answers: Answers::new(clock.clone()), definitions: preview::no_definitions(), client, clock }
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
    pub async fn card(&self, viewer: &Viewer, sought: &Enquiry, fresh: bool) -> Card {
        let text = Text::of(&viewer.locale);
        let (contact, search) = (sought.contact.label(), viewer.may_search && !viewer.stores.is_empty());
        let wanted: Vec<_> =
            viewer.stores.iter().map(|open| (open, sought.wanted(&open.store, viewer.matching))).collect();
        let problem = if viewer.stores.is_empty() {
            Some(Problem::NotConfigured)
        } else if wanted.iter().all(|(_, wanted)| wanted.own.is_empty()) {
            Some(sought.why_nothing(viewer.matching))
        } else {
            None
        };
        if let Some(problem) = problem {
            let hints = if search { hints(&text, sought, &[]) } else { Vec::new() };
            return Card { contact, notice: Some(text.notice(&problem, "")), search, hints, ..Card::default() };
        }
        let sections = wanted.iter().map(|(open, wanted)| self.section(viewer, &text, open, wanted, fresh));
        let mut sections: Vec<_> = viewer.stores.iter().zip(join_all(sections).await).collect();
        sections.sort_by_key(|(open, section)| (viewer.about.as_ref() != Some(&open.store.id), rank(&section.found)));
        let hints = if search { hints(&text, sought, &sections) } else { Vec::new() };
        let rest = wanted.iter().map(|(_, wanted)| wanted.rest()).max().filter(|rest| *rest > 0);
        Card {
            contact,
            stores: sections.into_iter().map(|(_, section)| section).collect(),
            rest: rest.map(|rest| text.plural(&text.words().card.rest, rest as u64, &[])),
            search,
            hints,
            ..Card::default()
        }
    }

    /// Asks Shopify now and keeps the answers, so that the card that follows need not wait.
    pub async fn prefetch(&self, viewer: &Viewer, sought: &Enquiry) {
        let asking = viewer.stores.iter().map(|open| async {
            let wanted = sought.wanted(&open.store, viewer.matching);
            if let Some(plan) = card_plans(&viewer.config, open, &wanted).into_iter().next() {
                // A failure is told when the card is asked for; here nobody could read it.
                let _ = self.ask(viewer, open, plan, false).await;
            }
        });
        join_all(asking).await;
    }

    async fn section(&self, viewer: &Viewer, text: &Text, open: &OpenStore, wanted: &Wanted, fresh: bool) -> StoreCard {
        let store = &open.store;
        let section = |as_of, found, notices| StoreCard {
            name: store.name.clone(),
            shop: store.shop.to_string(),
            as_of,
            found,
            notices,
        };
        if !store.grants("read_customers") {
            let problem = Problem::ScopeMissing { scope: "read_customers".to_owned() };
            return section(self.clock.millis(), Found::Failed(text.notice(&problem, "")), Vec::new());
        }
        if wanted.own.is_empty() {
            // Another store can read the contact's number in its country; this one can't.
            let notice = text.notice(&Problem::NoContact, "");
            return section(self.clock.millis(), Found::Nothing(notice), Vec::new());
        }
        let plans = card_plans(&viewer.config, open, wanted);
        let mut outcomes = join_all(plans.into_iter().map(|plan| self.ask(viewer, open, plan, fresh))).await;
        let outcome = match (outcomes.len(), outcomes.pop()) {
            (1, Some(only)) => only,
            (_, last) => Outcome::together(outcomes.into_iter().chain(last).collect()),
        };
        let (kept, failure, part) = match outcome {
            Outcome::Now(kept) => (kept, None, false),
            Outcome::Older(kept, error) => (kept, Some(error), false),
            Outcome::Part(kept, error) => (kept, Some(error), true),
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
            let mut found = reader.found(wanted);
            if let Some(error) = failure {
                let notice = text.notice(&error.problem(), &reference);
                // Nobody was found by what could be asked for; by the rest somebody may have been.
                if part && matches!(found, Found::Nothing(_)) {
                    found = Found::Failed(notice.clone());
                }
                notices.insert(0, notice);
            }
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

/// The requests of a store's section: one for up to four identifiers, and one more for each further four where all are
/// wanted. None where customers may not be read.
fn card_plans(config: &CardConfig, open: &OpenStore, wanted: &Wanted) -> Vec<Plan> {
    if !open.store.grants("read_customers") {
        return Vec::new();
    }
    let selection = convert::selection(config, &open.store);
    let turns = wanted.asked().chunks(shopify::IDENTIFIERS.len()).enumerate();
    // The orders that the conversation names are asked for once.
    turns
        .map(|(turn, asked)| card_plan(&selection, open, asked, if turn == 0 { &wanted.numbers } else { &[] }))
        .collect()
}

fn card_plan(selection: &Selection, open: &OpenStore, asked: &[Identifier], numbers: &[OrderNumber]) -> Plan {
    let orders = open.store.grants("read_orders");
    let emails = asked.iter().filter_map(|identifier| match identifier {
        Identifier::Email(email) => terms::exact("email", &email.address),
        Identifier::Phone(_) | Identifier::Link(_) => None,
    });
    let emails: Vec<_> = emails.collect();
    let names: Vec<_> = numbers.iter().flat_map(|number| number.terms(open.store.prefix.as_deref())).collect();
    let (guests, numbers) = (orders && !emails.is_empty(), orders && !names.is_empty());
    let mut variables = serde_json::Map::new();
    for (alias, identifier) in shopify::IDENTIFIERS.iter().zip(asked) {
        let value = match identifier {
            Identifier::Link(link) => json!({"id": link.customer}),
            Identifier::Email(email) => json!({"emailAddress": email.address}),
            Identifier::Phone(phone) => json!({"phoneNumber": phone.number}),
        };
        variables.insert((*alias).to_owned(), value);
    }
    if guests {
        variables.insert(shopify::GUESTS.to_owned(), terms::any(&emails).into());
    }
    if numbers {
        variables.insert(shopify::NUMBERS.to_owned(), terms::any(&names).into());
    }
    let ask = CardDocument { identifiers: asked.len(), orders, guests, numbers };
    Plan { operation: shopify::card_document(selection, ask), variables: variables.into() }
}

/// The searches that the conversation suggests: order numbers whose order is not shown, and usernames, which find nobody by
/// themselves. Whether there is such an order anywhere does not show.
fn hints(text: &Text, sought: &Enquiry, sections: &[(&OpenStore, StoreCard)]) -> Vec<Hint> {
    let cards = |section: &StoreCard| match &section.found {
        Found::Customer(customer) => vec![(**customer).clone()],
        Found::Several(several) => several.clone(),
        Found::Nothing(_) | Found::Failed(_) => Vec::new(),
    };
    let cards: Vec<_> =
        sections.iter().flat_map(|(open, section)| cards(section).into_iter().map(|card| (*open, card))).collect();
    let shown = |number: &OrderNumber| {
        let prefix = |open: &OpenStore| open.store.prefix.clone();
        cards
            .iter()
            .any(|(open, card)| card.orders.rows.iter().any(|row| names(&row.name, number, prefix(open).as_deref())))
    };
    let words = &text.words().card;
    let numbers = sought.numbers.iter().filter(|number| !shown(number));
    let numbers = numbers.map(|number| Hint {
        text: words.hint_order.fill(&[("name", number.as_str())]),
        query: number.as_str().to_owned(),
    });
    let linked = cards.iter().any(|(_, card)| card.linking == Linking::Linked);
    let usernames = sought.contact.social.iter().filter_map(|social| social.username.as_ref()).filter(|_| !linked);
    let usernames =
        usernames.map(|name| Hint { text: words.hint_username.fill(&[("name", name)]), query: name.clone() });
    let mut all: Vec<Hint> = Vec::new();
    for hint in numbers.chain(usernames) {
        if all.iter().all(|other| other.query != hint.query) {
            all.push(hint);
        }
    }
    all
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
            Self::Older(_, error) | Self::Part(_, error) | Self::Failed(error) => {
                tracing::warn!(shop = %open.store.shop, %error, problem = error.problem().code(), "Shopify gave no data");
                Err(error.problem())
            }
        }
    }
}
