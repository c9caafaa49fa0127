//! The routes: one file or folder per group. [`router`](crate::router) puts them together.

pub mod assets;
pub mod card;
pub mod embed;
pub mod health;
pub mod session;
pub mod settings;
pub mod tickets;

mod asker;
mod body;
mod sign_in;
