//! Static validation with Shopify's codes and texts. What this doesn't know, the engine's own validation catches.

use std::collections::BTreeSet;

use apollo_compiler::Schema;
use apollo_compiler::ast::{
    Argument, Definition, DirectiveList, Document, Field, InputValueDefinition, OperationDefinition, Selection, Value,
};
use apollo_compiler::validation::DiagnosticList;
use apollo_compiler::{Name, Node};
use serde_json::json;

use super::error::Failure;
use super::literals::{self, Holder};

/// A document that can't be parsed.
pub(super) fn syntax(errors: &DiagnosticList) -> Vec<Failure> {
    let Some(error) = errors.iter().next().map(|d| d.to_json()) else {
        return vec![Failure::new("syntax error", "PARSE_ERROR")];
    };
    let place = error.locations.first().map_or(String::new(), |p| format!(" at [{}, {}]", p.line, p.column));
    let message = error.message.trim_start_matches("syntax error: ");
    let mut failure = Failure::new(format!("syntax error, {message}{place}"), "PARSE_ERROR");
    failure.locations = Some(error.locations.iter().map(|p| json!({"line": p.line, "column": p.column})).collect());
    vec![failure]
}

/// Everything that the walk over the document finds.
pub(super) fn check(schema: &Schema, document: &Document) -> Result<(), Vec<Failure>> {
    let mut walk = Walk { schema, document, path: Vec::new(), failures: Vec::new() };
    let mut spread = BTreeSet::new();
    for definition in &document.definitions {
        match definition {
            Definition::OperationDefinition(operation) => {
                walk.path = vec![title(operation)];
                let root = schema.root_operation(operation.operation_type).map_or("QueryRoot", Name::as_str);
                walk.directives(&operation.directives);
                walk.variables(operation);
                walk.selections(root, &operation.selection_set);
                spreads(&operation.selection_set, &mut spread);
            }
            Definition::FragmentDefinition(fragment) => {
                walk.path = vec![format!("fragment {}", fragment.name)];
                let span = fragment.location();
                if walk.condition(&fragment.type_condition, span) {
                    walk.selections(&fragment.type_condition, &fragment.selection_set);
                }
                spreads(&fragment.selection_set, &mut spread);
            }
            _ => {}
        }
    }
    for definition in &document.definitions {
        if let Definition::FragmentDefinition(fragment) = definition
            && !spread.contains(fragment.name.as_str())
        {
            walk.path = vec![format!("fragment {}", fragment.name)];
            let message = format!("Fragment {} was defined, but not used", fragment.name);
            let failure = Failure::new(message, "useAndDefineFragment").with("fragmentName", fragment.name.as_str());
            walk.report(failure, fragment.location());
        }
    }
    if walk.failures.is_empty() { Ok(()) } else { Err(walk.failures) }
}

/// How paths and messages name an operation.
fn title(operation: &OperationDefinition) -> String {
    let kind = operation.operation_type.name();
    operation.name.as_ref().map_or_else(|| kind.to_owned(), |name| format!("{kind} {name}"))
}

pub(super) struct Walk<'a> {
    pub(super) schema: &'a Schema,
    document: &'a Document,
    pub(super) path: Vec<String>,
    failures: Vec<Failure>,
}

type Span = Option<apollo_compiler::parser::SourceSpan>;

impl Walk<'_> {
    pub(super) fn report(&mut self, failure: Failure, span: Span) {
        self.failures.push(failure.at(span, &self.document.sources).path(&self.path));
    }

    fn selections(&mut self, parent: &str, selections: &[Selection]) {
        for selection in selections {
            let depth = self.path.len();
            match selection {
                Selection::Field(field) => {
                    self.path.push(field.response_name().to_string());
                    self.field(parent, field);
                }
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.directives);
                    let condition = fragment.type_condition.as_ref();
                    self.path.push(condition.map_or_else(|| "...".to_owned(), |c| format!("... on {c}")));
                    if condition.is_none_or(|c| self.condition(c, fragment.location())) {
                        self.selections(condition.map_or(parent, Name::as_str), &fragment.selection_set);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.directives);
                    let name = &spread.fragment_name;
                    if !self
                        .document
                        .definitions
                        .iter()
                        .any(|d| matches!(d, Definition::FragmentDefinition(f) if f.name == *name))
                    {
                        self.path.push(format!("... {name}"));
                        let failure =
                            Failure::new(format!("Fragment {name} was used, but not defined"), "useAndDefineFragment")
                                .with("fragmentName", name.as_str());
                        self.report(failure, spread.location());
                    }
                }
            }
            self.path.truncate(depth);
        }
    }

    /// Whether a fragment can be on a type of this name.
    fn condition(&mut self, name: &Name, span: Span) -> bool {
        let exists = self.schema.types.contains_key(name);
        if !exists {
            let message = format!("No such type {name}, so it can't be a fragment condition");
            self.report(Failure::new(message, "undefinedType").with("typeName", name.as_str()), span);
        }
        exists
    }

    fn field(&mut self, parent: &str, field: &Node<Field>) {
        self.directives(&field.directives);
        let name = field.name.as_str();
        if name == "__typename" {
            return;
        }
        let Ok(definition) = self.schema.type_field(parent, name) else {
            let message = format!("Field '{name}' doesn't exist on type '{parent}'");
            let failure = Failure::new(message, "undefinedField").with("typeName", parent).with("fieldName", name);
            self.report(failure, field.location());
            return;
        };
        let definition = definition.clone();
        self.arguments(name, "Field", &field.arguments, &definition.arguments, field.location());
        let ty = definition.ty.inner_named_type();
        let leaf = self.schema.types.get(ty).is_some_and(|t| t.is_scalar() || t.is_enum());
        if leaf && !field.selection_set.is_empty() {
            let first = field.selection_set.iter().find_map(Selection::as_field).map_or("...", |f| f.name.as_str());
            let kind = if self.schema.get_enum(ty).is_some() { "enums" } else { "scalars" };
            let message = format!(
                "Selections can't be made on {kind} (field '{name}' returns {ty} but has selections [{first:?}])"
            );
            self.mismatch(message, name, ty, field.location());
        } else if !leaf && field.selection_set.is_empty() {
            let message = format!(
                "Field must have selections (field '{name}' returns {ty} but has no selections. Did you mean '{name} {{ ... }}'?)"
            );
            self.mismatch(message, name, ty, field.location());
        } else if !leaf {
            self.selections(ty, &field.selection_set);
        }
    }

    fn mismatch(&mut self, message: String, field: &str, ty: &Name, span: Span) {
        let failure = Failure::new(message, "selectionMismatch")
            .with("nodeName", format!("field '{field}'"))
            .with("typeName", ty.as_str());
        self.report(failure, span);
    }

    fn arguments(
        &mut self,
        name: &str,
        kind: &str,
        given: &[Node<Argument>],
        wanted: &[Node<InputValueDefinition>],
        span: Span,
    ) {
        let label = if kind == "Directive" { format!("Directive '{name}'") } else { format!("{kind} '{name}'") };
        for argument in given {
            let Some(definition) = wanted.iter().find(|d| d.name == argument.name) else {
                let message = format!("{label} doesn't accept argument '{}'", argument.name);
                let failure = Failure::new(message, "argumentNotAccepted")
                    .with("name", name)
                    .with("typeName", kind)
                    .with("argumentName", argument.name.as_str());
                self.path.push(argument.name.to_string());
                self.report(failure, argument.location());
                self.path.pop();
                continue;
            };
            self.path.push(argument.name.to_string());
            literals::check(self, &definition.ty, &argument.value, &Holder { kind, name, argument: &argument.name });
            self.path.pop();
        }
        let missing: Vec<&str> = wanted
            .iter()
            .filter(|d| d.is_required() && !given.iter().any(|a| a.name == d.name))
            .map(|d| d.name.as_str())
            .collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            let failure =
                Failure::new(format!("{label} is missing required arguments: {missing}"), "missingRequiredArguments")
                    .with("className", kind)
                    .with("name", name)
                    .with("arguments", missing);
            self.report(failure, span);
        }
    }

    fn directives(&mut self, directives: &DirectiveList) {
        for directive in directives.iter() {
            let name = directive.name.as_str();
            match self.schema.directive_definitions.get(name) {
                None => {
                    let failure = Failure::new(format!("Directive @{name} is not defined"), "undefinedDirective")
                        .with("directiveName", name);
                    self.report(failure, directive.location());
                }
                Some(definition) => {
                    let wanted = definition.arguments.clone();
                    self.arguments(name, "Directive", &directive.arguments, &wanted, directive.location());
                }
            }
        }
    }

    fn variables(&mut self, operation: &OperationDefinition) {
        let owner = operation
            .name
            .as_ref()
            .map_or_else(|| format!("anonymous {}", operation.operation_type.name()), ToString::to_string);
        let mut used = BTreeSet::new();
        for directive in operation.directives.iter() {
            directive.arguments.iter().for_each(|a| literals::variables(&a.value, &mut used));
        }
        self.used(&operation.selection_set, &mut used, &mut BTreeSet::new());
        for variable in &operation.variables {
            let name = variable.name.as_str();
            let ty = variable.ty.inner_named_type();
            if !self.schema.types.get(ty).is_some_and(apollo_compiler::schema::ExtendedType::is_input_type) {
                let failure =
                    Failure::new(format!("{ty} isn't a defined input type (on ${name})"), "variableRequiresValidType")
                        .with("typeName", ty.as_str())
                        .with("variableName", name);
                self.report(failure, variable.location());
            }
            if !used.contains(name) {
                let failure =
                    Failure::new(format!("Variable ${name} is declared by {owner} but not used"), "variableNotUsed")
                        .with("variableName", name);
                self.report(failure, variable.location());
            }
        }
        for name in used {
            if !operation.variables.iter().any(|v| v.name == name.as_str()) {
                let failure =
                    Failure::new(format!("Variable ${name} is used by {owner} but not declared"), "variableNotDefined")
                        .with("variableName", name);
                self.report(failure, operation.selection_set.first().and_then(|s| s.as_field()?.location()));
            }
        }
    }

    /// The variables that selections use, in fragments too.
    fn used(&self, selections: &[Selection], used: &mut BTreeSet<String>, seen: &mut BTreeSet<String>) {
        for selection in selections {
            for directive in directives(selection).iter() {
                directive.arguments.iter().for_each(|a| literals::variables(&a.value, used));
            }
            match selection {
                Selection::Field(field) => {
                    field.arguments.iter().for_each(|a| literals::variables(&a.value, used));
                    self.used(&field.selection_set, used, seen);
                }
                Selection::InlineFragment(fragment) => self.used(&fragment.selection_set, used, seen),
                Selection::FragmentSpread(spread) if seen.insert(spread.fragment_name.to_string()) => {
                    for definition in &self.document.definitions {
                        if let Definition::FragmentDefinition(fragment) = definition
                            && fragment.name == spread.fragment_name
                        {
                            self.used(&fragment.selection_set, used, seen);
                        }
                    }
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    /// Whether a variable may be null, where its operation says so.
    pub(super) fn nullable(&self, variable: &str) -> bool {
        let operations = self.document.definitions.iter().filter_map(|d| d.as_operation_definition());
        operations
            .flat_map(|o| &o.variables)
            .any(|v| v.name == variable && !v.ty.is_non_null() && !has_default(v.default_value.as_ref()))
    }
}

fn directives(selection: &Selection) -> &DirectiveList {
    match selection {
        Selection::Field(field) => &field.directives,
        Selection::InlineFragment(fragment) => &fragment.directives,
        Selection::FragmentSpread(spread) => &spread.directives,
    }
}

fn has_default(value: Option<&Node<Value>>) -> bool {
    value.is_some_and(|v| !v.is_null())
}

fn spreads(selections: &[Selection], names: &mut BTreeSet<String>) {
    for selection in selections {
        match selection {
            Selection::Field(field) => spreads(&field.selection_set, names),
            Selection::InlineFragment(fragment) => spreads(&fragment.selection_set, names),
            Selection::FragmentSpread(spread) => {
                names.insert(spread.fragment_name.to_string());
            }
        }
    }
}

/// What only the engine's own validation found.
pub(super) fn remaining(errors: &DiagnosticList) -> Vec<Failure> {
    let failures = errors.iter().map(|diagnostic| {
        let code = diagnostic.error.unstable_error_name().map_or("invalid", code);
        let json = diagnostic.to_json();
        let message = diagnostic.error.unstable_compat_message().unwrap_or(json.message);
        let mut failure = match mismatch(&message).filter(|_| code == "variableMismatch") {
            Some(failure) => failure,
            None => Failure::new(message, code),
        };
        failure.locations = Some(json.locations.iter().map(|p| json!({"line": p.line, "column": p.column})).collect());
        failure
    });
    failures.collect()
}

/// `Variable "$id" of type "String" used in position expecting type "ID!".` in Shopify's words.
fn mismatch(message: &str) -> Option<Failure> {
    let mut quoted = message.split('"').skip(1).step_by(2);
    let (variable, ty, wanted) = (quoted.next()?, quoted.next()?, quoted.next()?);
    let what = if ty.trim_end_matches('!') == wanted.trim_end_matches('!') { "Nullability" } else { "Type" };
    let what = format!("{what} mismatch");
    let failure = Failure::new(format!("{what} on variable {variable} ({ty} / {wanted})"), "variableMismatch")
        .with("variableName", variable.trim_start_matches('$'))
        .with("typeName", ty)
        .with("errorMessage", what);
    Some(failure)
}

fn code(name: &str) -> &'static str {
    match name {
        "UndefinedVariable" => "variableNotDefined",
        "DisallowedVariableUsage" => "variableMismatch",
        "InvalidFragmentSpread" => "cannotSpreadFragment",
        "ConflictingFieldType" | "ConflictingFieldName" | "ConflictingFieldArgument" => "fieldConflict",
        "UniqueArgument" => "argumentNotUnique",
        "UniqueInputValue" => "inputFieldNotUnique",
        "UniqueVariable" => "variableNotUnique",
        "UniqueDirective" => "directiveNotUniqueForLocation",
        "UnsupportedLocation" => "directiveCannotBeApplied",
        "RecursiveFragmentDefinition" => "infiniteLoop",
        "OperationNameCollision" => "uniqueOperationNames",
        _ => "argumentLiteralsIncompatible",
    }
}
