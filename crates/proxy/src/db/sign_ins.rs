//! Agents of hosts that sign nothing, who have signed in: by a code, or at their organisation's provider.

use super::inboxes::{INBOX, read_inbox};
use super::{Db, DbError, Inbox, NewChange, changes};
use crate::ids::{SignInId, TenantId};
use sqlx::Row as _;
use sqlx::any::AnyRow;

/// How an agent signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By a code that an admin made.
    Code,
    /// At the organisation's provider.
    Provider,
}

impl Way {
    /// Its name in the tables, and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Provider => "provider",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, DbError> {
        let ways = [Self::Code, Self::Provider];
        ways.into_iter().find(|way| way.as_str() == text).ok_or(DbError::Damaged("sign_ins"))
    }
}

/// An agent who has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Its id.
    pub sign_in: SignInId,
    /// Who: the name that an admin made a code for, or the provider's subject.
    pub agent: String,
    /// Their name.
    pub name: Option<String>,
    /// How they signed in.
    pub way: Way,
    /// When it was made, Unix seconds.
    pub made: i64,
    /// Until when it holds, Unix seconds.
    pub expires: i64,
}

impl Db {
    /// Keeps a sign-in. `cookie`: the hash of what the browser keeps of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_sign_in(&self, inbox: &Inbox, sign_in: &SignIn, cookie: &[u8]) -> Result<(), DbError> {
        let mut within = self.within(&inbox.tenant).await?;
        sqlx::query(
            "INSERT INTO sign_ins (sign_in, tenant, inbox, agent, name, way, cookie, made, expires)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&sign_in.sign_in)
        .bind(&inbox.tenant)
        .bind(&inbox.inbox)
        .bind(&sign_in.agent)
        .bind(&sign_in.name)
        .bind(sign_in.way.as_str())
        .bind(cookie)
        .bind(sign_in.made)
        .bind(sign_in.expires)
        .execute(&mut *within)
        .await?;
        within.done().await
    }

    /// The inbox that a sign-in is for, while it holds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inbox_of_sign_in(
        &self,
        tenant: &TenantId,
        sign_in: &SignInId,
        now: i64,
    ) -> Result<Option<Inbox>, DbError> {
        let query = sqlx::AssertSqlSafe(format!(
            "SELECT {INBOX} FROM sign_ins JOIN inboxes ON inboxes.inbox = sign_ins.inbox
             WHERE inboxes.tenant = $1 AND sign_ins.tenant = $1 AND sign_in = $2 AND expires > $3"
        ));
        let mut within = self.within(tenant).await?;
        let row = sqlx::query(query).bind(tenant).bind(sign_in).bind(now).fetch_optional(&mut *within).await?;
        row.as_ref().map(read_inbox).transpose()
    }

    /// The sign-in that a browser keeps a cookie of, for this inbox.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_of_cookie(&self, inbox: &Inbox, cookie: &[u8], now: i64) -> Result<Option<SignIn>, DbError> {
        let mut within = self.within(&inbox.tenant).await?;
        let query = sqlx::query(
            "SELECT sign_in, agent, name, way, made, expires FROM sign_ins
             WHERE tenant = $1 AND inbox = $2 AND cookie = $3 AND expires > $4",
        );
        let query = query.bind(&inbox.tenant).bind(&inbox.inbox).bind(cookie).bind(now);
        query.fetch_optional(&mut *within).await?.as_ref().map(read).transpose()
    }

    /// Who is signed in to an inbox, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_ins(&self, inbox: &Inbox, now: i64) -> Result<Vec<SignIn>, DbError> {
        let mut within = self.within(&inbox.tenant).await?;
        let query = sqlx::query(
            "SELECT sign_in, agent, name, way, made, expires FROM sign_ins
             WHERE tenant = $1 AND inbox = $2 AND expires > $3 ORDER BY made DESC, sign_in",
        );
        let query = query.bind(&inbox.tenant).bind(&inbox.inbox).bind(now);
        query.fetch_all(&mut *within).await?.iter().map(read).collect()
    }

    /// Ends a sign-in to this inbox, and the sessions that hang on it, and records who did. False where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_sign_in_of(&self, inbox: &Inbox, sign_in: &SignInId, entry: &NewChange) -> Result<bool, DbError> {
        let mut change = self.change(&inbox.tenant).await?;
        let done = sqlx::query("DELETE FROM sign_ins WHERE tenant = $1 AND inbox = $2 AND sign_in = $3")
            .bind(&inbox.tenant)
            .bind(&inbox.inbox)
            .bind(sign_in)
            .execute(&mut *change)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        changes::add(&mut change, entry).await?;
        change.done().await?;
        Ok(true)
    }

    /// Ends a sign-in, and the sessions that hang on it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_sign_in(&self, tenant: &TenantId, sign_in: &SignInId) -> Result<(), DbError> {
        let mut within = self.within(tenant).await?;
        sqlx::query("DELETE FROM sign_ins WHERE tenant = $1 AND sign_in = $2")
            .bind(tenant)
            .bind(sign_in)
            .execute(&mut *within)
            .await?;
        within.done().await
    }
}

fn read(row: &AnyRow) -> Result<SignIn, DbError> {
    Ok(SignIn {
        sign_in: row.try_get("sign_in")?,
        agent: row.try_get("agent")?,
        name: row.try_get("name")?,
        way: Way::parse(&row.try_get::<String, _>("way")?)?,
        made: row.try_get("made")?,
        expires: row.try_get("expires")?,
    })
}
