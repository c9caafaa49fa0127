//! Making and trading one-time codes: what admins, the command line and the sign-in at a provider have in common.

use crate::auth::{CODE_LIFE, Code};
use crate::db::{Db, DbError, Inbox, NewCode, SignIn, Way};
use crate::ids::SignInId;
use crate::tokens::{DataKey, OpenError, Purpose};

/// How long an agent stays signed in, in seconds.
pub const SIGN_IN_LIFE: i64 = 12 * 60 * 60;
/// The longest name of an agent, in characters.
pub const LONGEST_AGENT: usize = 100;
/// So often another place is tried where one is taken.
const PLACES: usize = 5;

/// Why a code can't be made or looked at.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Sealing, or opening what is kept.
    #[error(transparent)]
    Seal(#[from] OpenError),
    /// No randomness.
    #[error("the operating system gives no randomness")]
    NoRandomness(#[from] getrandom::Error),
    /// Too many codes are waiting.
    #[error("too many codes of this inbox are waiting to be used")]
    Full,
}

/// For whom a code is.
#[derive(Clone, Copy, Debug)]
pub struct Whom<'a> {
    /// The name that an admin gave, or the provider's subject.
    pub agent: &'a str,
    /// Their name.
    pub name: Option<&'a str>,
    /// Who vouches for them.
    pub way: Way,
    /// Who makes it.
    pub made_by: &'a str,
}

/// The name of an agent as somebody wrote it. None where it can't be one.
#[must_use]
pub fn agent_name(text: &str) -> Option<&str> {
    let name = text.trim();
    let good = !name.is_empty() && name.chars().count() <= LONGEST_AGENT && !name.contains(char::is_control);
    good.then_some(name)
}

/// Makes a code and keeps it.
///
/// # Errors
/// When it can't be kept.
pub async fn make(db: &Db, key: &DataKey, inbox: &Inbox, whom: Whom<'_>, now: i64) -> Result<Code, CodeError> {
    for _ in 0..PLACES {
        let code = Code::random()?;
        let sealed = key.seal(Purpose::SignInCode, &[inbox.inbox.as_str(), code.place()], code.secret())?;
        let Whom { agent, name, way, made_by } = whom;
        let (place, expires) = (code.place(), now + CODE_LIFE);
        let new = NewCode { place, sealed: &sealed, agent, name, way, made_by, made: now, expires };
        if db.add_code(inbox, &new).await? {
            return Ok(code);
        }
    }
    Err(CodeError::Full)
}

/// Trades a code for a sign-in of this inbox, once. None for any code that does not hold: whether it is wrong, too old, used,
/// tried too often, or of another inbox is nobody's business. The sign-in is not kept yet.
///
/// # Errors
/// When the database fails, or what it holds does not open.
pub async fn redeem(db: &Db, key: &DataKey, inbox: &Inbox, typed: &str, now: i64) -> Result<Option<SignIn>, CodeError> {
    let Some(code) = Code::parse(typed) else { return Ok(None) };
    let Some(kept) = db.try_code(inbox, code.place(), now).await? else { return Ok(None) };
    let secret = key.open(Purpose::SignInCode, &[inbox.inbox.as_str(), code.place()], &kept.sealed)?;
    if !code.has_secret(&secret) || !db.take_code(inbox, code.place(), &kept.sealed).await? {
        return Ok(None);
    }
    let (sign_in, expires) = (SignInId::random()?, now + SIGN_IN_LIFE);
    Ok(Some(SignIn { sign_in, agent: kept.agent, name: kept.name, way: kept.way, made: now, expires }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_for_somebody_with_a_name() {
        assert_eq!(agent_name("  Ada Lovelace "), Some("Ada Lovelace"));
        for name in ["", "  ", "a\nb", &"a".repeat(LONGEST_AGENT + 1)] {
            assert_eq!(agent_name(name), None, "{name:?}");
        }
    }
}
