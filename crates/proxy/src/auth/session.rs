//! Sessions: what the card calls the proxy with. Sealed, so that every process can open them and nothing is kept.

use super::claims::{Claims, Conversation, cut, hinted_contacts, hinted_conversation};
use super::handles::Handles;
use super::role::{Reach, Role};
use crate::contact::Contact;
use crate::db::{Inbox, SignIn};
use crate::ids::{InboxId, KeyId, SignInId, TenantId, random_text};
use crate::tokens::{Key, Vault};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use context_card_wire::HostHint;
use serde::{Deserialize, Serialize};

/// How long a session holds without being renewed, in seconds.
pub const SESSION_LIFE: i64 = 5 * 60;
/// How long it can be renewed after its host token, in seconds.
const LONGEST_SESSION: i64 = 12 * 60 * 60;

/// Who is asking, for which conversation.
#[derive(Clone, Serialize, Deserialize)]
pub struct Session {
    /// Its own id.
    pub id: String,
    /// The organisation.
    pub tenant: TenantId,
    /// The inbox.
    pub inbox: InboxId,
    /// What it hangs on. When that ends, the session ends.
    pub behind: Behind,
    /// Whether its contact is only a hint: what a host says that signs nothing. Such a session takes the next hint, too.
    #[serde(default)]
    pub hinted: bool,
    /// The agent's id at the host.
    pub agent: String,
    /// The agent's name.
    pub agent_name: Option<String>,
    /// What the agent may do.
    pub role: Role,
    /// What the session may look for.
    pub reach: Reach,
    /// Whom the conversation is with: mostly one, sometimes several.
    pub contacts: Vec<Contact>,
    /// What the agent has open.
    pub conversation: Conversation,
    /// The agent's language, BCP 47.
    pub locale: Option<String>,
    /// The agent's IANA time zone.
    pub timezone: Option<String>,
    /// When the host token was made, Unix seconds.
    began: i64,
    /// Until when the session holds, Unix seconds.
    expires: i64,
    /// The origin that made its host token; none where no host did. When it is no longer the inbox's, the session ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
    /// What its handles are sealed with.
    secret: [u8; 32],
}

/// What a session hangs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Behind {
    /// The key that signed its host token.
    Key(KeyId),
    /// An agent's sign-in, where the host signs nothing.
    SignIn(SignInId),
}

/// Of whom a card is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom<'a> {
    /// The conversation names nobody.
    Nobody,
    /// This contact.
    One(&'a Contact),
    /// One of several; the agent has yet to choose.
    Several,
}

/// Why a session is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// Not a session of ours.
    #[error("it is not a session")]
    Refused,
    /// Too old.
    #[error("it has expired")]
    Expired,
    /// The operating system has no randomness, or there is no key.
    #[error("no session can be made")]
    Unavailable,
}

impl Session {
    /// A session from an accepted host token.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn from_claims(inbox: &Inbox, key: &KeyId, claims: &Claims, now: i64) -> Result<Self, SessionError> {
        let role = Role::granted(claims.role.as_deref(), inbox.max_role);
        let behind = Behind::Key(key.clone());
        let session = Self::begin(inbox, behind, &claims.sub, role, claims.contacts(), now)?;
        Ok(Self {
            agent_name: claims.name.as_deref().map(cut),
            conversation: claims.conversation(),
            locale: claims.locale.clone().or(session.locale),
            timezone: claims.timezone.clone().or(session.timezone),
            began: claims.iat,
            // A signed address names none: it goes with the inbox's keys alone.
            issuer: Some(claims.iss.clone()).filter(|iss| !iss.is_empty()),
            ..session
        })
    }

    /// A session of an agent with contacts, for now without more about either.
    ///
    /// Called by itself for a trial from the command line, by somebody who holds the key file.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn begin(
        inbox: &Inbox,
        behind: Behind,
        agent: &str,
        role: Role,
        contacts: Vec<Contact>,
        now: i64,
    ) -> Result<Self, SessionError> {
        let secret = Key::random().map_err(|_| SessionError::Unavailable)?;
        Ok(Self {
            id: random_text(16).map_err(|_| SessionError::Unavailable)?,
            tenant: inbox.tenant.clone(),
            inbox: inbox.inbox.clone(),
            behind,
            hinted: false,
            agent: cut(agent),
            agent_name: None,
            role: role.min(inbox.max_role),
            reach: inbox.reach,
            contacts,
            conversation: Conversation::default(),
            locale: inbox.locale.clone(),
            timezone: inbox.timezone.clone(),
            began: now,
            expires: now + SESSION_LIFE,
            issuer: None,
            secret: *secret.bytes(),
        })
    }

    /// The session as far as its inbox allows it by now: role and reach are never higher than the inbox's.
    ///
    /// # Errors
    /// When its host token came from an origin that is no longer the inbox's.
    pub fn within(mut self, inbox: &Inbox) -> Result<Self, SessionError> {
        if self.issuer.as_ref().is_some_and(|issuer| !inbox.origins.contains(issuer)) {
            return Err(SessionError::Expired);
        }
        self.role = self.role.min(inbox.max_role);
        if inbox.reach == Reach::Contact {
            self.reach = Reach::Contact;
        }
        Ok(self)
    }

    /// A session of an agent who has signed in, for now without a conversation: the host's hints bring one.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn from_sign_in(inbox: &Inbox, sign_in: &SignIn, now: i64) -> Result<Self, SessionError> {
        let behind = Behind::SignIn(sign_in.sign_in.clone());
        let session = Self::begin(inbox, behind, &sign_in.agent, Role::Agent, Vec::new(), now)?;
        Ok(Self { agent_name: sign_in.name.as_deref().map(cut), began: sign_in.made, hinted: true, ..session })
    }

    /// A session of an agent whom a host has signed in with the page's first request, for now without a conversation: the
    /// host's hints bring one. `origin`: the inbox's that the host has signed for.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn from_first_request(
        inbox: &Inbox,
        key: &KeyId,
        agent: &str,
        origin: &str,
        now: i64,
    ) -> Result<Self, SessionError> {
        let session = Self::begin(inbox, Behind::Key(key.clone()), agent, Role::Agent, Vec::new(), now)?;
        Ok(Self { hinted: true, issuer: Some(origin.to_owned()), ..session })
    }

    /// A session for one card that a host's backend asks for: it reads that card, and is never sent to anybody. The host vouches
    /// for the question, but for no identifier. `agent`: whom the host names, else the host itself.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn from_backend(
        inbox: &Inbox,
        key: &KeyId,
        agent: &str,
        named: Option<&str>,
        asked: &HostHint,
        now: i64,
    ) -> Result<Self, SessionError> {
        let contacts = hinted_contacts(asked);
        let session = Self::begin(inbox, Behind::Key(key.clone()), agent, Role::Agent, contacts, now)?;
        let conversation = hinted_conversation(asked);
        // Nobody can ask for more with it, so nothing is searched by hand.
        Ok(Self { id: String::new(), agent_name: named.map(cut), reach: Reach::Contact, conversation, ..session })
    }

    /// Whether somebody holds it, and may come again with it.
    #[must_use]
    pub fn is_held(&self) -> bool {
        !self.id.is_empty()
    }

    /// The same session in the conversation that its host hints at. Every identifier of a hint counts as unverified.
    ///
    /// # Errors
    /// When the session's host signs what it says: its contact is not changed by anybody.
    pub fn hinting(mut self, hint: &HostHint) -> Result<Self, SessionError> {
        if !self.hinted {
            return Err(SessionError::Refused);
        }
        self.contacts = hinted_contacts(hint);
        self.conversation = hinted_conversation(hint);
        Ok(self)
    }

    /// The same session for five more minutes, but not beyond twelve hours after its host token.
    ///
    /// # Errors
    /// When the twelve hours are over.
    pub fn renewed(mut self, now: i64) -> Result<Self, SessionError> {
        let last = self.began.saturating_add(LONGEST_SESSION);
        if now >= last {
            return Err(SessionError::Expired);
        }
        self.expires = (now + SESSION_LIFE).min(last);
        Ok(self)
    }

    /// Seconds until it must be renewed.
    #[must_use]
    pub fn expires_in(&self, now: i64) -> u32 {
        u32::try_from(self.expires - now).unwrap_or(0)
    }

    /// Of whom the card is to be. `person`: a place among several contacts. None where there is no such contact.
    #[must_use]
    pub fn whom(&self, person: Option<u32>) -> Option<Whom<'_>> {
        let chosen = person.map(|at| usize::try_from(at).ok().and_then(|at| self.contacts.get(at)));
        match (self.contacts.as_slice(), chosen) {
            (_, Some(chosen)) => chosen.map(Whom::One),
            ([], None) => Some(Whom::Nobody),
            ([only], None) => Some(Whom::One(only)),
            (_, None) => Some(Whom::Several),
        }
    }

    /// Seals and opens this session's handles.
    #[must_use]
    pub fn handles(&self) -> Handles {
        Handles::new(&self.secret, &self.tenant, &self.id)
    }
}

/// Seals and opens sessions.
#[derive(Clone, Debug)]
pub struct Sessions {
    vault: Vault,
}

/// What a sealed session opens as, and nothing else.
const IDENTITY: &[u8] = b"session";

impl Sessions {
    /// With the keys of this vault.
    #[must_use]
    pub fn new(vault: Vault) -> Self {
        Self { vault }
    }

    /// The text that the card sends with each call.
    ///
    /// # Errors
    /// When it can't be sealed.
    pub fn seal(&self, session: &Session) -> Result<String, SessionError> {
        let (id, key) = self.vault.session_key().ok_or(SessionError::Unavailable)?;
        let text = serde_json::to_vec(session).map_err(|_| SessionError::Unavailable)?;
        let sealed = key.seal(IDENTITY, &text).map_err(|_| SessionError::Unavailable)?;
        Ok(format!("{id}.{}", URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// The session behind a text.
    ///
    /// # Errors
    /// When it is not ours, or too old.
    pub fn open(&self, text: &str, now: i64) -> Result<Session, SessionError> {
        let (id, sealed) = text.split_once('.').ok_or(SessionError::Refused)?;
        let key = self.vault.session_key_of(id).ok_or(SessionError::Refused)?;
        let sealed = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| SessionError::Refused)?;
        let text = key.open(IDENTITY, &sealed).map_err(|_| SessionError::Refused)?;
        let session: Session = serde_json::from_slice(&text).map_err(|_| SessionError::Refused)?;
        if now >= session.expires {
            return Err(SessionError::Expired);
        }
        Ok(session)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host_kind::HostKind;
    use crate::matching::Matching;
    use crate::tokens::KeyFile;
    use context_card_wire::HostOptions;
    use serde_json::json;

    const NOW: i64 = 1_795_000_000;

    fn sessions() -> Sessions {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card.key");
        Sessions::new(Vault::new(&path, KeyFile::make(&path).unwrap()))
    }

    fn session() -> Session {
        let inbox = Inbox {
            inbox: InboxId::parse("i_a").unwrap(),
            tenant: TenantId::parse("t_a").unwrap(),
            name: String::new(),
            active: true,
            host: HostKind::Generic,
            origins: vec!["https://inbox.example".into()],
            max_role: Role::Admin,
            reach: Reach::Contact,
            matching: Matching::default(),
            all_stores: true,
            locale: Some("de-DE".into()),
            timezone: None,
            options: HostOptions::default(),
        };
        let claims: Claims = serde_json::from_value(json!({
            "aud": "shopify-context-card", "iss": "https://inbox.example", "sub": "agent-9", "role": "owner",
            "iat": NOW, "exp": NOW + 60, "jti": "one", "contact": {"emails": ["maria@example.com"]}
        }))
        .unwrap();
        Session::from_claims(&inbox, &KeyId::parse("k_a").unwrap(), &claims, NOW).unwrap()
    }

    #[test]
    fn opens_until_it_expires() {
        let sessions = sessions();
        let text = sessions.seal(&session()).unwrap();
        let opened = sessions.open(&text, NOW + SESSION_LIFE - 1).unwrap();
        assert_eq!(opened.contacts[0].emails[0].address, "maria@example.com");
        assert_eq!(opened.role, Role::Admin, "no host token makes an owner");
        assert_eq!(opened.locale.as_deref(), Some("de-DE"), "the inbox's, where the token names none");
        assert_eq!(sessions.open(&text, NOW + SESSION_LIFE).err(), Some(SessionError::Expired));
        assert!(!text.contains("maria"));
    }

    #[test]
    fn one_contact_needs_no_choice_and_several_do() {
        let of = |count: usize| Session { contacts: vec![Contact::default(); count], ..session() };
        assert_eq!(of(0).whom(None), Some(Whom::Nobody));
        assert_eq!(of(1).whom(None), Some(Whom::One(&Contact::default())));
        assert_eq!(of(2).whom(None), Some(Whom::Several));
        assert_eq!(of(2).whom(Some(1)), Some(Whom::One(&Contact::default())));
        assert_eq!(of(2).whom(Some(2)), None);
        assert_eq!(of(0).whom(Some(0)), None);
    }

    #[test]
    fn can_be_renewed_for_twelve_hours() {
        let mut session = session();
        let mut now = NOW;
        while let Ok(renewed) = session.clone().renewed(now) {
            session = renewed;
            now += SESSION_LIFE - 10;
        }
        assert!((NOW + LONGEST_SESSION..NOW + LONGEST_SESSION + SESSION_LIFE).contains(&now));
        assert!(session.expires <= NOW + LONGEST_SESSION);
    }

    #[test]
    fn what_is_no_session_is_refused() {
        let sessions = sessions();
        let text = sessions.seal(&session()).unwrap();
        let foreign = self::sessions().seal(&session()).unwrap();
        let shorter = &text[..text.len() - 2];
        for text in ["", ".", "m_a.AAAA", "Bearer", shorter, &foreign] {
            assert_eq!(sessions.open(text, NOW).err(), Some(SessionError::Refused));
        }
    }

    #[test]
    fn handles_stay_the_same_when_a_session_is_renewed() {
        use super::super::handles::Named;
        use crate::ids::StoreId;
        let session = session();
        let handle =
            session.handles().seal(&StoreId::parse("s_a").unwrap(), Named::Order, "gid://shopify/Order/1").unwrap();
        assert!(session.renewed(NOW + 60).unwrap().handles().open(Named::Order, &handle).is_ok());
    }
}
