//! What an admin chooses from: every field with an example, and the metafields that the stores' owners have defined.
//! `http/fields` calls this.

use super::{Lookup, reference};
use crate::auth::Handles;
use crate::ids::{StoreId, TenantId};
use crate::shopify::convert::{Reader, example_data};
use crate::shopify::{self, Question, Reply};
use crate::store::{OpenStore, ShopDomain, Store};
use crate::text::{Instant, Text, Zone};
use context_card_wire::catalogue::{FIELDS, Group, Metafield, metafield};
use context_card_wire::config::lists_of;
use context_card_wire::{
    CardConfig, Field, FieldChoice, FieldSpec, MetafieldChoice, MissingScope, Notice, Problem, StoreMetafields,
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use time::OffsetDateTime;

/// Every field that can be chosen, as far as these stores can show it.
#[must_use]
pub fn fields(stores: &[OpenStore], text: &Text, now: OffsetDateTime, zone: &Zone) -> Vec<FieldChoice> {
    let choosable = FIELDS.iter().filter(|spec| !lists_of(spec.group).is_empty());
    let Some(examples) = Examples::new(now) else { return Vec::new() };
    choosable.map(|spec| choice(spec, stores, text, examples.field(spec, text, zone))).collect()
}

fn choice(spec: &FieldSpec, stores: &[OpenStore], text: &Text, example: Vec<Field>) -> FieldChoice {
    let (words, scope) = (text.words(), spec.scope.handle());
    let without = stores.iter().map(|open| &open.store).filter(|store| !store.grants(scope));
    let missing = without.map(|store| MissingScope {
        store: store.name.clone(),
        shop: store.shop.to_string(),
        grant: words.card.grant.fill(&[("scope", scope), ("store", &store.name)]),
    });
    FieldChoice {
        id: spec.id.to_owned(),
        group: spec.group,
        group_label: words.group(spec.group).to_owned(),
        label: words.label(spec.id),
        help: words.help(spec.id).to_owned(),
        kind: spec.kind,
        lists: lists(spec.group),
        scope: Some(scope.to_owned()).filter(|scope| !scope.is_empty()),
        personal: spec.personal,
        always_shown: spec.is_always_shown(),
        example,
        missing: missing.collect(),
    }
}

/// The same metafields, each with an example of its type.
#[must_use]
pub fn with_examples(
    mut stores: Vec<StoreMetafields>,
    text: &Text,
    now: OffsetDateTime,
    zone: &Zone,
) -> Vec<StoreMetafields> {
    if let Some(examples) = Examples::new(now) {
        for choice in stores.iter_mut().flat_map(|store| &mut store.definitions) {
            choice.example = examples.metafield(choice, text, zone);
        }
    }
    stores
}

fn lists(group: Group) -> Vec<String> {
    lists_of(group).into_iter().map(str::to_owned).collect()
}

/// A made-up store with one of everything.
struct Examples {
    reply: Reply,
    store: Store,
    config: CardConfig,
    handles: Handles,
    now: OffsetDateTime,
}

impl Examples {
    fn new(now: OffsetDateTime) -> Option<Self> {
        let tenant = TenantId::parse("t_example")?;
        let scopes = FIELDS.iter().map(|spec| spec.scope.handle().to_owned());
        let store = Store {
            id: StoreId::parse("s_example")?,
            tenant: tenant.clone(),
            shop: ShopDomain::parse("acme.myshopify.com").ok()?,
            name: "Acme".to_owned(),
            currency: "GBP".to_owned(),
            timezone: "Europe/London".to_owned(),
            prefix: None,
            country: "GB".to_owned(),
            scopes: scopes.collect(),
        };
        // Nothing in an example is sealed for anybody.
        let handles = Handles::new(&[0; 32], &tenant, "");
        let reply = Reply { data: example_data(now), denials: Vec::new(), cost: None };
        Some(Self { reply, store, config: CardConfig::default(), handles, now })
    }

    fn field(&self, spec: &'static FieldSpec, text: &Text, zone: &Zone) -> Vec<Field> {
        self.reader(text, zone).example(spec)
    }

    fn metafield(&self, choice: &MetafieldChoice, text: &Text, zone: &Zone) -> Vec<Field> {
        let values = self.reader(text, zone).example_of_type(&choice.of, self.now);
        values.into_iter().map(|value| Field { id: choice.id.clone(), label: choice.label.clone(), value }).collect()
    }

    fn reader<'a>(&'a self, text: &'a Text, zone: &'a Zone) -> Reader<'a> {
        Reader {
            reply: &self.reply,
            store: &self.store,
            config: &self.config,
            handles: &self.handles,
            text,
            now: Instant::of(self.now),
            agent_zone: zone,
            store_zone: zone,
            plain_http: false,
            reference: "",
        }
    }
}

impl Lookup {
    /// The metafields that each store's owner has defined, asked for behind the agents' questions. A store that fails is
    /// there with its notice.
    pub async fn metafields(&self, stores: &[OpenStore], text: &Text) -> Vec<StoreMetafields> {
        join_all(stores.iter().map(|open| self.metafields_of(open, text))).await
    }

    pub(super) async fn metafields_of(&self, open: &OpenStore, text: &Text) -> StoreMetafields {
        let store = &open.store;
        let (orders, customers) = (store.grants("read_orders"), store.grants("read_customers"));
        let mut found = StoreMetafields {
            store: store.name.clone(),
            shop: store.shop.to_string(),
            definitions: Vec::new(),
            more: false,
            notices: Vec::new(),
        };
        for (granted, scope) in [(orders, "read_orders"), (customers, "read_customers")] {
            if !granted {
                found.notices.push(text.notice(&Problem::ScopeMissing { scope: scope.to_owned() }, ""));
            }
        }
        if !orders && !customers {
            return found;
        }
        let (operation, variables) = (shopify::metafield_definitions_document(orders, customers), json!({}));
        let question = Question::new(&operation, &variables).in_background();
        match open.access.ask(&self.client, &store.shop, question).await {
            Ok(reply) => {
                for group in [Group::Order, Group::Customer] {
                    let list = &reply.data[group.as_str()];
                    found.definitions.extend(definitions(group, list));
                    found.more |= list["pageInfo"]["hasNextPage"] == true;
                }
                found.notices.extend(held_back(&reply, text));
            }
            Err(error) => {
                let reference = reference(store.shop.as_str(), &error);
                found.notices.push(text.notice(&error.problem(), &reference));
            }
        }
        found
    }
}

/// The definitions of a list that can be chosen: those whose names are Shopify's own kind of names.
fn definitions(group: Group, list: &Value) -> Vec<MetafieldChoice> {
    let nodes = list["nodes"].as_array().into_iter().flatten();
    let read = nodes.filter_map(|node| {
        let text = |name: &str| node[name].as_str();
        let field = Metafield::of(group, text("namespace")?, text("key")?)?;
        let of = node["type"]["name"].as_str()?;
        let name = text("name").map(str::trim).filter(|name| !name.is_empty());
        Some(MetafieldChoice {
            id: field.id(),
            group,
            label: name.map_or_else(|| field.name(), str::to_owned),
            help: text("description").unwrap_or_default().trim().to_owned(),
            of: of.to_owned(),
            kind: metafield::kind(of),
            lists: lists(group),
            example: Vec::new(),
        })
    });
    read.collect()
}

/// Why not all of it is there, once each.
fn held_back(reply: &Reply, text: &Text) -> Vec<Notice> {
    let mut problems: Vec<Problem> = Vec::new();
    for problem in reply.denials.iter().map(|denial| denial.why.problem()) {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    problems.iter().map(|problem| text.notice(problem, "")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Locale;
    use context_card_wire::{Kind, Value as Shown};
    use time::macros::datetime;

    fn kind_of(value: &Shown) -> Option<Kind> {
        match value {
            Shown::Text(_) => Some(Kind::Text),
            Shown::Money(_) => Some(Kind::Money),
            Shown::Date(_) => Some(Kind::Date),
            Shown::Badge(_) => Some(Kind::Badge),
            Shown::Link(_) => Some(Kind::Link),
            Shown::Image(_) => Some(Kind::Image),
            Shown::List(_) => Some(Kind::List),
            Shown::Blank(_) => None,
        }
    }

    #[test]
    fn every_field_has_an_example_of_its_kind_in_every_language() {
        let examples = Examples::new(datetime!(2026-11-21 10:00 UTC)).unwrap();
        for language in ["en-GB", "ar", "ja-JP"] {
            let text = Text::of(&Locale::parse(language).unwrap());
            for spec in FIELDS {
                let drawn = examples.field(spec, &text, &Zone::utc());
                assert!(!drawn.is_empty(), "{} has no example", spec.id);
                for field in &drawn {
                    assert_eq!(kind_of(&field.value), Some(spec.kind), "{}", spec.id);
                    assert_eq!(field.id, spec.id);
                }
            }
        }
    }

    #[test]
    fn a_metafield_has_an_example_of_its_type_and_none_where_it_is_never_drawn() {
        let node =
            |key: &str, of: &str| json!({"namespace": "custom", "key": key, "name": "Deposit", "type": {"name": of}});
        let list = json!({"nodes": [node("a", "money"), node("b", "date"), node("c", "list.single_line_text_field"), node("d", "product_reference")]});
        let store = StoreMetafields {
            store: "Acme".into(),
            shop: "acme.myshopify.com".into(),
            definitions: definitions(Group::Order, &list),
            more: false,
            notices: Vec::new(),
        };
        let text = Text::of(&Locale::parse("de-DE").unwrap());
        let stores = with_examples(vec![store], &text, datetime!(2026-11-21 10:00 UTC), &Zone::utc());
        let drawn: Vec<_> = stores[0].definitions.iter().map(|it| it.example.first().map(|it| &it.value)).collect();
        let Some(Shown::Money(money)) = drawn[0] else { panic!("{drawn:?}") };
        assert!(money.text.contains("18,50"), "{}", money.text);
        assert!(matches!(drawn[1], Some(Shown::Date(_))) && matches!(drawn[2], Some(Shown::List(_))), "{drawn:?}");
        assert_eq!(drawn[3], None);
        assert_eq!(stores[0].definitions[0].example[0].label, "Deposit");
    }

    #[test]
    fn only_well_formed_definitions_are_offered() {
        let node = |namespace: &str, key: &str, name: Value| json!({"namespace": namespace, "key": key, "name": name, "description": null, "type": {"name": "money"}});
        let list = json!({"nodes": [
            node("custom", "deposit", json!(" Deposit ")),
            node("custom", "nameless", json!("")),
            node("cus.tom", "deposit", json!("x")),
            node("custom", "de\"posit", json!("x")),
            null,
            json!({"namespace": "custom", "key": "typeless"}),
        ]});
        let offered = definitions(Group::Customer, &list);
        let told: Vec<_> =
            offered.iter().map(|choice| (choice.id.as_str(), choice.label.as_str(), choice.kind)).collect();
        assert_eq!(
            told,
            [
                ("customer.metafields.custom.deposit", "Deposit", Some(Kind::Money)),
                ("customer.metafields.custom.nameless", "custom.nameless", Some(Kind::Money)),
            ]
        );
        assert_eq!(offered[0].lists, ["customer_details"]);
        assert!(definitions(Group::Order, &Value::Null).is_empty());
    }
}
