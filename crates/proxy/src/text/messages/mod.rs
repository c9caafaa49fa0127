//! The message catalogue: `www/messages/<language>.json`, embedded when the proxy is built.
//!
//! | file | what lives there |
//! |---|---|
//! | `languages` | the languages there are, and which of them speaks for a locale |
//! | `message` | a text with gaps, and its plural forms |
//! | `settings` | what the settings panel says: `www/messages/settings/<language>.json` |
//!
//! A file that lacks a message, or has one that English has not, does not build: `build/languages.rs`.

mod languages;
mod message;
mod settings;

use context_card_wire::{Group, Words};
pub use message::{Message, Piece, Plural};
use serde::Deserialize;
pub use settings::{
    ChangesMessages, ConnectMessages, GuideMessages, HostMessages, HostsMessages, InboxMessages, OutcomeWords,
    PageMessages, PreviewMessages, SettingsMessages, StoreMessages, Told,
};
pub use settings::{CheckMessages, TrialMessages};
use std::collections::HashMap;

/// Everything that is said in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messages {
    /// The interface's own words; they go to the browser as they are.
    pub ui: Words,
    /// Field labels by id.
    field: HashMap<String, String>,
    /// What each field is, in a sentence for the admin who chooses.
    help: HashMap<String, String>,
    /// What fields are fields of.
    group: HashMap<String, String>,
    /// Words for Shopify's codes, by vocabulary.
    status: HashMap<String, HashMap<String, String>>,
    /// The sentences of each problem, by its code.
    problem: HashMap<String, ProblemWords>,
    /// What stands on the card.
    pub card: CardWords,
    /// Why a contact is a customer.
    #[serde(rename = "match")]
    pub matched: MatchWords,
    /// The answer line, for the agent.
    pub answer: AnswerWords,
    /// The answer, for the customer.
    pub reply: ReplyWords,
    /// What happened to an order.
    pub timeline: TimelineWords,
}

/// The sentences of a problem.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProblemWords {
    /// For the agent.
    pub(super) agent: Message,
    /// For the admin.
    pub(super) admin: Option<Message>,
}

macro_rules! words {
    ($(#[$doc:meta])+ $name:ident { $($key:ident: $kind:ty,)+ }) => {
        $(#[$doc])+
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs, reason = "each is its sentence in www/messages/en.json")]
        pub struct $name { $(pub $key: $kind,)+ }
    };
}

words! {
    /// What stands on the card beside fields.
    CardWords {
        spent: Message,
        orders: Plural,
        orders_visible: Plural,
        newest_orders: Plural,
        since: Message,
        guest: Message,
        no_name: Message,
        parcel: Message,
        more_items: Plural,
        line: Message,
        times: Message,
        times_of: Message,
        refunded: Message,
        cancelled: Message,
        blank_scope: Message,
        blank_protected: Message,
        blank_denied: Message,
        open_in_shopify: Message,
        rest: Plural,
        hint_order: Message,
        hint_username: Message,
        open_page: Message,
        yes: Message,
        no: Message,
        attribute: Message,
        rating: Message,
        measure: Message,
        grant: Message,
        history_months: Message,
        history_quarters: Message,
        history_years: Message,
        history_quarter: Message,
        history_bar: Plural,
        history_newest: Plural,
        history_wall: Message,
    }
}

words! {
    /// Why a contact is a customer.
    MatchWords {
        email: Message,
        email_unverified: Message,
        phone: Message,
        phone_unverified: Message,
        order_number: Message,
        link: Message,
        search: Message,
    }
}

words! {
    /// Where an order is. Each is a whole sentence, so that no language has to bend to another's order of words.
    PlaceWords {
        unshipped: Message,
        in_progress: Message,
        payment_pending: Message,
        payment_expired: Message,
        payment_voided: Message,
        on_hold: Message,
        scheduled: Message,
        restocked: Message,
        nothing_to_ship: Message,
        partly_fulfilled: Message,
        cancelled: Message,
        cancelled_refunded: Message,
        refunded: Message,
        shipped: Message,
        shipped_carrier: Message,
        shipped_due: Message,
        shipped_carrier_due: Message,
        delayed: Message,
        delayed_due: Message,
        partly_shipped: Message,
        out_for_delivery: Message,
        out_for_delivery_carrier: Message,
        delivered: Message,
        delivered_when: Message,
        attempted: Message,
        not_delivered: Message,
        ready_for_pickup: Message,
        picked_up: Message,
        parcels: Plural,
        parcels_partly: Plural,
    }
}

words! {
    /// The answer as the agent reads it.
    AnswerWords {
        place: PlaceWords,
        parcels_delivered: Plural,
        parcels_picked_up: Plural,
        parcels_ready: Plural,
        parcels_out: Plural,
        parcels_moving: Plural,
        parcels_delayed: Plural,
        parcels_attempted: Plural,
        parcels_failed: Plural,
        parcels_waiting: Plural,
        note_last_due: Message,
        note_refunded: Message,
        note_partly_refunded: Message,
        note_payment_pending: Message,
        note_partly_paid: Message,
        note_payment_expired: Message,
        note_payment_voided: Message,
        note_return_requested: Message,
        note_return_in_progress: Message,
        note_return_inspected: Message,
        note_returned: Message,
        note_return_failed: Message,
        with_notes: Message,
    }
}

words! {
    /// The answer as the customer reads it.
    ReplyWords {
        place: PlaceWords,
        shipped_overdue: Message,
        shipped_carrier_overdue: Message,
        last_due: Message,
        last_overdue: Message,
        note_refunded: Message,
        note_partly_refunded: Message,
        note_payment_pending: Message,
        note_partly_paid: Message,
        note_return_requested: Message,
        note_return_in_progress: Message,
        note_return_inspected: Message,
        note_returned: Message,
        follow: Message,
        follow_number: Message,
        follow_several: Message,
        two_sentences: Message,
    }
}

words! {
    /// What happened to an order, step by step.
    TimelineWords {
        placed: Message,
        paid: Message,
        paid_with: Message,
        authorized: Message,
        authorized_with: Message,
        authorization_voided: Message,
        payment_pending: Message,
        payment_pending_with: Message,
        payment_failed: Message,
        payment_failed_with: Message,
        fulfilled: Message,
        shipped: Message,
        shipped_with: Message,
        out_for_delivery: Message,
        ready_for_pickup: Message,
        delayed: Message,
        attempted: Message,
        failed: Message,
        delivered: Message,
        parcel_shipped: Message,
        parcel_shipped_with: Message,
        parcel_out_for_delivery: Message,
        parcel_ready_for_pickup: Message,
        parcel_delayed: Message,
        parcel_attempted: Message,
        parcel_failed: Message,
        parcel_delivered: Message,
        refunded: Message,
        return_opened: Plural,
        return_declined: Plural,
        return_closed: Plural,
        cancelled: Message,
        cancelled_why: Message,
    }
}

impl Messages {
    /// A field's label.
    #[must_use]
    pub fn label(&self, id: &str) -> String {
        self.field.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// What a field is, for the admin who chooses.
    #[must_use]
    pub fn help(&self, id: &str) -> &str {
        self.help.get(id).map_or("", String::as_str)
    }

    /// What the fields of a group are fields of.
    #[must_use]
    pub fn group(&self, group: Group) -> &str {
        self.group.get(group.as_str()).map_or(group.as_str(), String::as_str)
    }

    /// The word for a code of a vocabulary.
    #[must_use]
    pub fn status(&self, vocabulary: &str, code: &str) -> Option<&str> {
        self.status.get(vocabulary)?.get(code).map(String::as_str)
    }

    /// The sentences of a problem.
    pub(super) fn problem(&self, code: &str) -> Option<&ProblemWords> {
        self.problem.get(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use context_card_wire::{Problem, catalogue};
    use std::collections::BTreeSet;

    #[test]
    fn every_field_and_every_problem_has_its_words() {
        let (_, en) = Messages::of("en");
        let fields: BTreeSet<_> = catalogue::FIELDS.iter().map(|spec| spec.id).collect();
        assert_eq!(en.field.keys().map(String::as_str).collect::<BTreeSet<_>>(), fields);
        assert_eq!(en.help.keys().map(String::as_str).collect::<BTreeSet<_>>(), fields);
        let groups: BTreeSet<_> = Group::EVERY.into_iter().map(Group::as_str).collect();
        assert_eq!(en.group.keys().map(String::as_str).collect::<BTreeSet<_>>(), groups);
        let codes: BTreeSet<_> = Problem::every().iter().map(Problem::code).collect();
        assert_eq!(en.problem.keys().map(String::as_str).collect::<BTreeSet<_>>(), codes);
    }
}
