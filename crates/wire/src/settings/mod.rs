//! What the settings panel and the proxy say to each other. The card reads none of it.
//!
//! | file | what lives there |
//! |---|---|
//! | `panel` | who has the panel open, and what its first screen needs |
//! | `fields` | what an admin chooses from |
//! | `changes` | who changed what, when |
//! | `preview` | the card with fields that are not saved yet |
//! | `words` | the panel's own words, in one language |

mod changes;
mod fields;
mod panel;
mod preview;
pub mod words;

pub use changes::{ActiveRequest, Change, Changes};
pub use fields::{FieldChoice, FieldChoices, MetafieldChoice, MissingScope, StoreMetafields};
pub use panel::{InboxName, PanelAgent, PanelOpened, PanelPage, PanelRole, PanelSpeech, StoresAtAGlance};
pub use preview::{Preview, PreviewOf, PreviewRequest};
pub use words::PanelWords;
