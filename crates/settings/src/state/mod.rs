//! What is chosen and shown: pure, without browser and network.

mod place;

pub use place::Place;
