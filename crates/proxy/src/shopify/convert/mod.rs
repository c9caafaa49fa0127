//! Shopify's answers → wire. Driven by the field catalogue: what is read, and how, stands in its rows.
//!
//! | file | what lives there |
//! |---|---|
//! | `field` | one field of an object, by its row |
//! | `money` | amounts, and what is computed from them |
//! | `metafield` | a metafield's value, by its type |
//! | `delivery` | where an order's parcels are |
//! | `order` | rows, details |
//! | `timeline` | what happened to an order |
//! | `line_item` | an order's items |
//! | `product` | an item's product, opened |
//! | `page`, `place` | pages of orders, and where they go on |
//! | `customer` | a store's section: who was found |
//! | `example` | fields with invented values |
//! | `invented` | a whole card of an invented customer |
//! | `search` | who was found by hand |
//! | `history` | orders over time |
//! | `link` | which addresses may be clicked |

mod customer;
mod delivery;
mod example;
mod field;
mod history;
mod invented;
mod line_item;
mod link;
mod metafield;
mod money;
mod order;
mod page;
mod place;
mod product;
#[cfg(test)]
mod rows;
mod search;
#[cfg(test)]
mod tests;
mod timeline;

pub use delivery::delivery;
pub use example::example_data;
pub use invented::{INVENTED, Invention, invented};
pub use page::Page;
pub use place::Place;
pub use search::{Hits, MOST_NAMED, Numbered, Searched};

use super::{Reply, Selection, Why};
use crate::auth::Handles;
use crate::store::Store;
use crate::text::answer::When;
use crate::text::{Instant, Text, Zone};
use context_card_wire::catalogue::Chosen;
use context_card_wire::{CardConfig, Notice, Problem};
use serde_json::Value;

/// Reads one answer for one viewer.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// What Shopify answered.
    pub reply: &'a Reply,
    /// Whose store it is.
    pub store: &'a Store,
    /// What is shown.
    pub config: &'a CardConfig,
    /// Whose handles are made.
    pub handles: &'a Handles,
    /// In whose words.
    pub text: &'a Text,
    /// The present.
    pub now: Instant,
    /// The agent's time zone.
    pub agent_zone: &'a Zone,
    /// The store's time zone.
    pub store_zone: &'a Zone,
    /// Whether `http:` links pass, as the sandbox's are.
    pub plain_http: bool,
    /// Finds this occasion in the log.
    pub reference: &'a str,
}

impl<'a> Reader<'a> {
    /// The value behind a JSON pointer into the data; none where it is `null`.
    fn at(&self, pointer: &str) -> Option<&'a Value> {
        self.reply.data.pointer(pointer).filter(|value| !value.is_null())
    }

    /// Why what is at `pointer` is held back, if it is.
    fn denied(&self, pointer: &str) -> Option<&'a Why> {
        let inside = |outer: &str, inner: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let denials = &self.reply.denials;
        let found = denials.iter().find(|d| inside(&d.path, pointer) || inside(pointer, &d.path));
        found.map(|denial| &denial.why)
    }

    /// Everything that is not shown in this answer, once each: missing scopes of chosen fields, and what was held back.
    #[must_use]
    pub fn notices(&self, needed: &[&'static str], chosen: &[&[String]]) -> Vec<Notice> {
        let chosen = chosen.iter().copied().flatten().filter_map(|id| Chosen::of(id));
        let scopes = needed.iter().copied().chain(chosen.map(|field| field.scope().handle()));
        let missing = scopes.filter(|scope| !self.store.grants(scope));
        let mut problems: Vec<Problem> = Vec::new();
        let held_back = self.reply.denials.iter().map(|denial| denial.why.problem());
        for problem in missing.map(|scope| Problem::ScopeMissing { scope: scope.to_owned() }).chain(held_back) {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        problems.iter().map(|problem| self.text.notice(problem, self.reference)).collect()
    }

    const fn when(&self) -> When<'a> {
        When { now: self.now, agent: self.agent_zone, store: self.store_zone }
    }
}

/// What a card asks for in a store.
#[must_use]
pub fn selection(config: &CardConfig, store: &Store) -> Selection {
    Selection::of(config, |scope| store.grants(scope))
}

/// A text at a pointer below `value`, trimmed; none where it is empty.
fn text_at<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// A point in time at a pointer below `value`.
fn instant_at(value: &Value, pointer: &str) -> Option<Instant> {
    Instant::parse(text_at(value, pointer)?)
}

/// A whole number at a pointer below `value`; Shopify's large ones are texts.
fn count_at(value: &Value, pointer: &str) -> Option<u64> {
    match value.pointer(pointer)? {
        Value::String(text) => text.parse().ok(),
        number => number.as_u64(),
    }
}

/// The members of a list at a pointer below `value`, with their places; those that Shopify nulled are left out.
fn list_at<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = (usize, &'v Value)> {
    let list = value.pointer(pointer).and_then(Value::as_array);
    list.into_iter().flatten().enumerate().filter(|(_, member)| !member.is_null())
}
