//! How the panel looks: what surrounds every screen, and a folder for each screen.

mod entry;
mod fields;
mod inboxes;
pub(crate) mod parts;
mod setup;
mod shell;
mod stores;
pub(crate) mod trial;

pub(crate) use shell::shell;
