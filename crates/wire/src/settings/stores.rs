//! The stores: how each is connected and how it is, what can be mended, and the apps they go through.
//!
//! What is sent with a secret in it (`verify`, `apps`) has no type here: this crate has none that could hold one.

use crate::value::{Badge, Moment};
use serde::{Deserialize, Serialize};

/// `GET /api/settings/stores`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Stores {
    /// The connected stores, in the order in which they were first connected.
    pub stores: Vec<StoreOverview>,
    /// Those that are not connected any more.
    pub disconnected: Vec<DisconnectedStore>,
    /// The newest attempts to connect a store, newest first.
    pub attempts: Vec<ConnectAttempt>,
    /// The apps that a store can be connected through: the organisation's own, then the vendor's.
    pub apps: Vec<AppOverview>,
}

/// A connected store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StoreOverview {
    /// Its id, `s_…`.
    pub store: String,
    /// Its name.
    pub name: String,
    /// The shop's domain.
    pub shop: String,
    /// The shop's admin in Shopify.
    pub admin_url: String,
    /// How it is.
    pub state: Badge,
    /// What is wrong, worst first, each with what helps.
    pub problems: Vec<StoreProblem>,
    /// How it was connected.
    pub way: ConnectWay,
    /// The same in words: `Shopify's consent page`.
    pub way_label: String,
    /// When it was connected.
    pub connected: Moment,
    /// Who did: an owner's id, or in words.
    pub connected_by: String,
    /// The id of the app it goes through, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// What Shopify knows that app by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The scopes that are granted, asked for or needed.
    pub scopes: Vec<ScopeState>,
    /// How long the access holds.
    pub token: TokenState,
    /// When it last gave an answer, since this server started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_answer: Option<Moment>,
    /// The same in a sentence where there was none yet.
    pub no_answer: String,
    /// Shopify's limit, as it was last told.
    pub throttle: String,
    /// Whether somebody waits for that limit now.
    pub waiting: bool,
    /// How changes in the shop become known.
    pub webhooks: StateOf,
    /// Each topic with how it stands.
    pub topics: Vec<TopicState>,
    /// Whether Shopify holds customers' data back from the app.
    pub protected_data: StateOf,
    /// What its order numbers begin with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The inboxes that show it, by name.
    pub inboxes: Vec<String>,
    /// What can be done with it at any time.
    pub actions: Vec<Fix>,
}

/// A state in a word, with a sentence about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StateOf {
    /// The word.
    pub state: Badge,
    /// The sentence.
    pub text: String,
}

/// A webhook topic, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TopicState {
    /// Shopify's name of it: `ORDERS_UPDATED`.
    pub topic: String,
    /// How it stands.
    pub state: Badge,
}

/// How a store's credentials came, or are to come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConnectWay {
    /// Somebody says yes on Shopify's consent page.
    #[default]
    Consent,
    /// An app of the shop's own organisation: client id and secret.
    Client,
    /// A pasted access token.
    Token,
}

/// Something that is wrong with a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StoreProblem {
    /// Its code: `token_refused`, `scope_missing`.
    pub code: String,
    /// Whether nothing works, or only a part does not.
    pub critical: bool,
    /// What is wrong, in a sentence.
    pub what: String,
    /// What to do, in a sentence; empty where there is nothing.
    pub remedy: String,
    /// When it was noticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// What finds it in the log; empty where it is in none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reference: String,
    /// What helps, the best first.
    pub fixes: Vec<Fix>,
}

/// What can be done about a store, as a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fix {
    /// Connect it again, in the way in which it was connected.
    Reconnect,
    /// Ask for the missing scopes on Shopify's consent page.
    GrantScopes,
    /// Ask the store whether it works.
    Test,
    /// Ask Shopify anew to tell of changes.
    Subscribe,
    /// Exchange a token that never expires for one that does.
    Migrate,
    /// Give the app's new secret.
    ReplaceSecret,
}

/// A scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ScopeState {
    /// Its name: `read_orders`.
    pub scope: String,
    /// Whether it is granted.
    pub granted: bool,
    /// Whether the app asks for it, or the card needs it.
    pub asked: bool,
    /// Why it is asked for.
    pub why: String,
    /// What is not shown without it; none where it is granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lacks: Option<String>,
}

/// How long a store's access holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TokenState {
    /// How it is renewed, in a sentence.
    pub text: String,
    /// Until when the present one holds; none where it never expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Moment>,
    /// When it was last renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refreshed: Option<Moment>,
    /// Until when it can be renewed without anybody's help, where that has an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewable: Option<Moment>,
}

/// A store that is not connected any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DisconnectedStore {
    /// Its id.
    pub store: String,
    /// Its name.
    pub name: String,
    /// The shop's domain.
    pub shop: String,
}

/// An attempt to connect a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ConnectAttempt {
    /// Its id, which is its reference.
    pub attempt: String,
    /// The shop's domain.
    pub shop: String,
    /// What became of it, in a word.
    pub state: Badge,
    /// What went wrong, in a sentence; empty where nothing did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remedy: String,
    /// When it was last heard of.
    pub at: Moment,
    /// Whether it was begun by a link.
    pub by_link: bool,
}

/// An app that a store can be connected through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AppOverview {
    /// Its id, `a_…`.
    pub app: String,
    /// What Shopify knows it by.
    pub client_id: String,
    /// Whether it is the organisation's own; else the vendor's, who looks after it.
    pub own: bool,
    /// What it asks for, and why.
    pub scopes: Vec<ScopeState>,
    /// The redirect URL that the app must have in Shopify.
    pub redirect_url: String,
    /// Where its webhooks arrive.
    pub webhook_url: String,
    /// What its configuration file in Shopify must hold.
    pub toml: String,
    /// Whether the secret before the present one is still accepted.
    pub previous_secret: bool,
}

/// `POST /api/settings/stores/test | webhooks | migrate | disconnect`: which store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WhichStore {
    /// Its id.
    pub store: String,
}

/// `PUT /api/settings/stores/prefix`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PrefixRequest {
    /// The store's id.
    pub store: String,
    /// What its order numbers begin with; empty for nothing.
    pub prefix: String,
}

/// `POST /api/settings/stores/consent | link`: which shop, through which app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConsentRequest {
    /// The shop, in any form that people write.
    pub shop: String,
    /// The app's id.
    pub app: String,
}

/// Where to go now: Shopify's consent page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Consent {
    /// Its address; only a page of its own can go there.
    pub url: String,
}

/// A link by which somebody else connects the shop. It is shown in this answer only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ConnectLink {
    /// The link.
    pub url: String,
    /// Until when it holds.
    pub until: Moment,
    /// What finds it among the attempts.
    pub reference: String,
}

/// `POST /api/settings/stores/connect`: saves what was verified.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveRequest {
    /// As `verify` gave it.
    pub pending: String,
}

/// What credentials may do in a shop. Nothing is saved yet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Verified {
    /// The shop's name.
    pub name: String,
    /// Its domain.
    pub shop: String,
    /// The scopes: granted ones, and those that the card needs.
    pub scopes: Vec<ScopeState>,
    /// What was verified, for `connect`: sealed, so that only the proxy reads it. It holds for ten minutes.
    pub pending: String,
}

/// How the stores are after something was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StoresDone {
    /// What came of it, in a sentence.
    pub said: String,
    /// Whether it went well.
    pub good: bool,
    /// The store that it was about, where it is still connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// All of them.
    pub stores: Stores,
}

/// An app as it is kept now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AppDone {
    /// What came of it, in a sentence.
    pub said: String,
    /// The app.
    pub app: AppOverview,
    /// All stores and apps.
    pub stores: Stores,
}

/// `PUT /api/settings/apps/scopes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AppScopesRequest {
    /// The app's id.
    pub app: String,
    /// The scopes, with commas or spaces between.
    pub scopes: String,
}
