//! What is chosen and shown: pure, without browser and network.

pub mod fields;
pub mod inboxes;
mod place;
pub mod trial;

pub use place::Place;
