//! The sandbox over real HTTP, the way a client meets it.

mod access;
mod costs;
mod everything;
mod faults;
mod lists;
mod metafields;
mod oauth;
mod operations;
mod people;
mod program;
mod refusals;
mod searching;
mod support;
mod wall;
mod webhooks;
