//! Why OAuth says no, in Shopify's words.

use serde_json::{Value, json};

/// One refusal of the token endpoint or of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The page: nobody knows this client id.
    UnknownApp(String),
    /// The page: not one of the registered addresses.
    Redirect,
    /// The page: no such scope.
    Scope(String),
    /// The endpoint: unknown client id or wrong secret.
    Client,
    /// Unknown, used, too old, or somebody else's.
    Code,
    /// The refresh token is dead.
    RefreshToken,
    /// Client credentials for a shop of another organisation.
    OtherOrganization,
    /// Client credentials where the app is not installed.
    NotInstalled,
    /// The token to be exchanged is no living token without end of this app.
    Subject,
    /// No such `grant_type`.
    GrantType,
    /// A parameter is missing.
    Missing(&'static str),
    /// What a test asked for.
    Told(String),
}

impl Refusal {
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::Client | Self::RefreshToken => 401,
            Self::Told(code) if code == "invalid_client" => 401,
            _ => 400,
        }
    }

    /// OAuth's word for it.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::Client => "invalid_client",
            Self::Scope(_) => "invalid_scope",
            Self::OtherOrganization => "shop_not_permitted",
            Self::NotInstalled => "app_not_installed",
            Self::Subject => "invalid_subject_token",
            Self::GrantType => "unsupported_grant_type",
            Self::Told(code) => code,
            _ => "invalid_request",
        }
    }

    pub(crate) fn description(&self) -> String {
        match self {
            Self::UnknownApp(id) => format!("Could not find Shopify API application with api_key {id}"),
            Self::Redirect => "The redirect_uri is not whitelisted".to_owned(),
            Self::Scope(scope) => format!("The access scope is invalid: {scope}"),
            Self::Client => "The client is unknown, or its secret is wrong".to_owned(),
            Self::Code => "The authorization code was not found or was already used".to_owned(),
            Self::RefreshToken => "This request requires an active refresh_token".to_owned(),
            Self::OtherOrganization => "Client credentials cannot be performed on this shop.".to_owned(),
            Self::NotInstalled => "The application is not installed on this shop.".to_owned(),
            Self::Subject => "The subject token is not a valid offline access token".to_owned(),
            Self::GrantType => "The grant type is not supported".to_owned(),
            Self::Missing(name) => format!("The request is missing the parameter {name}"),
            Self::Told(code) => format!("Refused with {code}"),
        }
    }

    /// Whether Shopify answers with a page, whatever was accepted.
    pub(crate) fn is_page(&self) -> bool {
        matches!(self, Self::OtherOrganization | Self::NotInstalled)
            || matches!(self, Self::Told(code) if matches!(code.as_str(), "shop_not_permitted" | "app_not_installed"))
    }

    /// As pages word it.
    pub(crate) fn sentence(&self) -> String {
        format!("Oauth error {}: {}", self.code(), self.description())
    }

    pub(crate) fn json(&self) -> Value {
        json!({"error": self.code(), "error_description": self.description()})
    }
}
