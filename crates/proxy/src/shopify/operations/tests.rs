//! What is sent to Shopify: valid by its schema, of no deprecated field, and not too dear.

mod cost;

use super::*;
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema, executable};
use context_card_wire::catalogue::{FIELDS, Group, Read};
use context_card_wire::{CardConfig, Scope};
use cost::cost;
use std::sync::LazyLock;

static SCHEMA: LazyLock<Valid<Schema>> = LazyLock::new(|| {
    let text = include_str!("../../../../sandbox/schema/admin_2026-10.graphql");
    Schema::parse_and_validate(text, "admin_2026-10.graphql").map_err(|error| error.errors).unwrap()
});

/// Validates a document as Shopify would, and refuses what Shopify calls deprecated.
fn check(operation: &Operation) -> Valid<ExecutableDocument> {
    let document = ExecutableDocument::parse_and_validate(&SCHEMA, &operation.document, "operation.graphql");
    let document = document.unwrap_or_else(|error| panic!("{}\n{}", error.errors, operation.document));
    assert!(document.operations.get(Some(operation.name)).is_ok(), "{}", operation.name);
    let sets = document.operations.iter().map(|operation| &operation.selection_set);
    for set in sets.chain(document.fragments.values().map(|fragment| &fragment.selection_set)) {
        refuse_deprecated(set);
    }
    document
}

fn refuse_deprecated(set: &executable::SelectionSet) {
    for selection in &set.selections {
        match selection {
            executable::Selection::Field(field) => {
                let place = format!("{}.{}", set.ty, field.name);
                assert!(!field.definition.directives.has("deprecated"), "{place} is deprecated");
                for argument in &field.arguments {
                    let definition = field.definition.argument_by_name(&argument.name).unwrap();
                    assert!(!definition.directives.has("deprecated"), "{place}({})", argument.name);
                }
                assert!(!["accountNumber", "paymentDetails"].contains(&field.name.as_str()), "{place}");
                refuse_deprecated(&field.selection_set);
            }
            executable::Selection::InlineFragment(fragment) => refuse_deprecated(&fragment.selection_set),
            executable::Selection::FragmentSpread(_) => {}
        }
    }
}

fn config_of(fields: &[&str]) -> CardConfig {
    let of = |groups: &[Group]| {
        let chosen = FIELDS.iter().filter(|spec| fields.contains(&spec.id) && groups.contains(&spec.group));
        chosen.map(|spec| spec.id.to_owned()).collect()
    };
    CardConfig {
        version: 1,
        order_card: of(&[Group::Order]),
        order_details: of(&[Group::Order, Group::LineItem, Group::Fulfillment, Group::Store]),
        customer_details: of(&[Group::Customer, Group::Store]),
    }
}

/// Every operation that a card may send.
fn operations(config: &CardConfig, missing: Option<&str>) -> Vec<Operation> {
    let grants = |scope: &str| missing != Some(scope);
    let selection = Selection::of(config, grants);
    let orders = grants("read_orders");
    let mut all = vec![details_document(&selection), orders_document(&selection), probe_document()];
    all.extend([product_document(true), product_document(false)]);
    all.extend([(true, true), (true, false), (false, true)].map(|(a, b)| metafield_definitions_document(a, b)));
    all.extend([true, false].map(|customer| orders_found_document(&selection, customer)));
    all.push(own_address_document());
    if grants("read_customers") {
        all.push(protected_document());
    }
    all.extend([(false, true), (true, true), (true, false)].map(|(by, customer)| history_document(by, customer)));
    for n in 1..8 {
        let (address, numbered, named) = (n & 1 > 0, n & 2 > 0 && orders, n & 4 > 0);
        if address || numbered || named {
            let ask = SearchDocument { orders, address, guests: address && orders, numbered, named };
            all.push(search_document(&selection, ask));
        }
    }
    for identifiers in 1..=4 {
        for (guests, numbers) in [(false, false), (orders, false), (false, orders), (orders, orders)] {
            all.push(card_document(&selection, CardDocument { identifiers, orders, guests, numbers }));
        }
    }
    all
}

#[test]
fn every_operation_is_valid_with_every_field_and_without_every_scope() {
    let all: Vec<_> = FIELDS.iter().map(|spec| spec.id).collect();
    let mut configs: Vec<_> = FIELDS.iter().map(|spec| config_of(&[spec.id])).collect();
    let mut metafields = config_of(&all);
    for (list, owner) in [(&mut metafields.order_card, "order"), (&mut metafields.customer_details, "customer")] {
        list.extend(
            ["custom.engraving", "a_b.c-d", "a_b_c.d", "app--12--x.k"].map(|name| format!("{owner}.metafields.{name}")),
        );
    }
    metafields.order_details.extend(metafields.order_card.clone());
    configs.extend([config_of(&all), CardConfig::default(), metafields]);
    let scopes = [Scope::Customers, Scope::Orders, Scope::Products, Scope::Locations, Scope::Returns];
    for config in &configs {
        for missing in scopes.iter().map(|scope| Some(scope.handle())).chain([None]) {
            for operation in operations(config, missing) {
                check(&operation);
            }
        }
    }
}

#[test]
fn what_sees_to_the_webhooks_is_valid_and_so_are_their_topics() {
    for operation in [webhooks_document(), webhook_create_document(), webhook_delete_document()] {
        check(&operation);
    }
    let ExtendedType::Enum(topics) = &SCHEMA.types["WebhookSubscriptionTopic"] else { panic!("no enum") };
    for subscribed in crate::webhooks::SUBSCRIBED {
        assert!(topics.values.contains_key(subscribed.topic), "{}", subscribed.topic);
    }
}

#[test]
fn every_field_of_the_catalogue_is_of_the_type_it_says() {
    for spec in FIELDS.iter().filter(|spec| !spec.selection.is_empty()) {
        let selection = Selection::of(&config_of(&[spec.id]), |_| true);
        let documents = operations(&config_of(&[spec.id]), None);
        let asked = documents.iter().any(|operation| operation.document.contains(spec.selection));
        assert!(asked, "{} is never asked for: {selection:?}", spec.id);
    }
}

#[test]
fn a_field_without_its_scope_is_not_asked_for() {
    let selection = Selection::of(&CardConfig::default(), |scope| scope != "read_customers");
    assert!(selection.customer.is_empty());
    assert_eq!(selection.order_card.len(), 3);
}

/// The type at a JSON pointer below a type.
fn type_at(of: &str, pointer: &str) -> String {
    pointer
        .split('/')
        .skip(1)
        .fold(of.to_owned(), |ty, field| SCHEMA.type_field(&ty, field).unwrap().ty.inner_named_type().to_string())
}

#[test]
fn every_status_of_the_schema_has_its_words() {
    let (_, words) = crate::text::Messages::of("en");
    let mut checked = 0;
    for spec in FIELDS {
        let Read::Status(pointer, vocabulary) = spec.read else { continue };
        let of = match spec.group {
            Group::Order => "Order",
            Group::Fulfillment => "Fulfillment",
            Group::Customer => "Customer",
            Group::Product => "Product",
            Group::LineItem | Group::Variant | Group::Store => panic!("{} has no statuses", spec.id),
        };
        let ty = type_at(of, pointer);
        let ExtendedType::Enum(codes) = &SCHEMA.types[ty.as_str()] else { panic!("{ty} is no enum") };
        for code in codes.values.keys() {
            assert!(words.status(vocabulary, code).is_some(), "status.{vocabulary}.{code}");
            checked += 1;
        }
    }
    assert!(checked > 40);
    let ExtendedType::Enum(levels) = &SCHEMA.types["RiskAssessmentResult"] else { panic!("no enum") };
    for level in levels.values.keys() {
        assert!(words.status("risk", level).is_some(), "status.risk.{level}");
    }
}

#[test]
fn an_order_and_what_happened_to_it_costs_less_than_three_cards() {
    let of = |returns: bool| {
        let selection = Selection::of(&CardConfig::default(), |scope| returns || scope != "read_returns");
        let operation = details_document(&selection);
        assert_eq!(operation.document.contains("returns("), returns);
        let document = check(&operation);
        cost(&document, &document.operations.get(None).unwrap().selection_set)
    };
    assert_eq!((of(false), of(true)), (42, 47));
    assert!(of(true) <= 3 * 18);
}

#[test]
fn a_card_costs_what_the_design_allows() {
    let selection = Selection::of(&CardConfig::default(), |_| true);
    let of = |identifiers, guests, numbers| {
        let operation = card_document(&selection, CardDocument { identifiers, orders: true, guests, numbers });
        let document = check(&operation);
        cost(&document, &document.operations.get(None).unwrap().selection_set)
    };
    assert_eq!(of(1, false, false), 17);
    assert!(of(1, true, false) <= 36);
    assert!(of(4, true, false) <= 5 * 18);
    assert!(of(1, false, true) <= 36, "an order number costs what a further identifier does");
    assert!(of(4, true, true) <= 6 * 18);
}

#[test]
fn nothing_that_can_be_chosen_costs_more_than_shopify_answers() {
    let most = |owner: &str| (0..40).map(|n| format!("{owner}.metafields.custom.k{n}")).collect::<Vec<_>>();
    let mut config = config_of(&FIELDS.iter().map(|spec| spec.id).collect::<Vec<_>>());
    config.order_card = most("order").into_iter().take(3).collect();
    config.order_details.extend(most("order"));
    config.customer_details.extend(most("customer"));
    assert_eq!(config.check(), Ok(()));
    let selection = Selection::of(&config, |_| true);
    for operation in [
        card_document(&selection, CardDocument { identifiers: 4, orders: true, guests: true, numbers: true }),
        details_document(&selection),
        product_document(true),
        metafield_definitions_document(true, true),
    ] {
        let document = check(&operation);
        let cost = cost(&document, &document.operations.get(None).unwrap().selection_set);
        assert!(cost <= 1000, "{} costs {cost}", operation.name);
    }
}

#[test]
fn a_search_and_a_history_stay_far_below_what_a_store_grants() {
    let selection = Selection::of(&CardConfig::default(), |_| true);
    let of = |operation: &Operation| {
        let document = check(operation);
        cost(&document, &document.operations.get(None).unwrap().selection_set)
    };
    let ask = SearchDocument { orders: true, address: true, guests: true, numbered: true, named: true };
    let whole = of(&search_document(&selection, ask));
    assert!(whole <= 200, "{whole}");
    let named = SearchDocument { orders: true, named: true, ..SearchDocument::default() };
    assert!(of(&search_document(&selection, named)) <= 60);
    assert!(of(&history_document(true, true)) <= 30);
}
