//! What a query costs: before it runs by what it asks for, afterwards by what came.
//!
//! The formula is fitted to real costs: `2 + floor(2·ln(max(2, n))) · node` for a connection of `n`.

use apollo_compiler::Schema;
use apollo_compiler::ast::Value as Literal;
use apollo_compiler::executable::{ExecutableDocument, Field, Operation, Selection, SelectionSet};
use apollo_compiler::response::{JsonMap, JsonValue};
use serde_json::Value;

/// Objects that cost nothing.
const FREE: &[&str] = &[
    "CurrencyFormats",
    "CustomerEmailMarketingConsentState",
    "CustomerSmsMarketingConsentState",
    "LocationAddress",
    "MailingAddress",
    "MoneyBag",
    "MoneyV2",
    "PageInfo",
    "ShopAddress",
];

/// What a mutation costs before anything in its payload.
const MUTATION: u64 = 10;

/// Mutations that were seen to cost something else.
const MUTATIONS: &[(&str, u64)] = &[("draftOrderComplete", 11), ("refundCreate", 20), ("customerUpdate", 12)];

/// Counts at the root.
const COUNT: u64 = 10;

/// One operation with all that its cost depends on.
#[derive(Clone, Copy)]
pub(crate) struct Costing<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) document: &'a ExecutableDocument,
    pub(crate) variables: &'a JsonMap,
}

/// `None` is the estimate; else the data that came.
type Came<'a> = Option<&'a Value>;

impl Costing<'_> {
    pub(crate) fn requested(self, operation: &Operation) -> u64 {
        self.root(operation, None)
    }

    pub(crate) fn actual(self, operation: &Operation, data: &Value) -> u64 {
        self.root(operation, Some(data))
    }

    fn root(self, operation: &Operation, came: Came<'_>) -> u64 {
        let root = operation.object_type().as_str();
        self.grouped(&[&operation.selection_set], root)
            .iter()
            .map(|(key, fields)| {
                let Some(field) = fields.first() else {
                    return 0;
                };
                let inner = came.map(|data| data.get(*key).unwrap_or(&Value::Null));
                if operation.is_mutation() {
                    let base =
                        MUTATIONS.iter().find(|(name, _)| *name == field.name.as_str()).map_or(MUTATION, |(_, c)| *c);
                    base + self.connections_below(fields, inner)
                } else if field.name.ends_with("Count") {
                    COUNT
                } else {
                    self.field(fields, inner)
                }
            })
            .sum()
    }

    /// A mutation's payload costs only its connections.
    fn connections_below(self, fields: &[&Field], came: Came<'_>) -> u64 {
        let sets: Vec<&SelectionSet> = fields.iter().map(|f| &f.selection_set).collect();
        let Some(ty) = fields.first().map(|f| f.definition.ty.inner_named_type().as_str()) else {
            return 0;
        };
        let below = |concrete: &str| -> u64 {
            let each = |(key, fields): &(&str, Vec<&Field>)| {
                let inner = came.map(|data| data.get(*key).unwrap_or(&Value::Null));
                let ty = fields.first().map(|f| f.definition.ty.inner_named_type());
                if ty.is_some_and(|ty| ty.ends_with("Connection")) {
                    self.field(fields, inner)
                } else {
                    self.connections_below(fields, inner)
                }
            };
            self.grouped(&sets, concrete).iter().map(each).sum()
        };
        let possible = self.conditions(&sets, ty);
        possible.iter().map(|concrete| below(concrete)).max().unwrap_or_else(|| below(ty))
    }

    fn field(self, fields: &[&Field], came: Came<'_>) -> u64 {
        let Some(field) = fields.first() else {
            return 0;
        };
        let ty = field.definition.ty.inner_named_type().as_str();
        let sets: Vec<&SelectionSet> = fields.iter().map(|f| &f.selection_set).collect();
        if sets.iter().all(|set| set.selections.is_empty()) || came.is_some_and(Value::is_null) {
            return 0;
        }
        if let Some(name) = ty.strip_suffix("Connection") {
            let (size, node) = match came {
                None => (self.page_size(field), self.node(&sets, name, ty, None)),
                Some(data) => {
                    let nodes = nodes(data);
                    let dearest = nodes.iter().map(|n| self.node(&sets, name, ty, Some(n))).max();
                    (nodes.len() as u64, dearest.unwrap_or_default())
                }
            };
            return 2 + factor(size) * node;
        }
        match came {
            Some(Value::Array(items)) => {
                items.iter().map(|item| self.object(&sets, ty, Some(item))).max().unwrap_or_default()
            }
            other => self.object(&sets, ty, other),
        }
    }

    /// One node of a connection, whether asked for by `nodes` or by `edges`.
    fn node(self, sets: &[&SelectionSet], name: &str, connection: &str, came: Came<'_>) -> u64 {
        let mut wanted: Vec<&SelectionSet> = Vec::new();
        for (_, fields) in self.grouped(sets, connection) {
            for field in fields {
                match field.name.as_str() {
                    "nodes" => wanted.push(&field.selection_set),
                    "edges" => {
                        let edge = field.definition.ty.inner_named_type().as_str();
                        for (_, inner) in self.grouped(&[&field.selection_set], edge) {
                            wanted.extend(inner.iter().filter(|f| f.name == "node").map(|f| &f.selection_set));
                        }
                    }
                    _ => {}
                }
            }
        }
        let ty = wanted.first().map_or(name, |set| set.ty.as_str());
        if wanted.is_empty() { 0 } else { self.object(&wanted, ty, came) }
    }

    fn object(self, sets: &[&SelectionSet], ty: &str, came: Came<'_>) -> u64 {
        if came.is_some_and(Value::is_null) {
            return 0;
        }
        let own = u64::from(!FREE.contains(&ty));
        let below = |concrete: &str| -> u64 {
            self.grouped(sets, concrete)
                .iter()
                .map(|(key, fields)| self.field(fields, came.map(|data| data.get(*key).unwrap_or(&Value::Null))))
                .sum()
        };
        let possible = self.conditions(sets, ty);
        own + possible.iter().map(|concrete| below(concrete)).max().unwrap_or_else(|| below(ty))
    }

    /// The concrete types that fragments on an abstract type name.
    fn conditions(self, sets: &[&SelectionSet], ty: &str) -> Vec<String> {
        if self.schema.get_object(ty).is_some() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for selection in sets.iter().flat_map(|set| &set.selections) {
            let (condition, inner) = match selection {
                Selection::Field(_) => continue,
                Selection::InlineFragment(f) => {
                    (f.type_condition.as_ref().map_or(ty, |c| c.as_str()), &f.selection_set)
                }
                Selection::FragmentSpread(f) => match self.document.fragments.get(&f.fragment_name) {
                    Some(fragment) => (fragment.type_condition().as_str(), &fragment.selection_set),
                    None => continue,
                },
            };
            if self.schema.get_object(condition).is_some() {
                found.push(condition.to_owned());
            } else {
                found.extend(self.conditions(&[inner], condition));
            }
        }
        found
    }

    /// Fields by the key that they have in the answer, fragments opened.
    fn grouped<'s>(self, sets: &[&'s SelectionSet], ty: &str) -> Vec<(&'s str, Vec<&'s Field>)>
    where
        Self: 's,
    {
        let mut groups: Vec<(&'s str, Vec<&'s Field>)> = Vec::new();
        for set in sets {
            self.collect(set, ty, &mut groups);
        }
        groups
    }

    fn collect<'s>(self, set: &'s SelectionSet, ty: &str, groups: &mut Vec<(&'s str, Vec<&'s Field>)>)
    where
        Self: 's,
    {
        for selection in &set.selections {
            if self.left_out(selection) {
                continue;
            }
            match selection {
                Selection::Field(field) => {
                    let key = field.response_key().as_str();
                    match groups.iter_mut().find(|(k, _)| *k == key) {
                        Some((_, fields)) => fields.push(field),
                        None => groups.push((key, vec![field])),
                    }
                }
                Selection::InlineFragment(f) => {
                    if f.type_condition.as_ref().is_none_or(|c| self.applies(c, ty)) {
                        self.collect(&f.selection_set, ty, groups);
                    }
                }
                Selection::FragmentSpread(f) => {
                    if let Some(fragment) = self.document.fragments.get(&f.fragment_name)
                        && self.applies(fragment.type_condition(), ty)
                    {
                        // The document outlives this; a copy of the reference keeps its lifetime.
                        let document: &'s ExecutableDocument = self.document;
                        if let Some(fragment) = document.fragments.get(&f.fragment_name) {
                            self.collect(&fragment.selection_set, ty, groups);
                        }
                    }
                }
            }
        }
    }

    fn applies(self, condition: &str, ty: &str) -> bool {
        condition == ty || self.schema.is_subtype(condition, ty)
    }

    fn left_out(self, selection: &Selection) -> bool {
        let given = |name: &str| {
            let directive = selection.directives().get(name)?;
            match directive.specified_argument_by_name("if")?.as_ref() {
                Literal::Boolean(value) => Some(*value),
                Literal::Variable(name) => self.variables.get(name.as_str())?.as_bool(),
                _ => None,
            }
        };
        given("skip") == Some(true) || given("include") == Some(false)
    }

    fn page_size(self, field: &Field) -> u64 {
        let given =
            ["first", "last"].into_iter().find_map(|name| match field.specified_argument_by_name(name)?.as_ref() {
                Literal::Int(number) => number.as_str().parse().ok(),
                Literal::Variable(name) => self.variables.get(name.as_str()).and_then(JsonValue::as_u64),
                _ => None,
            });
        given.unwrap_or_default()
    }
}

/// A connection's nodes, from either way to ask for them.
fn nodes(data: &Value) -> Vec<&Value> {
    let list = data.as_object().into_iter().flatten().find_map(|(_, value)| value.as_array());
    list.into_iter().flatten().map(|item| item.get("node").unwrap_or(item)).collect()
}

/// How often a connection of `n` pays for its node.
fn factor(n: u64) -> u64 {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "n is at most 250"
    )]
    {
        (2.0 * (n.max(2) as f64).ln()).floor() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::factor;

    #[test]
    fn connections_grow_with_the_logarithm_of_their_size() {
        let observed = [(1, 1), (2, 1), (3, 2), (5, 3), (10, 4), (20, 5), (25, 6), (50, 7), (100, 9), (250, 11)];
        for (n, times) in observed {
            assert_eq!(factor(n), times, "a page of {n}");
        }
    }
}
