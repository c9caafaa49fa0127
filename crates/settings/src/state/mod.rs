//! What is chosen and shown: pure, without browser and network.

pub mod fields;
mod place;
pub mod stores;

pub use place::Place;
