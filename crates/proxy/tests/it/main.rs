//! The proxy from the outside: an agent's day, and everything that must not happen on it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "these are tests")]

mod access_record;
mod bad_input;
mod commands;
mod connect;
mod crossing;
mod database;
mod day;
mod desk;
mod host_tokens;
mod inboxes;
mod keys;
mod leaks;
mod live;
mod pages;
mod postgres;
mod readme;
mod scopes;
mod settings;
mod shopify;
mod tickets;
mod tokens;
mod upgrade;
mod walls;
mod webhooks;
