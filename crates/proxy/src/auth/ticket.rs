//! Tickets: one-time embed addresses made from a host token. They name nobody.
//!
//! 32 random bytes. Kept hashed; what belongs to a ticket is sealed under a key made from the ticket itself, so that
//! the database alone opens none.

use super::session::{Session, SessionError};
use crate::ids::InboxId;
use crate::public_url::PublicUrl;
use crate::tokens::Key;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// How long a ticket holds, in seconds.
pub const TICKET_LIFE: i64 = 60;

/// A ticket. Never printed: whoever holds it can open the card.
pub struct Ticket(Key);

impl Ticket {
    /// A new one.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn random() -> Result<Self, SessionError> {
        Key::random().map(Self).map_err(|_| SessionError::Unavailable)
    }

    /// Reads the text in an address. `None` where it can't be a ticket.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Key::from_bytes(&URL_SAFE_NO_PAD.decode(text).ok()?).map(Self)
    }

    /// The text for the address.
    #[must_use]
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.bytes())
    }

    /// The proxy's own path that it opens, once.
    #[must_use]
    pub fn path(&self, inbox: &InboxId) -> String {
        format!("/embed/{inbox}?ticket={}", self.text())
    }

    /// The same as a whole address.
    #[must_use]
    pub fn url(&self, public_url: &PublicUrl, inbox: &InboxId) -> String {
        public_url.url(&self.path(inbox))
    }

    /// The address of the settings panel that it opens, once.
    #[must_use]
    pub fn settings_url(&self, public_url: &PublicUrl, inbox: &InboxId) -> String {
        public_url.url(&format!("/embed/{inbox}/settings?ticket={}", self.text()))
    }

    /// What it is kept under.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.bytes()).to_vec()
    }

    /// Seals what belongs to it.
    ///
    /// # Errors
    /// When it can't be sealed.
    pub fn seal(&self, session: &Session) -> Result<Vec<u8>, SessionError> {
        let text = serde_json::to_vec(session).map_err(|_| SessionError::Unavailable)?;
        self.0.derive(b"ticket").seal(b"ticket", &text).map_err(|_| SessionError::Unavailable)
    }

    /// Opens what belongs to it.
    ///
    /// # Errors
    /// When it was not sealed with this ticket.
    pub fn open(&self, sealed: &[u8]) -> Result<Session, SessionError> {
        let text = self.0.derive(b"ticket").open(b"ticket", sealed).map_err(|_| SessionError::Refused)?;
        serde_json::from_slice(&text).map_err(|_| SessionError::Refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_its_own_text() {
        let ticket = Ticket::random().unwrap();
        assert_eq!(Ticket::parse(&ticket.text()).unwrap().hash(), ticket.hash());
        assert!(Ticket::parse("").is_none());
        assert!(Ticket::parse("AAAA").is_none());
        assert!(Ticket::parse(&format!("{}=", ticket.text())).is_none());
    }
}
