//! What is chosen and shown: pure, without browser and network.

pub mod fields;
mod place;
pub mod trial;

pub use place::Place;
