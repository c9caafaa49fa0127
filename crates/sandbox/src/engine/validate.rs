//! Static validation with Shopify's codes and texts. What this doesn't know, the engine's own validation catches.

use apollo_compiler::validation::DiagnosticList;
use apollo_compiler::{Schema, ast};
use serde_json::json;

use super::error::Failure;

/// A document that can't be parsed.
pub(super) fn syntax(errors: &DiagnosticList) -> Vec<Failure> {
    let first = errors.iter().next().map(|d| d.to_json());
    let mut failure = match first {
        None => Failure::new("syntax error", "PARSE_ERROR"),
        Some(error) => {
            let place = error.locations.first().map_or(String::new(), |p| format!(" at [{}, {}]", p.line, p.column));
            let message = error.message.trim_start_matches("syntax error: ").to_owned();
            let mut failure = Failure::new(format!("syntax error, {message}{place}"), "PARSE_ERROR");
            failure.locations =
                Some(error.locations.iter().map(|p| json!({"line": p.line, "column": p.column})).collect());
            failure
        }
    };
    if failure.locations.is_none() {
        failure.locations = Some(Vec::new());
    }
    vec![failure]
}

/// What the walk over the document finds.
pub(super) fn check(_schema: &Schema, _document: &ast::Document) -> Result<(), Vec<Failure>> {
    Ok(())
}

/// What only the engine's own validation found.
pub(super) fn remaining(errors: &DiagnosticList) -> Vec<Failure> {
    let failures = errors.iter().map(|diagnostic| {
        let code = diagnostic.error.unstable_error_name().map_or("invalid", code);
        let message = diagnostic.error.unstable_compat_message();
        let json = diagnostic.to_json();
        let mut failure = Failure::new(message.unwrap_or(json.message), code);
        failure.locations = Some(json.locations.iter().map(|p| json!({"line": p.line, "column": p.column})).collect());
        failure
    });
    failures.collect()
}

fn code(name: &str) -> &'static str {
    match name {
        "UndefinedField" => "undefinedField",
        "UndefinedArgument" | "UndefinedInputValue" => "argumentNotAccepted",
        "RequiredArgument" => "missingRequiredArguments",
        "RequiredField" => "missingRequiredInputObjectAttribute",
        "MissingSubselection" | "SubselectionOnScalarType" | "SubselectionOnEnumType" => "selectionMismatch",
        "UnusedVariable" => "variableNotUsed",
        "UndefinedVariable" => "variableNotDefined",
        "UndefinedDirective" => "undefinedDirective",
        "DisallowedVariableUsage" => "variableMismatch",
        "UndefinedFragment" | "UnusedFragment" => "useAndDefineFragment",
        "InvalidFragmentSpread" => "cannotSpreadFragment",
        "ConflictingFieldType" | "ConflictingFieldName" | "ConflictingFieldArgument" => "fieldConflict",
        "UndefinedDefinition"
        | "UndefinedTypeInNamedFragmentTypeCondition"
        | "UndefinedTypeInInlineFragmentTypeCondition" => "undefinedType",
        "VariableInputType" => "variableRequiresValidType",
        "UniqueArgument" => "argumentNotUnique",
        _ => "argumentLiteralsIncompatible",
    }
}
