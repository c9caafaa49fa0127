//! The answer to "where is my order?": one sentence for the agent, and a reply for the customer, each in their language.
//!
//! Pure: what is known of the order, the present time and the zones go in, text comes out. Every sentence is a message
//! of its own with named gaps; nothing is glued together.
//!
//! | file | what lives there |
//! |---|---|
//! | `facts` | what is known of an order |
//! | `story` | what is to be told of it |
//! | `place` | where it is, as one sentence |
//! | `line` | what the agent reads |
//! | `reply` | what the customer reads |
//!
//! `shopify/convert` gathers the facts and calls [`tell`].

mod facts;
mod line;
mod place;
mod reply;
mod story;
#[cfg(test)]
mod tests;

use super::{Instant, Text, Zone};
pub use facts::{Facts, Parcel, State, When};
use story::Story;

/// Agent's sentence and customer's reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// For the agent.
    pub text: String,
    /// For the customer.
    pub reply: String,
}

/// Tells where an order is: to the agent in one language, to the customer in perhaps another.
#[must_use]
pub fn tell(facts: &Facts, agent: &Text, customer: &Text, when: When<'_>) -> Told {
    let story = Story::of(facts);
    Told {
        text: line::write(&story, facts, &Pen { text: agent, when, zone: when.agent }),
        reply: reply::write(&story, facts, &Pen { text: customer, when, zone: when.store }),
    }
}

/// Writes times in somebody's language and zone.
struct Pen<'a> {
    text: &'a Text,
    when: When<'a>,
    zone: &'a Zone,
}

impl Pen<'_> {
    /// How long ago something happened. What the clocks of others put into the future has happened just now.
    fn ago(&self, at: Instant) -> String {
        self.text.ago(at.min(self.when.now.seconds_before(60)), self.when.now, self.zone)
    }

    /// The day on which something should arrive, as the store counts days.
    fn due(&self, at: Instant) -> String {
        self.text.in_days(at, self.when.now, self.when.store)
    }
}
