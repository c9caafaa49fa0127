//! The GraphQL engine: from a request's text to Shopify's answer, in Shopify's order of refusals.
//!
//! `http::graphql` calls `answer`; the costs are charged by what it is given as `charge`.

mod connection;
mod cost;
mod error;
mod hooks;
mod literals;
mod protected;
mod resolve;
mod roots;
mod special;
mod validate;
mod variables;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use apollo_compiler::executable::{ExecutableDocument, Operation, Selection};
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::resolvers::Execution;
use apollo_compiler::response::{JsonMap, ResponseDataPathSegment};
use apollo_compiler::validation::Valid;
use apollo_compiler::{Schema, ast};
use serde::Serialize;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use self::cost::Costing;
use self::error::Failure;
pub(crate) use self::hooks::Desk;
use self::resolve::{Asking, MARK, Node};
use crate::StartError;
use crate::access::Scopes;
use crate::bucket::Charge;
use crate::shop::Shop;
use crate::state::Protected;

/// The most that one query may ask for.
const MAX_COST: u64 = 1000;

/// The reduced schema, parsed once.
pub(crate) fn schema() -> Result<&'static Valid<Schema>, StartError> {
    static SCHEMA: OnceLock<Result<Valid<Schema>, String>> = OnceLock::new();
    let made = SCHEMA.get_or_init(|| {
        let text =
            concat!(include_str!("../../schema/admin_2026-10.graphql"), include_str!("../../schema/later.graphql"));
        Schema::parse_and_validate(text, "admin.graphql").map_err(|e| e.errors.to_string())
    });
    made.as_ref().map_err(|e| StartError::Data(e.clone()))
}

/// What came in.
pub(crate) struct Request<'a> {
    pub(crate) query: &'a str,
    pub(crate) variables: &'a Map<String, Value>,
    pub(crate) operation_name: Option<&'a str>,
}

/// Whose token asks for which shop, and when.
pub(crate) struct Asker<'a> {
    pub(crate) shop: &'a Shop,
    pub(crate) scopes: &'a Scopes,
    pub(crate) protected: Protected,
    /// Fields that are denied whatever the scopes, such as `Order.returns`.
    pub(crate) denied: &'a [String],
    pub(crate) now: OffsetDateTime,
    /// What the app keeps in the shop.
    pub(crate) desk: &'a dyn Desk,
}

/// What goes out, with what the log wants to know.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// JSON, with the fields in the order of the query.
    pub(crate) body: String,
    pub(crate) operation: Option<String>,
    pub(crate) root_fields: Vec<String>,
    pub(crate) requested: Option<u64>,
    pub(crate) actual: Option<u64>,
    pub(crate) deprecated: Vec<String>,
}

/// Takes the cost of a query out of the token's bucket and puts the rest back.
pub(crate) trait Purse {
    /// Before it runs.
    fn charge(&self, requested: u64) -> Charge;
    /// After it ran: what is left in the bucket.
    fn settle(&self, requested: u64, actual: u64) -> Value;
    /// What is in the bucket.
    fn status(&self) -> Value;
}

/// Answers one request.
pub(crate) fn answer(schema: &Valid<Schema>, request: &Request<'_>, asker: &Asker<'_>, purse: &dyn Purse) -> Answer {
    let mut answer = Answer::default();
    match run(schema, request, asker, purse, &mut answer) {
        Ok(body) => answer.body = body,
        Err(failures) => {
            let errors: Vec<Value> = failures.into_iter().map(Failure::into_json).collect();
            answer.body = json!({"errors": errors}).to_string();
        }
    }
    answer
}

fn run(
    schema: &Valid<Schema>,
    request: &Request<'_>,
    asker: &Asker<'_>,
    purse: &dyn Purse,
    answer: &mut Answer,
) -> Result<String, Vec<Failure>> {
    let parsed = ast::Document::parse(request.query, "query.graphql").map_err(|e| validate::syntax(&e.errors))?;
    validate::check(schema, &parsed)?;
    let document = ExecutableDocument::parse_and_validate(schema, request.query, "query.graphql")
        .map_err(|e| validate::remaining(&e.errors))?;
    let operation = choose(&document, request.operation_name)?;
    note(&document, operation, answer);

    let failures = variables::check(schema, operation, request.variables, &document.sources);
    if !failures.is_empty() {
        return Err(failures);
    }
    let raw: JsonMap = serde_json::from_value(request.variables.clone().into()).unwrap_or_default();
    let values = coerce_variable_values(schema, operation, &raw).map_err(|e| {
        vec![Failure::new(e.message().to_string(), "INVALID_VARIABLE").at(e.location(), &document.sources)]
    })?;

    let costing = Costing { schema, document: &document, variables: &values };
    let requested = costing.requested(operation);
    answer.requested = Some(requested);
    if let Some(failure) = request.variables.values().find_map(variables::too_long) {
        let cost = json!({"requestedQueryCost": requested, "actualQueryCost": null, "throttleStatus": purse.status()});
        let body = json!({"data": null, "errors": [failure.into_json()], "extensions": {"cost": cost}});
        return Ok(body.to_string());
    }
    if requested > MAX_COST {
        return Ok(too_dear(requested).to_string());
    }
    if let Charge::Throttled(status) = purse.charge(requested) {
        return Ok(throttled(requested, &status).to_string());
    }
    let asking = Asking {
        shop: asker.shop,
        scopes: asker.scopes,
        protected: asker.protected,
        denied: asker.denied,
        now: asker.now,
        desk: asker.desk,
        failures: RefCell::default(),
        warnings: RefCell::default(),
        deprecated: RefCell::<BTreeSet<String>>::default(),
    };
    let root = Node { ask: &asking, ty: operation.object_type().to_string(), object: Map::new() };
    let ran = Execution::new(schema, &document)
        .operation(operation)
        .coerced_variable_values(&values)
        .enable_schema_introspection(true)
        .execute_sync(&root);
    let (data, errors) = match ran {
        Ok(response) => {
            let failures = asking.failures.borrow();
            let errors = response.errors.iter().map(|e| field_error(e, &failures).into_json()).collect();
            (response.data, errors)
        }
        Err(error) => (None, vec![Failure::new(error.message().to_string(), "INTERNAL_SERVER_ERROR").into_json()]),
    };
    let plain = serde_json::to_value(&data).unwrap_or_default();
    let actual = costing.actual(operation, &plain).min(requested);
    answer.actual = Some(actual);
    answer.deprecated = asking.deprecated.borrow().iter().cloned().collect();
    let status = purse.settle(requested, actual);
    let warnings = asking.warnings.take();
    let body = Body { data: &data, errors, extensions: extensions(requested, actual, &status, warnings) };
    serde_json::to_string(&body).map_err(|e| vec![Failure::new(e.to_string(), "INTERNAL_SERVER_ERROR")])
}

/// The whole answer, in Shopify's order.
#[derive(Serialize)]
struct Body<'a> {
    data: &'a Option<JsonMap>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Value>,
    extensions: Value,
}

fn choose<'d>(document: &'d ExecutableDocument, name: Option<&str>) -> Result<&'d Operation, Vec<Failure>> {
    document.operations.get(name.filter(|n| !n.is_empty())).map(|o| &**o).map_err(|_| {
        let message = name.map_or_else(
            || "An operation name is required".to_owned(),
            |name| format!("No operation named \"{name}\""),
        );
        let mut failure = Failure::new(message, "");
        failure.extensions.clear();
        vec![failure]
    })
}

/// Notes the operation's name and its root fields with their aliases.
fn note(document: &ExecutableDocument, operation: &Operation, answer: &mut Answer) {
    fn fields(document: &ExecutableDocument, selections: &[Selection], into: &mut Vec<String>) {
        for selection in selections {
            match selection {
                Selection::Field(f) => into.push(match &f.alias {
                    Some(alias) => format!("{alias}: {}", f.name),
                    None => f.name.to_string(),
                }),
                Selection::InlineFragment(f) => fields(document, &f.selection_set.selections, into),
                Selection::FragmentSpread(f) => {
                    if let Some(fragment) = document.fragments.get(&f.fragment_name) {
                        fields(document, &fragment.selection_set.selections, into);
                    }
                }
            }
        }
    }
    answer.operation = operation.name.as_ref().map(ToString::to_string);
    fields(document, &operation.selection_set.selections, &mut answer.root_fields);
}

/// An error of the engine, with what only we know about it.
fn field_error(error: &apollo_compiler::response::GraphQLError, failures: &[Failure]) -> Failure {
    let message = error.message.strip_prefix("resolver error: ").unwrap_or(&error.message);
    let known = message.strip_prefix(MARK).and_then(|n| failures.get(n.parse::<usize>().ok()?));
    let mut failure = known.cloned().unwrap_or_else(|| Failure::new(message, "INTERNAL_SERVER_ERROR"));
    if failure.locations.is_none() {
        failure.locations = Some(error.locations.iter().map(|p| json!({"line": p.line, "column": p.column})).collect());
    }
    let segment = |s: &ResponseDataPathSegment| match s {
        ResponseDataPathSegment::Field(name) => Value::from(name.as_str()),
        ResponseDataPathSegment::ListIndex(index) => Value::from(*index),
    };
    failure.path = Some(error.path.iter().map(segment).collect());
    failure
}

fn extensions(requested: u64, actual: u64, status: &Value, warnings: Vec<Value>) -> Value {
    let cost = json!({"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status});
    let mut extensions = Map::from_iter([("cost".to_owned(), cost)]);
    if !warnings.is_empty() {
        extensions.insert("search".to_owned(), warnings.into());
    }
    extensions.into()
}

fn too_dear(requested: u64) -> Value {
    let message = format!(
        "Query cost is {requested}, which exceeds the single query max cost limit ({MAX_COST}).\n\nSee https://shopify.dev/concepts/about-apis/rate-limits for more information on how the\ncost of a query is calculated.\n\nTo query larger amounts of data with fewer limits, bulk operations should be used instead.\nSee https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage details.\n"
    );
    let failure = Failure::new(message, "MAX_COST_EXCEEDED")
        .with("cost", requested)
        .with("maxCost", MAX_COST)
        .with("documentation", "https://shopify.dev/api/usage/rate-limits");
    json!({
        "errors": [failure.into_json()],
        "extensions": {"cost": {"requestedQueryCost": requested, "actualQueryCost": null}},
    })
}

/// The answer when the bucket holds too little.
pub(crate) fn throttled(requested: u64, status: &Value) -> Value {
    let failure =
        Failure::new("Throttled", "THROTTLED").with("documentation", "https://shopify.dev/api/usage/rate-limits");
    json!({
        "errors": [failure.into_json()],
        "extensions": {"cost": {"requestedQueryCost": requested, "actualQueryCost": null, "throttleStatus": status}},
    })
}
