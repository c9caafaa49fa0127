//! `/api/settings/inboxes…`: where the card is embedded. Admins read; owners change.
//!
//! | file | what lives there |
//! |---|---|
//! | `list` | reading them, and how one is told |
//! | `change` | adding one, changing what is set of it |
//! | `keys` | the keys that sign for it |
//! | `guide` | how the card gets into its host |
//! | `hosts` | the kinds of host, a file each |
//! | `rules` | broken rules in words |

pub(crate) mod change;
pub(crate) mod guide;
mod hosts;
pub(crate) mod keys;
pub(crate) mod list;
mod rules;
