//! Contact → customers: what to ask a store for, and whether what came back is really this contact. Pure.
//!
//! | file | what lives there |
//! |---|---|
//! | `mode` | which e-mails and phones an inbox lets match |
//! | `identifier` | what a contact is asked for by in one store, in order |
//! | `number` | order numbers, as people write them |
//! | `resolve` | the check of everything that came back |
//!
//! Nothing that a store answers is taken on trust: a customer counts only where their own e-mail or phone is the one that was
//! asked for, or an agent linked them to this contact; an order without an account only where its own is.

mod identifier;
mod mode;
mod number;
mod resolve;

pub use identifier::{AT_ONCE, Identifier, Link, Wanted, identifiers};
pub use mode::{Matching, Mode};
pub use number::{OrderNumber, names};
pub use resolve::{Candidate, LooseOrder, Owner, Person, resolve};
