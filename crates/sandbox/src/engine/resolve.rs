//! One object of the API, answered field by field: scopes first, then the value, then its shape.

use std::cell::RefCell;
use std::collections::BTreeSet;

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::{JsonMap, JsonValue};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::connection::{Item, page};
use super::error::Failure;
use super::{Desk, protected, roots, special};
use crate::access::Scopes;
use crate::answers::{self, Object};
use crate::shop::{Placed, Shop};
use crate::state::Protected;

/// How far orders go back without `read_all_orders`.
const WALL: Duration = Duration::days(60);

/// What one request knows while it runs.
pub(crate) struct Asking<'a> {
    pub(crate) shop: &'a Shop,
    pub(crate) scopes: &'a Scopes,
    pub(crate) protected: Protected,
    pub(crate) denied: &'a [String],
    pub(crate) now: OffsetDateTime,
    pub(crate) desk: &'a dyn Desk,
    /// Errors with more than a message; the engine carries only their number.
    pub(super) failures: RefCell<Vec<Failure>>,
    pub(super) warnings: RefCell<Vec<Value>>,
    pub(super) deprecated: RefCell<BTreeSet<String>>,
}

/// Marks a message that stands for an entry of `Asking::failures`.
pub(super) const MARK: char = '\u{1}';

impl Asking<'_> {
    pub(super) fn fail(&self, failure: Failure) -> FieldError {
        let mut failures = self.failures.borrow_mut();
        failures.push(failure);
        FieldError { message: format!("{MARK}{}", failures.len() - 1) }
    }

    /// Whether an order is on this side of the 60-day wall.
    pub(super) fn sees(&self, order: &Placed) -> bool {
        self.scopes.has("read_all_orders") || order.processed >= self.now - WALL
    }

    /// An object by type and number, if it may be seen at all.
    pub(super) fn find(&self, ty: &str, id: &str) -> Option<Object> {
        if ty == "Order" && !self.shop.placed(id.parse().ok()?).is_some_and(|o| self.sees(o)) {
            return None;
        }
        answers::find(self.shop, ty, id)
    }
}

/// An object of the API while its fields are asked for.
pub(super) struct Node<'a> {
    pub(super) ask: &'a Asking<'a>,
    pub(super) ty: String,
    pub(super) object: Object,
}

impl ObjectValue for Node<'_> {
    fn type_name(&self) -> &str {
        &self.ty
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let field = info.field_name();
        let definition = info.field_definition();
        let returned = definition.ty.inner_named_type().as_str();
        if let Some(needed) = self.ask.scopes.missing(&self.ty, field, returned) {
            return Err(self.ask.fail(Failure::denied(field, &needed.access)));
        }
        if self
            .ask
            .denied
            .iter()
            .any(|denied| denied.strip_prefix(&self.ty).and_then(|f| f.strip_prefix('.')) == Some(field))
        {
            return Err(self.ask.fail(Failure::denied(field, "an access scope that was taken away.")));
        }
        if let Some(failure) = protected::refusal(self.ask.protected, &self.ty, field, returned) {
            return Err(self.ask.fail(failure));
        }
        if definition.directives.has("deprecated") {
            self.ask.deprecated.borrow_mut().insert(format!("{}.{field}", self.ty));
        }
        let value = self.value(field, &definition.ty, info).map_err(|failure| self.ask.fail(failure))?;
        Ok(shape(self.ask, info.schema(), &definition.ty, value))
    }
}

impl<'a> Node<'a> {
    fn value(&self, field: &str, ty: &Type, info: &ResolveInfo<'_>) -> Result<Value, Failure> {
        let arguments = info.arguments();
        let special = match self.ty.as_str() {
            "QueryRoot" => roots::query(self.ask, field, info)?,
            "Mutation" => return roots::mutation(self.ask, field, info),
            _ => special::value(self.ask, &self.ty, &self.object, field, arguments)?,
        };
        let value = special.or_else(|| self.object.get(field).cloned());
        if ty.inner_named_type().ends_with("Connection") {
            return connect(value.unwrap_or(Value::Null), arguments);
        }
        match value {
            Some(Value::Null) | None if ty.is_non_null() => self.empty(field, ty),
            Some(Value::Array(mut items)) => {
                if let Some(first) = arguments.get("first").and_then(JsonValue::as_u64) {
                    items.truncate(usize::try_from(first).unwrap_or(usize::MAX));
                }
                Ok(items.into())
            }
            other => Ok(other.unwrap_or(Value::Null)),
        }
    }

    /// What stands where the shop has nothing to say but the schema wants a value.
    fn empty(&self, field: &str, ty: &Type) -> Result<Value, Failure> {
        let currency = &self.ask.shop.file.currency;
        let none = json!({"amount": "0.0", "currencyCode": currency});
        Ok(match ty.inner_named_type().as_str() {
            _ if ty.is_list() => json!([]),
            "Boolean" => json!(false),
            "Int" => json!(0),
            "String" | "FormattedString" | "HTML" => json!(""),
            "UnsignedInt64" => json!("0"),
            "Money" | "Decimal" => json!("0.0"),
            "MoneyV2" => none,
            "MoneyBag" => json!({"shopMoney": none, "presentmentMoney": none}),
            "CashRoundingAdjustment" | "CustomerStatistics" | "SEO" => json!({}),
            _ => {
                let message = format!("The sandbox has no value for {}.{field}.", self.ty);
                return Err(Failure::new(message, "NOT_IMPLEMENTED"));
            }
        })
    }
}

/// A list of nodes, or items with their places, as the page that the arguments ask for.
fn connect(value: Value, arguments: &JsonMap) -> Result<Value, Failure> {
    if value.get("edges").is_some() {
        // A page already.
        return Ok(value);
    }
    let mut items: Vec<Item> = match value {
        Value::Array(nodes) => nodes.into_iter().enumerate().map(|(i, node)| item(i, node)).collect(),
        _ => Vec::new(),
    };
    if arguments.get("reverse").and_then(JsonValue::as_bool) == Some(true) {
        items.reverse();
    }
    page(&items, arguments)
}

fn item(index: usize, node: Value) -> Item {
    let whole = node.get("$ref").or_else(|| node.get("id")).and_then(Value::as_str).unwrap_or_default();
    let id = whole.rsplit('/').next().filter(|id| !id.is_empty()).map_or_else(|| index.to_string(), str::to_owned);
    let sort = node.get("$sort").and_then(Value::as_str).map_or_else(|| id.clone(), str::to_owned);
    Item { id, sort, node }
}

/// A value in the shape that the engine wants.
fn shape<'a>(ask: &'a Asking<'a>, schema: &'a Schema, ty: &Type, value: Value) -> ResolvedValue<'a> {
    match value {
        Value::Array(items) if ty.is_list() => {
            let inner = ty.item_type().clone();
            ResolvedValue::List(Box::new(items.into_iter().map(move |item| Ok(shape(ask, schema, &inner, item)))))
        }
        Value::Object(mut object) if !is_leaf(schema, ty) => {
            let mut name = ty.inner_named_type().to_string();
            if let Some(Value::String(reference)) = object.get("$ref") {
                let (target, id) = reference.split_once('/').unwrap_or_default();
                let target = target.to_owned();
                match ask.find(&target, id) {
                    Some(found) => (name, object) = (target, found),
                    None => return ResolvedValue::null(),
                }
            } else if let Some(Value::String(concrete)) = object.get("__typename") {
                name.clone_from(concrete);
            }
            ResolvedValue::object(Node { ask, ty: name, object })
        }
        leaf => ResolvedValue::Leaf(JsonValue::from(leaf)),
    }
}

fn is_leaf(schema: &Schema, ty: &Type) -> bool {
    schema.types.get(ty.inner_named_type()).is_some_and(|def| def.is_scalar() || def.is_enum())
}
