//! What is chosen and shown: pure, without browser and network.

mod place;
pub mod stores;

pub use place::Place;
