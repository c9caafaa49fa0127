//! Variables, checked against their types the way Shopify does, `@oneOf` included.

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::executable::Operation;
use apollo_compiler::parser::SourceMap;
use apollo_compiler::schema::ExtendedType;
use serde_json::{Map, Value, json};

use super::error::Failure;

/// The most items that an array may bring.
const MOST: usize = 250;

/// The refusal of an array that is too long, wherever it is in the variables.
pub(super) fn too_long(value: &Value) -> Option<Failure> {
    match value {
        Value::Array(items) if items.len() > MOST => {
            let message =
                format!("The input array size of {} is greater than the maximum allowed of {MOST}.", items.len());
            Some(Failure::new(message, "MAX_INPUT_SIZE_EXCEEDED"))
        }
        Value::Array(items) => items.iter().find_map(too_long),
        Value::Object(fields) => fields.values().find_map(too_long),
        _ => None,
    }
}

/// The text for an input object that wants exactly one field.
pub(super) fn one_of_text(name: &str, count: usize) -> String {
    format!("'{name}' requires exactly one argument, but {count} were provided.")
}

/// What is wrong with the variables; nothing, if all is well.
pub(super) fn check(
    schema: &Schema,
    operation: &Operation,
    given: &Map<String, Value>,
    sources: &SourceMap,
) -> Vec<Failure> {
    let mut failures = Vec::new();
    for definition in &operation.variables {
        let name = definition.name.as_str();
        let value = given.get(name);
        if value.is_none() && (definition.default_value.is_some() || !definition.ty.is_non_null()) {
            continue;
        }
        let mut problems = Vec::new();
        let value = value.unwrap_or(&Value::Null);
        examine(schema, &definition.ty, value, &mut Vec::new(), &mut problems);
        let Some(first) = problems.first() else {
            continue;
        };
        let nested: Vec<String> = problems
            .iter()
            .filter(|p| !p.path.is_empty())
            .map(|p| format!("{} ({})", p.path_text(), p.explanation))
            .collect();
        let message = if first.one_of && first.path.is_empty() {
            first.explanation.clone()
        } else {
            let place = if nested.is_empty() { String::new() } else { format!(" for {}", nested.join(", ")) };
            format!("Variable ${name} of type {} was provided invalid value{place}", definition.ty)
        };
        let listed: Vec<Value> =
            problems.iter().map(|p| json!({"path": p.path, "explanation": p.explanation})).collect();
        failures.push(
            Failure::new(message, "INVALID_VARIABLE")
                .with("value", value.clone())
                .with("problems", listed)
                .at(definition.location(), sources),
        );
    }
    failures
}

struct Problem {
    path: Vec<Value>,
    explanation: String,
    one_of: bool,
}

impl Problem {
    fn path_text(&self) -> String {
        let part = |p: &Value| p.as_str().map_or_else(|| p.to_string(), str::to_owned);
        self.path.iter().map(part).collect::<Vec<_>>().join(".")
    }
}

fn examine(schema: &Schema, ty: &Type, value: &Value, path: &mut Vec<Value>, problems: &mut Vec<Problem>) {
    let mut report = |explanation: String, one_of: bool, path: &[Value]| {
        problems.push(Problem { path: path.to_vec(), explanation, one_of });
    };
    if value.is_null() {
        if ty.is_non_null() {
            report("Expected value to not be null".to_owned(), false, path);
        }
        return;
    }
    if ty.is_list() {
        match value {
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    path.push(i.into());
                    examine(schema, ty.item_type(), item, path, problems);
                    path.pop();
                }
            }
            single => examine(schema, ty.item_type(), single, path, problems),
        }
        return;
    }
    let name = ty.inner_named_type();
    match schema.types.get(name) {
        Some(ExtendedType::Enum(def)) => {
            if !value.as_str().is_some_and(|v| def.values.contains_key(v)) {
                let all = def.values.keys().map(apollo_compiler::Name::as_str).collect::<Vec<_>>().join(", ");
                report(format!("Expected {value} to be one of: {all}"), false, path);
            }
        }
        Some(ExtendedType::InputObject(def)) => {
            let Value::Object(fields) = value else {
                report(format!("Expected {value} to be a key-value object."), false, path);
                return;
            };
            if def.directives.has("oneOf") && (fields.len() != 1 || fields.values().any(Value::is_null)) {
                let count = fields.values().filter(|v| !v.is_null()).count();
                report(one_of_text(name, count), true, path);
                return;
            }
            for key in fields.keys().filter(|key| !def.fields.contains_key(key.as_str())) {
                path.push(key.as_str().into());
                problems.push(Problem {
                    path: path.clone(),
                    explanation: format!("Field is not defined on {name}"),
                    one_of: false,
                });
                path.pop();
            }
            for (key, field) in &def.fields {
                let inner = fields.get(key.as_str());
                if inner.is_none() && (field.default_value.is_some() || !field.ty.is_non_null()) {
                    continue;
                }
                path.push(key.as_str().into());
                examine(schema, &field.ty, inner.unwrap_or(&Value::Null), path, problems);
                path.pop();
            }
        }
        _ => {
            let fits = match name.as_str() {
                "Int" => value.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
                "Float" => value.is_number(),
                "Boolean" => value.is_boolean(),
                "ID" => value.is_string() || value.is_i64() || value.is_u64(),
                "Decimal" | "Money" | "UnsignedInt64" => value.is_string() || value.is_number(),
                "JSON" => true,
                _ => value.is_string(),
            };
            if !fits {
                report(format!("Could not coerce value {value} to {name}"), false, path);
            }
        }
    }
}
