//! The GraphQL operations: static files, and the fragments that are made from the chosen fields.

use super::Selection;
use super::selection::{product_details, variant_details};
use std::borrow::Cow;

/// So many identifiers of a contact are asked for at once.
pub const IDENTIFIERS: [&str; 4] = ["first", "second", "third", "fourth"];
/// The alias of the orders found by e-mail.
pub const GUESTS: &str = "guests";
/// The alias of the orders found by their number.
pub const NUMBERS: &str = "numbers";
/// So many orders make a page.
pub const PAGE: u64 = 10;

const CARD: &str = include_str!("operations/card.graphql");
const NEWEST_ORDERS: &str = include_str!("operations/newest_orders.graphql");
const GUEST_ORDERS: &str = include_str!("operations/guest_orders.graphql");
const ORDER_FACTS: &str = include_str!("operations/order_facts.graphql");
const ORDER: &str = include_str!("operations/order.graphql");
const ORDER_STEPS: &str = include_str!("operations/order_steps.graphql");
const ORDERS: &str = include_str!("operations/orders.graphql");
const PRODUCT: &str = include_str!("operations/product.graphql");
const METAFIELD_DEFINITIONS: &str = include_str!("operations/metafield_definitions.graphql");
const ORDERS_FOUND: &str = include_str!("operations/orders_found.graphql");
const SEARCH: &str = include_str!("operations/search.graphql");
const NUMBERED_ORDERS: &str = include_str!("operations/numbered_orders.graphql");
const HISTORY: &str = include_str!("operations/history.graphql");
const HISTORY_FOUND: &str = include_str!("operations/history_found.graphql");
const DATED_ORDERS: &str = include_str!("operations/dated_orders.graphql");
const OWN_ADDRESS: &str = include_str!("operations/own_address.graphql");
const PROBE: &str = include_str!("operations/probe.graphql");
const PROTECTED: &str = include_str!("operations/protected.graphql");
const WEBHOOKS: &str = include_str!("operations/webhooks.graphql");
const WEBHOOK_CREATE: &str = include_str!("operations/webhook_create.graphql");
const WEBHOOK_DELETE: &str = include_str!("operations/webhook_delete.graphql");

/// A GraphQL document with the name of its operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The operation's name.
    pub name: &'static str,
    /// The document.
    pub document: String,
}

/// What a card's document has to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardDocument {
    /// How many identifiers: one to four.
    pub identifiers: usize,
    /// Whether orders may be read.
    pub orders: bool,
    /// Whether to look for guest orders by e-mail; only where orders may be read.
    pub guests: bool,
    /// Whether to look for orders by their number; only where orders may be read.
    pub numbers: bool,
}

/// The alias of an identifier by its place among all that are asked for. Those after the first four are asked for in further
/// requests, and have these names once the answers are put together.
#[must_use]
pub fn alias(at: usize) -> Cow<'static, str> {
    IDENTIFIERS.get(at).map_or_else(|| Cow::Owned(format!("further{at}")), |alias| Cow::Borrowed(*alias))
}

/// The one request for a store's section.
#[must_use]
pub fn card_document(selection: &Selection, ask: CardDocument) -> Operation {
    let mut unused: Vec<String> = IDENTIFIERS.iter().skip(ask.identifiers).map(|name| format!("${name}")).collect();
    if !ask.guests {
        unused.push(format!("${GUESTS}"));
    }
    if !ask.numbers {
        unused.push(format!("${NUMBERS}"));
    }
    if !ask.orders {
        unused.push("...NewestOrders".to_owned());
    }
    let mut document = CARD.to_owned();
    if ask.orders {
        document += NEWEST_ORDERS;
    }
    if ask.guests || ask.numbers {
        document += GUEST_ORDERS;
    }
    if ask.orders || ask.guests || ask.numbers {
        document += ORDER_FACTS;
        document += &selection.order_row();
    }
    document += &selection.customer_details();
    Operation { name: "Card", document: without(&document, &unused) }
}

/// One order, opened, with what happened to it.
#[must_use]
pub fn details_document(selection: &Selection) -> Operation {
    let unused = if selection.returns { vec![] } else { vec!["  returns(".to_owned()] };
    let document = [ORDER, ORDER_STEPS, &selection.order_details()].concat();
    Operation { name: "Order", document: without(&document, &unused) }
}

/// More of a customer's orders.
#[must_use]
pub fn orders_document(selection: &Selection) -> Operation {
    let document = [ORDERS, ORDER_FACTS, &selection.order_row()].concat();
    Operation { name: "Orders", document: without(&document, &[]) }
}

/// A line item's product, opened, perhaps with the variant that was sold.
#[must_use]
pub fn product_document(variant: bool) -> Operation {
    let document = if variant {
        without(&[PRODUCT, &product_details(), &variant_details()].concat(), &[])
    } else {
        without(
            &[&PRODUCT.replace(", $variant: ID!", ""), product_details().as_str()].concat(),
            &["$variant".to_owned()],
        )
    };
    Operation { name: "Product", document }
}

/// The metafields that can be chosen, of those whose owners may be read.
#[must_use]
pub fn metafield_definitions_document(orders: bool, customers: bool) -> Operation {
    let kept = [(orders, "ownerType: ORDER"), (customers, "ownerType: CUSTOMER")];
    let unused: Vec<_> = kept.into_iter().filter(|(asked, _)| !asked).map(|(_, line)| line.to_owned()).collect();
    Operation { name: "MetafieldDefinitions", document: without(METAFIELD_DEFINITIONS, &unused) }
}

/// A customer's orders with those they placed as a guest, or a guest's alone.
#[must_use]
pub fn orders_found_document(selection: &Selection, customer: bool) -> Operation {
    let document = [ORDERS_FOUND, ORDER_FACTS, &selection.order_row()].concat();
    let unused = if customer { vec![] } else { vec!["$id".to_owned()] };
    Operation { name: "OrdersFound", document: without(&document, &unused) }
}

/// What a search has to ask for: at least one of the three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchDocument {
    /// Whether orders may be read.
    pub orders: bool,
    /// Whether an address is looked for.
    pub address: bool,
    /// Whether its guest orders are; only where orders may be read.
    pub guests: bool,
    /// Whether an order's number is; only where orders may be read.
    pub numbered: bool,
    /// Whether a name is.
    pub named: bool,
}

/// The one request for what an agent looks for in a store.
#[must_use]
pub fn search_document(selection: &Selection, ask: SearchDocument) -> Operation {
    let mut unused = Vec::new();
    for (name, used) in
        [("$first", ask.address), ("$guests", ask.guests), ("$numbered", ask.numbered), ("$named", ask.named)]
    {
        if !used {
            unused.push(name.to_owned());
        }
    }
    if !ask.orders {
        unused.push("...NewestOrders".to_owned());
    }
    let customers = ask.address || ask.numbered || ask.named;
    let (found, details) = (found_customer(), selection.customer_details());
    let row = [ORDER_FACTS, &selection.order_row()].concat();
    let parts = [
        (true, SEARCH),
        (customers, found),
        (customers, &details),
        (customers && ask.orders, NEWEST_ORDERS),
        (ask.guests, GUEST_ORDERS),
        (ask.numbered, NUMBERED_ORDERS),
        (ask.orders, &row),
    ];
    let document: Vec<_> = parts.into_iter().filter(|(used, _)| *used).map(|(_, part)| part).collect();
    Operation { name: "Search", document: without(&document.concat(), &unused) }
}

/// The fragment of a customer who was found, as the card asks for it.
fn found_customer() -> &'static str {
    CARD.find("fragment FoundCustomer").and_then(|at| CARD.get(at..)).unwrap_or_default()
}

/// When a customer's or a guest's orders were placed, and what they came to.
#[must_use]
pub fn history_document(by_search: bool, customer: bool) -> Operation {
    let unused = if customer { vec![] } else { vec!["$id".to_owned()] };
    let document = [if by_search { HISTORY_FOUND } else { HISTORY }, DATED_ORDERS].concat();
    Operation { name: "History", document: without(&document, &unused) }
}

/// A customer's own address.
#[must_use]
pub fn own_address_document() -> Operation {
    Operation { name: "OwnAddress", document: without(OWN_ADDRESS, &[]) }
}

/// What a connection may do.
#[must_use]
pub fn probe_document() -> Operation {
    Operation { name: "Probe", document: without(PROBE, &[]) }
}

/// Whether customers' data is held back.
#[must_use]
pub fn protected_document() -> Operation {
    Operation { name: "Protected", document: without(PROTECTED, &[]) }
}

/// The webhook subscriptions that there are.
#[must_use]
pub fn webhooks_document() -> Operation {
    Operation { name: "Webhooks", document: without(WEBHOOKS, &[]) }
}

/// One more webhook subscription.
#[must_use]
pub fn webhook_create_document() -> Operation {
    Operation { name: "WebhookCreate", document: without(WEBHOOK_CREATE, &[]) }
}

/// One webhook subscription less.
#[must_use]
pub fn webhook_delete_document() -> Operation {
    Operation { name: "WebhookDelete", document: without(WEBHOOK_DELETE, &[]) }
}

/// A document without the lines that name what is not used, and without its comments.
fn without(document: &str, unused: &[String]) -> String {
    let kept = document.lines().filter(|line| !line.starts_with('#'));
    let kept = kept.filter(|line| !unused.iter().any(|name| line.contains(name.as_str())));
    kept.fold(String::with_capacity(document.len()), |text, line| text + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use apollo_compiler::schema::ExtendedType;
    use apollo_compiler::validation::Valid;
    use apollo_compiler::{ExecutableDocument, Schema, executable};
    use context_card_wire::catalogue::{FIELDS, Group, Read};
    use context_card_wire::{CardConfig, Scope};
    use std::sync::LazyLock;

    static SCHEMA: LazyLock<Valid<Schema>> = LazyLock::new(|| {
        let text = include_str!("../../../sandbox/schema/admin_2026-10.graphql");
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
                ["custom.engraving", "a_b.c-d", "a_b_c.d", "app--12--x.k"]
                    .map(|name| format!("{owner}.metafields.{name}")),
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

    /// Shopify's points by the formula that was fitted to real answers.
    fn cost(document: &ExecutableDocument, set: &executable::SelectionSet) -> u64 {
        let mut seen = Vec::new();
        of_set(document, set, &mut seen)
    }

    /// A field that is selected twice is paid once, so the selections are merged by response key first.
    fn of_set(document: &ExecutableDocument, set: &executable::SelectionSet, _: &mut Vec<String>) -> u64 {
        merged(document, &[set]).into_iter().map(|fields| of_field(document, &fields)).sum()
    }

    fn merged<'a>(
        document: &'a ExecutableDocument,
        sets: &[&'a executable::SelectionSet],
    ) -> Vec<Vec<&'a executable::Field>> {
        fn collect<'a>(
            document: &'a ExecutableDocument,
            set: &'a executable::SelectionSet,
            into: &mut Vec<Vec<&'a executable::Field>>,
        ) {
            for selection in &set.selections {
                match selection {
                    executable::Selection::Field(field) => {
                        match into.iter_mut().find(|same| same[0].response_key() == field.response_key()) {
                            Some(same) => same.push(field),
                            None => into.push(vec![field]),
                        }
                    }
                    executable::Selection::FragmentSpread(spread) => {
                        collect(document, &document.fragments[&spread.fragment_name].selection_set, into);
                    }
                    executable::Selection::InlineFragment(inline) => collect(document, &inline.selection_set, into),
                }
            }
        }
        let mut fields = Vec::new();
        for set in sets {
            collect(document, set, &mut fields);
        }
        fields
    }

    fn of_field(document: &ExecutableDocument, fields: &[&executable::Field]) -> u64 {
        let ty = fields[0].ty().inner_named_type().as_str();
        if matches!(SCHEMA.types[ty], ExtendedType::Scalar(_) | ExtendedType::Enum(_)) {
            return 0;
        }
        let sets: Vec<_> = fields.iter().map(|field| &field.selection_set).collect();
        let inside = || merged(document, &sets).iter().map(|fields| of_field(document, fields)).sum::<u64>();
        match ty {
            "MoneyV2" | "MoneyBag" | "MailingAddress" | "PageInfo" => 0,
            _ if ty.ends_with("Connection") => {
                let first = fields[0].specified_argument_by_name("first").unwrap().to_i32().unwrap();
                let multiplier = (2.0 * f64::from(first.max(2)).ln()).floor() as u64;
                2 + multiplier * inside()
            }
            _ => 1 + inside(),
        }
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
}
