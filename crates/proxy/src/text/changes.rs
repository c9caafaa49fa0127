//! A change of the settings in a sentence, in the reader's language.

use super::Text;
use super::messages::{ChangesMessages, Message};
use crate::db::{ChangeKind, ChangeRow};
use context_card_wire::catalogue::Chosen;
use context_card_wire::{CardConfig, ListDifference};
use serde_json::Value;

/// Between what is told of one list and of the next.
const BETWEEN: &str = " · ";

/// Who makes changes, where a command does.
pub const BY_COMMAND: &str = "command-line";

impl Text {
    /// Who did something: by their name, where one is known.
    #[must_use]
    pub fn who(&self, id: &str, name: Option<&str>) -> String {
        let says = &self.settings().store;
        match name {
            Some(name) => name.to_owned(),
            None if id == BY_COMMAND => says.by_command.text(),
            // Nobody knows an owner by their id.
            None if id.starts_with("o_") => says.by_owner.text(),
            None => id.to_owned(),
        }
    }

    /// What was changed.
    #[must_use]
    pub fn change(&self, row: &ChangeRow) -> String {
        let words = &self.settings().changes;
        let Some(what) = row.what else { return words.unknown.text() };
        match what {
            ChangeKind::Fields => self.fields_changed(row),
            ChangeKind::Reset => words.reset.text(),
            ChangeKind::SwitchedOn => words.switched_on.text(),
            ChangeKind::SwitchedOff => words.switched_off.text(),
            ChangeKind::StoreConnected => named(&words.store_connected, row),
            ChangeKind::StoreDisconnected => named(&words.store_disconnected, row),
            ChangeKind::StoreRotated => named(&words.store_rotated, row),
            ChangeKind::StoreSubscribed => named(&words.store_subscribed, row),
            ChangeKind::Prefix if text_of(row, "prefix").is_empty() => named(&words.no_prefix, row),
            ChangeKind::Prefix => named(&words.prefix, row),
            ChangeKind::AppAdded => named(&words.app_added, row),
            ChangeKind::AppSecret => named(&words.app_secret, row),
            ChangeKind::AppScopes => named(&words.app_scopes, row),
            ChangeKind::AppRemoved => named(&words.app_removed, row),
            ChangeKind::InboxAdded => named(&words.inbox_added, row),
            ChangeKind::InboxChanged => named(&words.inbox_changed, row),
            ChangeKind::InboxStores => named(&words.inbox_stores, row),
            ChangeKind::InboxRemoved => named(&words.inbox_removed, row),
            ChangeKind::KeyAdded => named(&words.key_added, row),
            ChangeKind::KeyRevoked => named(&words.key_revoked, row),
            ChangeKind::CodeMade => named(&words.code_made, row),
            ChangeKind::SignInEnded => named(&words.sign_in_ended, row),
            ChangeKind::ProviderSet => named(&words.provider_set, row),
            ChangeKind::ProviderRemoved => named(&words.provider_removed, row),
        }
    }

    fn fields_changed(&self, row: &ChangeRow) -> String {
        let words = &self.settings().changes;
        let read = |value: &Option<Value>| serde_json::from_value::<CardConfig>(value.clone()?).ok();
        let (Some(before), Some(after)) = (read(&row.before), read(&row.after)) else { return words.unknown.text() };
        let lists: Vec<_> = before.difference(&after).iter().map(|list| self.list_changed(words, list)).collect();
        if lists.is_empty() { words.same.text() } else { lists.join(BETWEEN) }
    }

    fn list_changed(&self, words: &ChangesMessages, found: &ListDifference) -> String {
        let message = match (found.added.is_empty(), found.removed.is_empty(), found.moved) {
            (false, true, false) => &words.added,
            (true, false, false) => &words.removed,
            (false, false, false) => &words.added_removed,
            (false, true, true) => &words.added_moved,
            (true, false, true) => &words.removed_moved,
            (false, false, true) => &words.added_removed_moved,
            (true, true, _) => &words.moved,
        };
        let list = match found.list {
            "order_card" => &words.order_card,
            "order_details" => &words.order_details,
            _ => &words.customer_details,
        };
        let labels = |ids: &[String]| self.list(&ids.iter().map(|id| self.label_of(id)).collect::<Vec<_>>());
        message.fill(&[("list", &list.text()), ("added", &labels(&found.added)), ("removed", &labels(&found.removed))])
    }

    /// A field's label; a metafield's own name, since nobody is asked here what its owner calls it.
    fn label_of(&self, id: &str) -> String {
        match Chosen::of(id) {
            Some(Chosen::Metafield(field)) => field.name(),
            _ => self.words().label(id),
        }
    }
}

fn named(message: &Message, row: &ChangeRow) -> String {
    message.fill(&[("name", &text_of(row, "name")), ("prefix", &text_of(row, "prefix"))])
}

/// A text of what holds from then on; of what held before, where that has it alone.
fn text_of(row: &ChangeRow, key: &str) -> String {
    let of = |value: &Option<Value>| value.as_ref()?.get(key)?.as_str().map(str::to_owned);
    row.after.as_ref().map_or_else(|| of(&row.before), |_| of(&row.after)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Locale;
    use serde_json::json;

    fn row(what: ChangeKind, before: Option<Value>, after: Option<Value>) -> ChangeRow {
        ChangeRow {
            change: 1,
            at: 0,
            made_by: "agent-9".into(),
            name: None,
            inbox: None,
            what: Some(what),
            before,
            after,
        }
    }

    fn told(old: &CardConfig, new: &CardConfig) -> String {
        let json = |config| serde_json::to_value(config).ok();
        Text::of(&Locale::default()).change(&row(ChangeKind::Fields, json(old), json(new)))
    }

    #[test]
    fn fields_are_told_list_by_list_by_their_labels() {
        let old = CardConfig::default();
        let mut new = old.clone();
        new.order_card = ["order.delivery_status", "order.number", "order.tags"].map(str::to_owned).into();
        new.customer_details.push("customer.metafields.loyalty.tier".to_owned());
        assert_eq!(
            told(&old, &new),
            "Order card: added Tags; removed Total; put in another order · Customer details: added loyalty.tier"
        );
        new = old.clone();
        new.order_details.reverse();
        assert_eq!(told(&old, &new), "Order details: put in another order");
        assert_eq!(told(&old, &CardConfig { version: 5, ..old.clone() }), "Saved the fields as they were");
    }

    #[test]
    fn every_kind_of_change_has_a_sentence_without_gaps() {
        let text = Text::of(&Locale::default());
        for what in ChangeKind::EVERY {
            let after = json!({"name": "Acme UK", "prefix": "UK-"});
            let told = text.change(&row(what, None, Some(after)));
            assert!(told.len() > 8 && !told.contains(['{', '}']), "{what:?}: {told}");
            assert!(!text.change(&row(what, None, None)).contains(['{', '}']), "{what:?}");
        }
        let connected = row(ChangeKind::StoreConnected, None, Some(json!({"name": "Acme UK"})));
        assert_eq!(text.change(&connected), "Connected the store Acme UK");
        let gone = row(ChangeKind::StoreDisconnected, Some(json!({"name": "Acme UK"})), None);
        assert_eq!(text.change(&gone), "Disconnected the store Acme UK");
        let prefix = |to: &str| row(ChangeKind::Prefix, None, Some(json!({"name": "Acme UK", "prefix": to})));
        assert_eq!(text.change(&prefix("UK-")), "Order numbers of the store Acme UK begin with UK-");
        assert_eq!(text.change(&prefix("")), "Order numbers of the store Acme UK have no prefix any more");
    }
}
