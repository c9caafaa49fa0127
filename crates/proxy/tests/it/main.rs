//! The proxy from the outside: an agent's day, and everything that must not happen on it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "these are tests")]

mod access_record;
mod bad_input;
mod cards;
mod commands;
mod connect;
mod crossing;
mod database;
mod day;
mod desk;
mod fields;
mod fields_page;
mod first_request;
mod host_tokens;
mod inboxes;
mod keys;
mod languages;
mod leaks;
mod linking;
mod live;
mod neighbours;
mod odd_cases;
mod pages;
mod people;
mod postgres;
mod readme;
mod scopes;
mod search;
mod settings;
mod shopify;
mod signing_in;
mod tickets;
mod tokens;
mod upgrade;
mod walls;
mod webhooks;
