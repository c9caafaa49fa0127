//! Words and numbers: everything people read is made here, in the agent's language, locale and time zone.
//!
//! | file | what lives there |
//! |---|---|
//! | `messages` | the message catalogue, `www/messages/<language>.json` |
//! | `direction` | which way a language is read |
//! | `locale` | which language speaks, and whose number formats hold |
//! | `formats` | ICU4X: money, counts, dates, relative time, lists |
//! | `zone` | time zones |
//! | `periods` | months, quarters and years without a gap |
//! | `status` | Shopify's codes as words with a tone |
//! | `notice` | [`Problem`](context_card_wire::Problem) → sentences; the only place that does |
//! | `changes` | a change of the settings in a sentence |
//! | `answer` | the answer to "where is my order?" |
//! | `timeline` | what happened to an order, step by step |
//!
//! The conversion of Shopify's answers calls this, and `http/` for its own errors.

pub mod answer;
mod changes;
mod direction;
mod formats;
mod locale;
mod messages;
mod notice;
pub mod periods;
mod status;
#[cfg(test)]
mod tests;
pub mod timeline;
mod zone;

pub use changes::BY_COMMAND;
pub use formats::Text;
pub use locale::Locale;
pub use messages::{
    ChangesMessages, ConnectMessages, GuideMessages, HostMessages, HostsMessages, InboxMessages, Message, Messages,
    OutcomeWords, PageMessages, Piece, PlaceWords, Plural, PreviewMessages, SettingsMessages, StoreMessages, Told,
};
pub use messages::{CheckMessages, TrialMessages};
pub use status::{readable, tone};
pub use zone::{Instant, Zone};
