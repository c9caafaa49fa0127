//! What can be chosen: the catalogue's rows and each store's metafields as one list, and the search in it.

use super::List;
use context_card_wire::settings::{FieldChoices, MissingScope};
use context_card_wire::{Field, Group, Notice};

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// What it is, in a sentence; may be empty for a metafield.
    pub help: String,
    /// What it is a field of, in words.
    pub group: String,
    /// The store whose metafield it is; none for a row of the catalogue.
    pub store: Option<String>,
    /// Shopify's name of a metafield's type.
    pub of: String,
    /// Whether it can be drawn at all.
    pub drawable: bool,
    /// The lists in which it may stand.
    pub lists: Vec<String>,
    /// The scope that it needs.
    pub scope: Option<String>,
    /// Whether it is personal data.
    pub personal: bool,
    /// Whether it is shown wherever its thing is shown, chosen or not.
    pub always: bool,
    /// As the card draws it.
    pub example: Vec<Field>,
    /// The stores that don't grant the scope.
    pub missing: Vec<MissingScope>,
    /// What is searched in.
    hay: String,
}

/// What is to be said about the metafields of one store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The store.
    pub store: String,
    /// Whether there are more than are listed.
    pub more: bool,
    /// Why there is nothing, or not everything.
    pub notices: Vec<Notice>,
}

/// Everything that can be chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    entries: Vec<Entry>,
    /// The stores, in their order.
    pub notes: Vec<Note>,
}

/// Some of it under one heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The group, in words; the store's name where these are its metafields.
    pub heading: String,
    /// Whether these are metafields.
    pub metafields: bool,
    /// What is in it.
    pub entries: Vec<Entry>,
}

fn folded(text: &str) -> String {
    text.to_lowercase()
}

impl Known {
    /// From the proxy's answer.
    #[must_use]
    pub fn new(choices: FieldChoices) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        let label_of = |group: Group, fields: &[Entry]| {
            let before = format!("{}.", group.as_str());
            fields.iter().find(|it| it.id.starts_with(&before)).map(|it| it.group.clone()).unwrap_or_default()
        };
        for it in choices.fields {
            let hay = folded(&[&*it.label, &it.help, &it.group_label, &it.id].join("\n"));
            entries.push(Entry {
                id: it.id,
                label: it.label,
                help: it.help,
                group: it.group_label,
                store: None,
                of: String::new(),
                drawable: true,
                lists: it.lists,
                scope: it.scope,
                personal: it.personal,
                always: it.always_shown,
                example: it.example,
                missing: it.missing,
                hay,
            });
        }
        let mut notes = Vec::new();
        for store in choices.metafields {
            for it in store.definitions {
                let group = label_of(it.group, &entries);
                let hay = folded(&[&*it.label, &it.help, &group, &it.id, &store.store, &it.of].join("\n"));
                let scope = match it.group {
                    Group::Order => Some("read_orders".to_owned()),
                    Group::Customer => Some("read_customers".to_owned()),
                    _ => None,
                };
                entries.push(Entry {
                    id: it.id,
                    label: it.label,
                    help: it.help,
                    group,
                    store: Some(store.store.clone()),
                    of: it.of,
                    drawable: it.kind.is_some(),
                    lists: it.lists,
                    scope,
                    personal: false,
                    always: false,
                    example: it.example,
                    missing: Vec::new(),
                    hay,
                });
            }
            notes.push(Note { store: store.store, more: store.more, notices: store.notices });
        }
        Self { entries, notes }
    }

    /// A field by its id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|it| it.id == id)
    }

    /// A field's name; its id where nobody knows it.
    #[must_use]
    pub fn label(&self, id: &str) -> String {
        self.find(id).map_or_else(|| id.to_owned(), |it| it.label.clone())
    }

    /// The stores that have a metafield of this id.
    #[must_use]
    pub fn stores_of(&self, id: &str) -> Vec<&str> {
        self.entries.iter().filter(|it| it.id == id).filter_map(|it| it.store.as_deref()).collect()
    }

    /// Whether every store could be asked, so that what is not here is nowhere.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.notes.iter().all(|note| note.notices.is_empty() && !note.more)
    }

    /// What fits a list and has every word of the query, under its headings: the groups first, then store by store. Words are
    /// looked for in name, sentence, group, id and store.
    #[must_use]
    pub fn search(&self, list: List, query: &str) -> Vec<Section> {
        let query = folded(query);
        let words: Vec<_> = query.split_whitespace().collect();
        let mut sections: Vec<Section> = Vec::new();
        let fits = |it: &&Entry| it.lists.iter().any(|name| name == list.name());
        for it in self.entries.iter().filter(fits).filter(|it| words.iter().all(|word| it.hay.contains(word))) {
            let metafields = it.store.is_some();
            let heading = it.store.as_ref().unwrap_or(&it.group);
            match sections.iter_mut().find(|section| section.metafields == metafields && section.heading == *heading) {
                Some(section) => section.entries.push(it.clone()),
                None => sections.push(Section { heading: heading.clone(), metafields, entries: vec![it.clone()] }),
            }
        }
        sections
    }

    /// The stores that have no metafields for a list, though nothing kept them from being asked.
    #[must_use]
    pub fn without_metafields(&self, list: List) -> Vec<&str> {
        let has = |store: &str| {
            let of_store = |it: &&Entry| it.store.as_deref() == Some(store);
            self.entries.iter().filter(of_store).any(|it| it.lists.iter().any(|name| name == list.name()))
        };
        let asked = self.notes.iter().filter(|note| note.notices.is_empty());
        asked.map(|note| &*note.store).filter(|store| !has(store)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use context_card_wire::Kind;
    use context_card_wire::settings::{FieldChoice, MetafieldChoice, StoreMetafields};

    fn row(id: &str, group: Group, label: &str, lists: &[&str]) -> FieldChoice {
        FieldChoice {
            id: id.into(),
            group,
            group_label: format!("{group:?}"),
            label: label.into(),
            help: format!("What {label} is"),
            kind: Kind::Text,
            lists: lists.iter().map(|it| (*it).to_owned()).collect(),
            scope: None,
            personal: false,
            always_shown: false,
            example: Vec::new(),
            missing: Vec::new(),
        }
    }

    fn store(name: &str, metafields: &[(&str, &str)]) -> StoreMetafields {
        let definitions = metafields.iter().map(|(id, label)| MetafieldChoice {
            id: (*id).into(),
            group: Group::Order,
            label: (*label).into(),
            help: String::new(),
            of: "single_line_text_field".into(),
            kind: Some(Kind::Text),
            lists: vec!["order_card".into(), "order_details".into()],
            example: Vec::new(),
        });
        StoreMetafields {
            store: name.into(),
            shop: format!("{name}.myshopify.com"),
            definitions: definitions.collect(),
            more: false,
            notices: Vec::new(),
        }
    }

    fn known() -> Known {
        let order = ["order_card", "order_details"];
        Known::new(FieldChoices {
            fields: vec![
                row("order.total", Group::Order, "Total", &order),
                row("order.note", Group::Order, "Note", &order),
                row("line_item.sku", Group::LineItem, "SKU", &["order_details"]),
                row("customer.note", Group::Customer, "Note", &["customer_details"]),
            ],
            metafields: vec![
                store("Acme UK", &[("order.metafields.custom.engraving", "Engraving")]),
                store("Kumo", &[("order.metafields.custom.engraving", "刻印")]),
            ],
        })
    }

    fn found(list: List, query: &str) -> Vec<(String, Vec<String>)> {
        let sections = known().search(list, query).into_iter();
        sections.map(|it| (it.heading, it.entries.into_iter().map(|it| it.label).collect())).collect()
    }

    fn owned(heading: &str, labels: &[&str]) -> (String, Vec<String>) {
        (heading.to_owned(), labels.iter().map(|it| (*it).to_owned()).collect())
    }

    #[test]
    fn a_list_offers_what_fits_it_group_by_group_and_store_by_store() {
        let all = [owned("Order", &["Total", "Note"]), owned("Acme UK", &["Engraving"]), owned("Kumo", &["刻印"])];
        assert_eq!(found(List::OrderCard, ""), all);
        assert_eq!(found(List::CustomerDetails, "  "), [owned("Customer", &["Note"])]);
    }

    #[test]
    fn words_are_looked_for_in_name_sentence_group_id_and_store() {
        assert_eq!(found(List::OrderDetails, "TOTAL"), [owned("Order", &["Total"])]);
        assert_eq!(found(List::OrderDetails, "what sk"), [owned("LineItem", &["SKU"])]);
        assert_eq!(found(List::OrderDetails, "line_item."), [owned("LineItem", &["SKU"])]);
        assert_eq!(found(List::OrderDetails, "custom kumo"), [owned("Kumo", &["刻印"])]);
        assert_eq!(found(List::OrderDetails, "total note"), []);
    }

    #[test]
    fn a_field_that_nobody_knows_keeps_its_id() {
        let known = known();
        assert_eq!(known.label("order.total"), "Total");
        assert_eq!(known.label("order.metafields.custom.gone"), "order.metafields.custom.gone");
        assert_eq!(known.stores_of("order.metafields.custom.engraving"), ["Acme UK", "Kumo"]);
        assert_eq!(known.without_metafields(List::CustomerDetails), ["Acme UK", "Kumo"]);
        assert!(known.is_whole() && known.without_metafields(List::OrderCard).is_empty());
    }
}
