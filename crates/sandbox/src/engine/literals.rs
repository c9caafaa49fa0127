//! Values written into the query itself, checked against their types.

use std::collections::BTreeSet;

use apollo_compiler::ast::{Type, Value};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Node};

use super::error::Failure;
use super::validate::Walk;
use super::variables::one_of_text;

/// Whose argument a literal is.
pub(super) struct Holder<'a> {
    pub(super) kind: &'a str,
    pub(super) name: &'a str,
    pub(super) argument: &'a Name,
}

/// Checks a literal and all that is in it.
pub(super) fn check(walk: &mut Walk<'_>, ty: &Type, value: &Node<Value>, holder: &Holder<'_>) {
    if matches!(value.as_ref(), Value::Variable(_)) {
        return;
    }
    if value.is_null() {
        if ty.is_non_null() {
            incompatible(walk, ty, value, holder);
        }
        return;
    }
    if ty.is_list() {
        match value.as_ref() {
            Value::List(items) => items.iter().for_each(|item| check(walk, ty.item_type(), item, holder)),
            _ => check(walk, ty.item_type(), value, holder),
        }
        return;
    }
    let name = ty.inner_named_type();
    let fits = match walk.schema.types.get(name) {
        Some(ExtendedType::InputObject(_)) => {
            if let Value::Object(fields) = value.as_ref() {
                object(walk, name, fields, value);
                return;
            }
            false
        }
        Some(ExtendedType::Enum(def)) => matches!(value.as_ref(), Value::Enum(v) if def.values.contains_key(v)),
        _ => scalar(name, value),
    };
    if !fits {
        incompatible(walk, ty, value, holder);
    }
}

fn scalar(name: &str, value: &Value) -> bool {
    match name {
        "Int" => matches!(value, Value::Int(n) if n.try_to_i32().is_ok()),
        "Float" => matches!(value, Value::Int(_) | Value::Float(_)),
        "Boolean" => matches!(value, Value::Boolean(_)),
        "ID" => matches!(value, Value::String(_) | Value::Int(_)),
        "String" | "DateTime" | "URL" => matches!(value, Value::String(_)),
        _ => !matches!(value, Value::Enum(_)),
    }
}

fn incompatible(walk: &mut Walk<'_>, ty: &Type, value: &Node<Value>, holder: &Holder<'_>) {
    let Holder { kind, name, argument } = holder;
    let message =
        format!("Argument '{argument}' on {kind} '{name}' has an invalid value ({value}). Expected type '{ty}'.");
    let failure = Failure::new(message, "argumentLiteralsIncompatible")
        .with("typeName", *kind)
        .with("argumentName", argument.as_str());
    walk.report(failure, value.location());
}

fn object(walk: &mut Walk<'_>, name: &Name, fields: &[(Name, Node<Value>)], whole: &Node<Value>) {
    let Some(definition) = walk.schema.get_input_object(name).cloned() else { return };
    if definition.directives.has("oneOf") {
        one_of(walk, name, fields, whole);
    }
    for (key, value) in fields {
        walk.path.push(key.to_string());
        match definition.fields.get(key) {
            Some(field) => {
                check(walk, &field.ty, value, &Holder { kind: "InputObject", name, argument: key });
            }
            None => {
                let failure = Failure::new(
                    format!("InputObject '{name}' doesn't accept argument '{key}'"),
                    "argumentNotAccepted",
                )
                .with("name", name.as_str())
                .with("typeName", "InputObject")
                .with("argumentName", key.as_str());
                walk.report(failure, value.location());
            }
        }
        walk.path.pop();
    }
    for (key, field) in &definition.fields {
        if field.is_required() && !fields.iter().any(|(given, _)| given == key) {
            let message = format!("Argument '{key}' on InputObject '{name}' is required. Expected type {}", field.ty);
            let failure = Failure::new(message, "missingRequiredInputObjectAttribute")
                .with("argumentName", key.as_str())
                .with("argumentType", field.ty.to_string())
                .with("inputObjectType", name.as_str());
            walk.path.push(key.to_string());
            walk.report(failure, whole.location());
            walk.path.pop();
        }
    }
}

fn one_of(walk: &mut Walk<'_>, name: &Name, fields: &[(Name, Node<Value>)], whole: &Node<Value>) {
    let message = match fields {
        [(key, value)] => match value.as_ref() {
            Value::Null => format!("Argument '{name}.{key}' must be non-null."),
            Value::Variable(variable) if walk.nullable(variable) => {
                format!("Variable '{variable}' must be non-nullable to be used for OneOf Input Object '{name}'.")
            }
            _ => return,
        },
        _ => one_of_text(name, fields.len()),
    };
    let failure = Failure::new(message, "invalidOneOfInputObject").with("inputObjectType", name.as_str());
    walk.report(failure, whole.location());
}

/// The variables that a value uses.
pub(super) fn variables(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::Variable(name) => {
            used.insert(name.to_string());
        }
        Value::List(items) => items.iter().for_each(|item| variables(item, used)),
        Value::Object(fields) => fields.iter().for_each(|(_, value)| variables(value, used)),
        _ => {}
    }
}
