//! Shopify's points.

use super::SCHEMA;
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{ExecutableDocument, executable};

/// Shopify's points by the formula that was fitted to real answers. A field that is selected twice is paid once, so the
/// selections are merged by response key first.
pub(super) fn cost(document: &ExecutableDocument, set: &executable::SelectionSet) -> u64 {
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
