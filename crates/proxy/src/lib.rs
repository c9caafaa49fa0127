//! The proxy: one small binary that holds the Shopify tokens and answers the card.
//!
//! | module | what lives there |
//! |---|---|
//! | [`config`], [`command`] | the command line, and what each command does |
//! | [`app`], [`router`], `http`, [`error`] | the running proxy: its parts, its routes, and how a problem becomes an answer |
//! | [`assets`] | the card's files, embedded |
//! | [`auth`], [`codes`] | who is asking: host tokens, sessions, handles, roles; and codes where the host signs nothing |
//! | [`connect`] | the ways to connect a store |
//! | [`provider`] | an organisation's own OpenID Connect provider |
//! | [`about`], [`contact`], [`guest`], [`origin`], [`public_url`], [`store`] | what is parsed at the edge and trusted then |
//! | [`db`] | what is kept |
//! | [`tokens`] | the vault and the secret types |
//! | [`shopify`], [`lookup`], [`matching`], [`routing`] | asking Shopify, and turning the answer into a card |
//! | `cards` | cards for hosts without a page of ours |
//! | [`webhooks`], [`subscriptions`] | what Shopify tells by itself, and seeing to it that it does |
//! | [`listening`], [`live`] | hearing of changes, and telling the open cards |
//! | [`witness`] | the access record: who saw whom |
//! | [`text`] | words and numbers, in the agent's language |

pub mod about;
pub mod app;
pub mod assets;
pub mod auth;
mod cards;
pub mod clock;
pub mod codes;
pub mod command;
pub mod config;
pub mod connect;
pub mod contact;
pub mod db;
pub mod error;
pub mod guest;
pub mod host_kind;
mod http;
pub mod ids;
pub mod inboxes;
pub mod limits;
pub mod linking;
pub mod listening;
pub mod live;
pub mod lookup;
pub mod matching;
pub mod metrics;
pub mod origin;
pub mod provider;
pub mod public_url;
pub mod router;
pub mod routing;
pub mod shopify;
pub mod store;
pub mod subscriptions;
pub mod text;
pub mod tokens;
pub mod webhooks;
pub mod witness;
