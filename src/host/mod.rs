//! What is said to the helpdesk around the card, once the boot script has handed over.
//!
//! Each kind of host has two files and no third: its boot script (`www/boot/<host>.js`) does the first words, since they
//! come before this program is there, and its adapter here does all that follows. Which of them is spoken with is a setting
//! of the inbox. The boot script hands over once, by calling what `lib.rs` exports:
//!
//! ```text
//! start({
//!   page,                      the Page, as parsed from #scx-page
//!   nonce,                     of the hello
//!   session, expires_in,       what the ticket, the first request for a card or an earlier sign-in brought; else null
//!   card,                      the Card; else null
//!   problem,                   why there is none, a Notice; else null
//!   click: {act, arg},         the last button that was clicked before; else null
//!   host,                      as below, where the host has answered already; else null
//!   tree, around,              the document and the window; of a card in somebody else's page, what stands for them (`dom.rs`)
//! })
//! meet({                       called later, where the host answers after start
//!   port,                      the MessagePort, where the host transferred one; else the window above is spoken with
//!   origin,                    of the page around the card, as the browser reported it: one of the inbox's
//!   seq,                       the conversation that the welcome was for; else null
//!   caps,                      what the host can do, where it says so
//!   queue,                     the messages that have come so far
//! })
//! ```
//!
//! From then on the listener is ours: `onmessage` of the port, or of the window.
//!
//! - [`Host`]: a host of any kind, as the card sees it: conversations, replies, room;
//! - [`Adapter`]: what a kind of host has to tell and can be asked;
//! - [`Line`]: the way messages go;
//! - [`hint`]: what a host that signs nothing says of a conversation;
//! - [`rpc`]: JSON-RPC, for those who speak it;
//! - [`limits`] and [`theme`] are pure and tested natively;
//! - the other files are programs, one for each kind of host: its adapter, around this library. `build.rs` of the proxy
//!   sends a page the one of its inbox's host, so that nobody loads the words of another.

#[cfg(feature = "csr")]
mod adapter;
#[cfg(feature = "csr")]
pub mod hint;
#[cfg(any(feature = "csr", test))]
pub mod limits;
#[cfg(feature = "csr")]
mod line;
#[cfg(feature = "csr")]
pub mod rpc;
#[cfg(any(feature = "csr", test))]
pub mod theme;

#[cfg(feature = "csr")]
pub use crate::decode::{Decode, get};
#[cfg(feature = "csr")]
pub use crate::dom::{now, random, window};
#[cfg(feature = "csr")]
pub use crate::pace::Pace;
#[cfg(feature = "csr")]
pub(crate) use adapter::Host;
#[cfg(feature = "csr")]
pub use adapter::{Adapter, Caps, Heard, Met, NewAdapter, each, first, object, set, speak, text};
#[cfg(feature = "csr")]
pub use line::Line;
