//! What the screen for fields knows: pure, without browser and network. `view/fields` draws it.
//!
//! | file | what lives there |
//! |---|---|
//! | `list` | the three lists and the two tabs |
//! | `work` | the fields as the admin has them on screen: the rules, undo, drafts |
//! | `lift` | a field on its way to another place |
//! | `known` | what can be chosen, and the search in it |
//! | `file` | export and import |

mod file;
mod known;
mod lift;
mod list;
mod work;

pub use file::{ImportError, MOST_BYTES, export, import};
pub use known::{Entry, Known, Note, Section};
pub use lift::{Lift, place_at};
pub use list::{List, Tab};
pub use work::{Choice, Refused, Work, draft_key};
