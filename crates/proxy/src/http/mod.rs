//! The routes: one file or folder per group. [`router`](crate::router) puts them together.

pub(crate) mod asker;
pub(crate) mod assets;
pub(crate) mod card;
pub(crate) mod connect;
pub(crate) mod embed;
pub(crate) mod forwarded;
pub(crate) mod health;
pub(crate) mod history;
pub(crate) mod link;
pub(crate) mod live;
pub(crate) mod next;
pub(crate) mod owner;
pub(crate) mod pages;
pub(crate) mod product;
pub(crate) mod provider;
pub(crate) mod search;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod sign_ins;
pub(crate) mod stores;
pub(crate) mod tickets;
pub(crate) mod webhooks;

mod body;
mod elsewhere;
mod reader;
mod sign_in;
mod signed_address;
