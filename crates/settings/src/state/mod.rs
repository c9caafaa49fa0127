//! What is chosen and shown: pure, without browser and network.

pub mod inboxes;
mod place;

pub use place::Place;
