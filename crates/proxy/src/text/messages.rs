//! The message catalogue: `www/messages/<language>.json`, embedded when the proxy is built.
//!
//! Adding a language is adding its file and one line in [`LANGUAGES`]. A file that lacks a message, or has one that
//! English has not, is refused by the tests.

use context_card_wire::Words;
use icu::plurals::PluralCategory;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Every language there is; the first one speaks where an agent's own is missing.
const LANGUAGES: &[(&str, &str)] = &[("en", include_str!("../../../../www/messages/en.json"))];

/// Everything that is said in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messages {
    /// The interface's own words; they go to the browser as they are.
    pub ui: Words,
    /// Field labels by id.
    field: HashMap<String, String>,
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
    }
}

words! {
    /// The answer line. Each is a whole sentence, so that no language has to bend to another's order of words.
    AnswerWords {
        unshipped: Message,
        payment_pending: Message,
        on_hold: Message,
        scheduled: Message,
        nothing_to_ship: Message,
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
        parcels: Message,
        parcels_partly: Message,
        parcels_delivered: Plural,
        parcels_out: Plural,
        parcels_moving: Plural,
        parcels_trouble: Plural,
        parcels_waiting: Plural,
    }
}

words! {
    /// The answer as the customer reads it.
    ReplyWords {
        unshipped: Message,
        payment_pending: Message,
        on_hold: Message,
        scheduled: Message,
        nothing_to_ship: Message,
        cancelled: Message,
        cancelled_refunded: Message,
        refunded: Message,
        shipped: Message,
        shipped_carrier: Message,
        shipped_due: Message,
        shipped_carrier_due: Message,
        shipped_overdue: Message,
        shipped_carrier_overdue: Message,
        partly_shipped: Message,
        out_for_delivery: Message,
        out_for_delivery_carrier: Message,
        delivered: Message,
        delivered_when: Message,
        attempted: Message,
        not_delivered: Message,
        ready_for_pickup: Message,
        picked_up: Message,
        parcels: Message,
        parcels_partly: Message,
        follow: Message,
        follow_number: Message,
        follow_several: Message,
        two_sentences: Message,
    }
}

/// A text with named gaps: `{order} shipped {when}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct Message(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Gap(String),
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, tail)) = rest.split_once('{') {
            let Some((gap, after)) = tail.split_once('}') else { break };
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(Piece::Gap(gap.to_owned()));
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Self(pieces)
    }
}

impl Message {
    /// The text with its gaps filled. A gap that nothing fills stays visible.
    #[must_use]
    pub fn fill(&self, values: &[(&str, &str)]) -> String {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Gap(gap) => match values.iter().find(|(name, _)| name == gap) {
                    Some((_, value)) => text.push_str(value),
                    None => {
                        text.push('{');
                        text.push_str(gap);
                        text.push('}');
                    }
                },
            }
        }
        text
    }

    /// A text without gaps.
    #[must_use]
    pub fn text(&self) -> String {
        self.fill(&[])
    }
}

/// A message in the plural forms of its language. `other` is always there and stands in for those that are not.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plural {
    zero: Option<Message>,
    one: Option<Message>,
    two: Option<Message>,
    few: Option<Message>,
    many: Option<Message>,
    other: Message,
}

impl Plural {
    /// The message for a plural form.
    #[must_use]
    pub const fn of(&self, category: PluralCategory) -> &Message {
        let form = match category {
            PluralCategory::Zero => &self.zero,
            PluralCategory::One => &self.one,
            PluralCategory::Two => &self.two,
            PluralCategory::Few => &self.few,
            PluralCategory::Many => &self.many,
            PluralCategory::Other => &None,
        };
        match form {
            Some(message) => message,
            None => &self.other,
        }
    }
}

static CATALOGUE: LazyLock<Vec<(&'static str, Messages)>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the files are embedded, and a test reads every one of them")]
    let read = |text| serde_json::from_str(text).expect("an embedded message file is whole");
    LANGUAGES.iter().map(|(language, text)| (*language, read(text))).collect()
});

impl Messages {
    /// The messages of a language, and which language they are in: English where this one has none.
    #[must_use]
    pub fn of(language: &str) -> (&'static str, &'static Self) {
        let catalogue: &'static [(&str, Self)] = &CATALOGUE;
        let found = catalogue.iter().find(|(name, _)| *name == language).unwrap_or(&catalogue[0]);
        (found.0, &found.1)
    }

    /// A field's label.
    #[must_use]
    pub fn label(&self, id: &str) -> String {
        self.field.get(id).cloned().unwrap_or_else(|| id.to_owned())
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
    use serde_json::Value;
    use std::collections::{BTreeMap, BTreeSet};

    /// Every text of a file by its path, plural forms under their common name, with the gaps it has.
    fn texts(value: &Value, path: &str, found: &mut BTreeMap<String, BTreeSet<String>>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    let plural = map.contains_key("other")
                        && ["zero", "one", "two", "few", "many", "other"].contains(&key.as_str());
                    let path = if plural { path.to_owned() } else { format!("{path}/{key}") };
                    texts(value, &path, found);
                }
            }
            Value::String(text) => {
                let gaps = Message::from(text.clone()).0.into_iter().filter_map(|piece| match piece {
                    Piece::Gap(gap) => Some(gap),
                    Piece::Text(_) => None,
                });
                found.entry(path.to_owned()).or_default().extend(gaps);
            }
            other => panic!("{path} is {other}"),
        }
    }

    #[test]
    fn every_language_says_all_that_english_says() {
        let read = |text| {
            let mut found = BTreeMap::new();
            texts(&serde_json::from_str(text).unwrap(), "", &mut found);
            found
        };
        let english = read(LANGUAGES[0].1);
        assert_eq!(LANGUAGES[0].0, "en");
        for (language, text) in LANGUAGES {
            assert_eq!(read(text), english, "{language}");
            assert_eq!(Messages::of(language).0, *language);
        }
    }

    #[test]
    fn every_file_is_in_the_table() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/messages");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        files.sort();
        let mut known: Vec<_> = LANGUAGES.iter().map(|(language, _)| format!("{language}.json")).collect();
        known.sort();
        assert_eq!(files, known);
    }

    #[test]
    fn every_field_and_every_problem_has_its_words() {
        let (_, en) = Messages::of("en");
        let fields: BTreeSet<_> = catalogue::FIELDS.iter().map(|spec| spec.id).collect();
        assert_eq!(en.field.keys().map(String::as_str).collect::<BTreeSet<_>>(), fields);
        let codes: BTreeSet<_> = Problem::every().iter().map(Problem::code).collect();
        assert_eq!(en.problem.keys().map(String::as_str).collect::<BTreeSet<_>>(), codes);
        for key in Words::KEYS {
            let value: Value = serde_json::from_str(LANGUAGES[0].1).unwrap();
            assert!(value["ui"][key].is_string(), "ui.{key}");
        }
    }

    #[test]
    fn a_language_that_is_missing_falls_back_to_english() {
        assert_eq!(Messages::of("tlh").0, "en");
    }

    #[test]
    fn gaps_are_filled_by_name_and_values_are_never_read_as_gaps() {
        let message = Message::from("{order} shipped {when}".to_owned());
        assert_eq!(message.fill(&[("when", "yesterday"), ("order", "{when}")]), "{when} shipped yesterday");
        assert_eq!(message.fill(&[("order", "#1")]), "#1 shipped {when}");
        assert_eq!(Message::from("a { alone".to_owned()).text(), "a { alone");
    }
}
