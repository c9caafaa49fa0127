//! Whom an answer is about, so that it can be thrown away when they change. Hashed: nothing lies around in the clear.

use crate::about::About;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A customer, an order, an e-mail address or a phone number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Subject([u8; 16]);

impl Subject {
    fn of(kind: &[u8], value: &str) -> Self {
        let hash = Sha256::new().chain_update(kind).chain_update([0]).chain_update(value.as_bytes()).finalize();
        let mut short = [0; 16];
        short.copy_from_slice(&hash[..16]);
        Self(short)
    }

    /// Only customers and orders: other things have no webhooks.
    fn of_id(text: &str) -> Option<Self> {
        let counts = text.starts_with("gid://shopify/Customer/") || text.starts_with("gid://shopify/Order/");
        counts.then(|| Self::of(b"id", text))
    }
}

/// Whom an answer, or a change, is about.
#[derive(Clone, Default)]
pub(super) struct Subjects(Vec<Subject>);

impl std::fmt::Debug for Subjects {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Subjects({})", self.0.len())
    }
}

impl Subjects {
    /// Whom a change is about.
    pub(super) fn of_change(about: &About) -> Self {
        let ids = about.ids.iter().filter_map(|id| Subject::of_id(id));
        let emails = about.emails.iter().map(|email| Subject::of(b"email", email));
        let phones = about.phones.iter().map(|phone| Subject::of(b"phone", phone));
        Self::sorted(ids.chain(emails).chain(phones).collect())
    }

    /// Whom a question asks for. A question for somebody who is not there yet is about them too.
    pub(super) fn of_question(variables: &Value) -> Self {
        let mut found = Vec::new();
        asked(variables, &mut found);
        Self::sorted(found)
    }

    /// The same and whom the answer names.
    pub(super) fn and_answer(&self, data: &Value) -> Self {
        let mut found = self.0.clone();
        named(data, &mut found);
        Self::sorted(found)
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        let (few, many) = if self.0.len() < other.0.len() { (self, other) } else { (other, self) };
        few.0.iter().any(|subject| many.0.binary_search(subject).is_ok())
    }

    /// How many bytes they take.
    pub(super) const fn size(&self) -> usize {
        self.0.len() * size_of::<Subject>()
    }

    fn sorted(mut found: Vec<Subject>) -> Self {
        found.sort_unstable();
        found.dedup();
        found.shrink_to_fit();
        Self(found)
    }
}

fn asked(variables: &Value, found: &mut Vec<Subject>) {
    match variables {
        Value::Object(map) => {
            for (name, value) in map {
                match (name.as_str(), value) {
                    ("emailAddress", Value::String(email)) => found.push(Subject::of(b"email", email)),
                    ("phoneNumber", Value::String(phone)) => found.push(Subject::of(b"phone", phone)),
                    ("id", Value::String(id)) => found.extend(Subject::of_id(id)),
                    (_, value) => asked(value, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| asked(value, found)),
        _ => {}
    }
}

fn named(data: &Value, found: &mut Vec<Subject>) {
    match data {
        Value::Object(map) => {
            if let Some(Value::String(id)) = map.get("id") {
                found.extend(Subject::of_id(id));
            }
            map.values().for_each(|value| named(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| named(value, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn about(id: &str, email: &str) -> Subjects {
        let mut about = About::default();
        about.ids.extend((!id.is_empty()).then(|| id.to_owned()));
        about.add_email(email);
        Subjects::of_change(&about)
    }

    #[test]
    fn an_answer_is_about_who_was_asked_for_and_who_came() {
        let question =
            Subjects::of_question(&json!({"first": {"emailAddress": "maria@example.com"}, "guests": "email:x"}));
        let answer = question.and_answer(&json!({"first": {"id": "gid://shopify/Customer/1",
            "orders": {"nodes": [{"id": "gid://shopify/Order/5", "customer": null}]}}}));
        for change in [
            about("gid://shopify/Customer/1", ""),
            about("gid://shopify/Order/5", "other@example.com"),
            about("gid://shopify/Order/99", "maria@example.com"),
        ] {
            assert!(answer.meets(&change) && change.meets(&answer));
        }
        assert!(question.meets(&about("", "maria@example.com")));
        assert!(!question.meets(&about("gid://shopify/Customer/1", "")));
        for change in [about("gid://shopify/Customer/11", ""), about("", "mari@example.com"), about("", "")] {
            assert!(!answer.meets(&change));
        }
    }
}
