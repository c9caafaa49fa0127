//! What is said to the helpdesk around the card, once the boot script has handed over.
//!
//! The boot script (`www/boot/`, one for each kind of host) does the first words, since they come before this program
//! is there. It hands over once, by calling what `lib.rs` exports:
//!
//! ```text
//! start({
//!   page,                      the Page, as parsed from #scx-page
//!   nonce,                     of the hello
//!   session, expires_in,       what the ticket or the first request for a card brought; else null
//!   card,                      the Card; else null
//!   problem,                   why there is none, a Notice; else null
//!   click: {act, arg},         the last button that was clicked before; else null
//!   host,                      as below, where the host has answered already; else null
//! })
//! meet({                       called later, where the host answers after start
//!   port,                      the MessagePort; its onmessage belongs to this program from now on
//!   origin,                    of the page around the card, as the browser reported it
//!   seq,                       the conversation that the welcome was for; else null
//!   caps,                      what the host can do
//!   queue,                     the messages that the port has brought so far
//! })
//! ```
//!
//! `limits` and `theme` are pure and tested natively; `generic` speaks scx/1 on the port.

#[cfg(feature = "csr")]
pub(crate) mod generic;
#[cfg(any(feature = "csr", test))]
mod limits;
#[cfg(any(feature = "csr", test))]
mod theme;
