//! Who is asking, and what they may see: host tokens, tickets, sessions, handles, roles.

mod algorithm;
mod claims;
mod code;
mod handles;
mod host_token;
mod owner;
mod pass;
mod role;
mod session;
mod signed_address;
mod ticket;

pub use algorithm::{Algorithm, NotAPublicKey};
pub use claims::{Audience, Claims, Conversation};
pub use code::{CODE_LIFE, CODE_TRIES, Code};
pub use handles::{Handles, Named, SealError};
pub(crate) use host_token::{AUDIENCE, LONGEST_LIFE};
pub use host_token::{
    Nonce, Refused, Rule, Vouched, broken as broken_rules, kid as host_token_kid, open as open_host_token,
    sign as sign_host_token,
};
pub use owner::{OWNER_LINK_LIFE, OWNER_SESSION_LIFE, OwnerPass};
pub use pass::Pass;
pub use role::{Reach, Role};
pub use session::{Behind, SESSION_LIFE, Session, SessionError, Sessions, Whom};
pub use signed_address::{ADDRESS_LIFE, LONGEST_ADDRESS, Signed};
pub use ticket::{TICKET_LIFE, Ticket};
