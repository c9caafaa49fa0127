//! What is said of connecting a store, and of stores that are connected: in the settings panel and on the pages around
//! Shopify's in the reader's language, on the command line in English. Plain sentences: what went wrong, and what to do.

use crate::text::Message;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;

/// What went wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeWords {
    /// What happened, in a sentence.
    pub what: String,
    /// What to do, in a sentence. Empty where there is nothing.
    #[serde(default)]
    pub remedy: String,
}

/// What is said while a store is connected, by codes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectMessages {
    outcome: HashMap<String, OutcomeWords>,
    reason: HashMap<String, String>,
    lacks: HashMap<String, String>,
    failure: HashMap<String, String>,
    webhooks: HashMap<String, String>,
    grant: HashMap<String, String>,
}

/// How changes in a shop become known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// At once.
    AtOnce,
    /// Some of them at once.
    InPart,
    /// When somebody looks.
    WithinSeconds,
}

fn of<'a>(table: &'a HashMap<String, String>, key: &str) -> &'a str {
    // A test sees to it that every table has what is asked of it.
    table.get(key).or_else(|| table.get("other")).map_or("", String::as_str)
}

impl ConnectMessages {
    /// What became of an attempt, by the outcome's code.
    #[must_use]
    pub fn outcome(&self, code: &str) -> &OutcomeWords {
        static NOTHING: OutcomeWords = OutcomeWords { what: String::new(), remedy: String::new() };
        self.outcome.get(code).or_else(|| self.outcome.get("internal")).unwrap_or(&NOTHING)
    }

    /// Why a scope is asked for.
    #[must_use]
    pub fn reason(&self, scope: &str) -> &str {
        of(&self.reason, scope)
    }

    /// What is not shown for lack of a scope.
    #[must_use]
    pub fn lacks(&self, scope: &str) -> &str {
        of(&self.lacks, scope)
    }

    /// What went wrong with a connection, by the code that is kept with it: an outcome's, or one of the keeper's.
    #[must_use]
    pub fn failure(&self, code: &str) -> &str {
        self.failure.get(code).map_or_else(|| self.outcome(code).what.as_str(), String::as_str)
    }

    /// How a store's credentials came, by the grant's name.
    #[must_use]
    pub fn grant(&self, name: &str) -> &str {
        of(&self.grant, name)
    }

    /// How changes in a shop become known, by what the last look at its webhook subscriptions found.
    #[must_use]
    pub fn webhooks(&self, found: Option<&Value>) -> (Told, &str) {
        let Some(found) = found else { return (Told::WithinSeconds, of(&self.webhooks, "not_yet")) };
        let (told, key) = match (found["off"].as_str(), found["topics"].as_object()) {
            (Some("no_app"), _) => (Told::WithinSeconds, "no_app"),
            (Some(_), _) => (Told::WithinSeconds, "no_https"),
            (None, Some(topics)) if topics.values().all(|state| state == "ok") => (Told::AtOnce, "all"),
            (None, Some(_)) => (Told::InPart, "some"),
            (None, None) => (Told::WithinSeconds, "not_told"),
        };
        (told, of(&self.webhooks, key))
    }
}

messages! {
    /// What is said of a connected store, its apps, and what was just done with them.
    StoreMessages {
        connected,
        reconnect_needed,
        needs_care,
        by_command,
        by_owner,
        scope_missing,
        scope_remedy_consent,
        scope_remedy_other,
        expires_soon,
        test_remedy,
        reconnect_remedy,
        secret_remedy,
        never_expires,
        may_migrate,
        renews,
        renews_until,
        no_renewal,
        no_answer,
        throttle,
        throttle_waiting,
        throttle_unknown,
        at_once,
        in_part,
        within_seconds,
        topic_ok,
        topic_scope_missing,
        topic_protected_data,
        topic_refused,
        protected_open,
        protected_open_text,
        protected_held,
        protected_held_text,
        protected_unknown,
        protected_unknown_text,
        attempt_connected,
        attempt_open,
        attempt_unfinished,
        attempt_failed,
        not_granted,
        said_tested,
        said_test_failed,
        said_subscribed,
        said_subscribe_failed,
        said_migrated,
        said_connected,
        said_disconnected,
        said_prefix,
        said_no_prefix,
        said_app_added,
        said_secret_replaced,
        said_app_same,
        said_scopes,
        wrong_shop,
        wrong_client_id,
        wrong_client_secret,
        wrong_token,
        wrong_way,
        wrong_pending,
        wrong_prefix,
        wrong_scopes,
        wrong_migration,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::Outcome;
    use crate::text::SettingsMessages;
    use serde_json::json;

    #[test]
    fn every_outcome_has_its_sentence() {
        let says = &SettingsMessages::of("en").connect;
        for outcome in Outcome::ALL {
            assert!(says.outcome.contains_key(outcome.code()), "{outcome:?}");
            assert!(says.outcome(outcome.code()).what.ends_with('.'), "{outcome:?}");
        }
        assert_eq!(says.outcome.len(), Outcome::ALL.len());
    }

    #[test]
    fn every_table_has_an_answer_to_everything() {
        let says = &SettingsMessages::of("en").connect;
        for scope in ["read_orders", "read_all_orders", "write_something_new"] {
            assert!(!says.reason(scope).is_empty() && !says.lacks(scope).is_empty(), "{scope}");
        }
        for grant in ["authorization_code", "client_credentials", "token"] {
            assert!(!says.grant(grant).is_empty(), "{grant}");
        }
        for code in ["passing", "uninstalled", "token_refused", "from a newer version"] {
            assert!(says.failure(code).ends_with('.'), "{code}");
        }
        for (found, told) in [
            (json!({"off": "no_app"}), Told::WithinSeconds),
            (json!({"off": "no_https"}), Told::WithinSeconds),
            (json!({"topics": {"a": "ok", "b": "ok"}}), Told::AtOnce),
            (json!({"topics": {"a": "ok", "b": "refused"}}), Told::InPart),
            (json!({"error": "store_frozen"}), Told::WithinSeconds),
        ] {
            let (state, sentence) = says.webhooks(Some(&found));
            assert!(state == told && sentence.ends_with('.'), "{found}");
        }
        assert!(says.webhooks(None).1.ends_with('.'));
    }
}
