//! Errors as Shopify writes them into `errors`.

use apollo_compiler::parser::{SourceMap, SourceSpan};
use serde_json::{Map, Value, json};

/// One entry of `errors`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Failure {
    pub(crate) message: String,
    pub(crate) locations: Option<Vec<Value>>,
    pub(crate) path: Option<Vec<Value>>,
    pub(crate) extensions: Map<String, Value>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>, code: &str) -> Self {
        let extensions = Map::from_iter([("code".to_owned(), code.into())]);
        Self { message: message.into(), locations: None, path: None, extensions }
    }

    /// Adds to `extensions`, in the order in which it is called.
    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.extensions.insert(key.to_owned(), value.into());
        self
    }

    pub(crate) fn at(mut self, span: Option<SourceSpan>, sources: &SourceMap) -> Self {
        let place = span.and_then(|s| s.line_column(sources));
        self.locations = Some(place.iter().map(|p| json!({"line": p.line, "column": p.column})).collect());
        self
    }

    pub(crate) fn path(mut self, path: &[String]) -> Self {
        self.path = Some(path.iter().map(|p| Value::from(p.as_str())).collect());
        self
    }

    pub(crate) fn denied(field: &str, access: &str) -> Self {
        Self::new(format!("Access denied for {field} field. Required access: {access}"), "ACCESS_DENIED")
            .with("documentation", "https://shopify.dev/api/usage/access-scopes")
            .with("requiredAccess", access)
    }

    pub(crate) fn into_json(self) -> Value {
        let mut made = Map::new();
        made.insert("message".to_owned(), self.message.into());
        if let Some(locations) = self.locations {
            made.insert("locations".to_owned(), locations.into());
        }
        if let Some(path) = self.path {
            made.insert("path".to_owned(), path.into());
        }
        if !self.extensions.is_empty() {
            made.insert("extensions".to_owned(), self.extensions.into());
        }
        made.into()
    }
}
