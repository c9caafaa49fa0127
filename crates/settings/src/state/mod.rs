//! What is chosen and shown: pure, without browser and network.

mod place;
pub mod trial;

pub use place::Place;
