//! The one-time codes by which agents sign in where the host signs nothing: ten minutes, five tries, once.

use super::sign_ins::Way;
use super::{Db, DbError, Inbox};
use crate::auth::CODE_TRIES;
use sqlx::Row as _;

/// A code to be kept.
#[derive(Clone, Debug)]
pub struct NewCode<'a> {
    /// What it is found by.
    pub place: &'a str,
    /// What is secret of it, sealed.
    pub sealed: &'a [u8],
    /// For whom: the name that an admin gave, or the provider's subject.
    pub agent: &'a str,
    /// Their name.
    pub name: Option<&'a str>,
    /// Who vouches for them.
    pub way: Way,
    /// The admin, by the host's id; the owner, `o_…`; or the command line.
    pub made_by: &'a str,
    /// When it was made, Unix seconds.
    pub made: i64,
    /// Until when it holds, Unix seconds.
    pub expires: i64,
}

/// A code that somebody tries.
#[derive(Clone, Debug)]
pub struct KeptCode {
    /// What is secret of it, sealed.
    pub sealed: Vec<u8>,
    /// For whom.
    pub agent: String,
    /// Their name.
    pub name: Option<String>,
    /// Who vouches for them.
    pub way: Way,
}

impl Db {
    /// Keeps a code. False where there is one at its place already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_code(&self, inbox: &Inbox, code: &NewCode<'_>) -> Result<bool, DbError> {
        let mut within = self.within(&inbox.tenant).await?;
        let done = sqlx::query(
            "INSERT INTO sign_in_codes (tenant, inbox, place, sealed, agent, name, way, made_by, made, expires, tries)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) ON CONFLICT DO NOTHING",
        )
        .bind(&inbox.tenant)
        .bind(&inbox.inbox)
        .bind(code.place)
        .bind(code.sealed)
        .bind(code.agent)
        .bind(code.name)
        .bind(code.way.as_str())
        .bind(code.made_by)
        .bind(code.made)
        .bind(code.expires)
        .execute(&mut *within)
        .await?;
        within.done().await?;
        Ok(done.rows_affected() == 1)
    }

    /// The code at a place, with one try less: counted before anybody looks at the secret. None where there is none, it is too
    /// old, or was tried too often.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn try_code(&self, inbox: &Inbox, place: &str, now: i64) -> Result<Option<KeptCode>, DbError> {
        let mut within = self.within(&inbox.tenant).await?;
        let query = sqlx::query(
            "UPDATE sign_in_codes SET tries = tries + 1
             WHERE tenant = $1 AND inbox = $2 AND place = $3 AND expires > $4 AND tries < $5
             RETURNING sealed, agent, name, way",
        );
        let query = query.bind(&inbox.tenant).bind(&inbox.inbox).bind(place).bind(now).bind(CODE_TRIES);
        let Some(row) = query.fetch_optional(&mut *within).await? else { return Ok(None) };
        within.done().await?;
        Ok(Some(KeptCode {
            sealed: row.try_get("sealed")?,
            agent: row.try_get("agent")?,
            name: row.try_get("name")?,
            way: Way::parse(&row.try_get::<String, _>("way")?)?,
        }))
    }

    /// Uses a code up. False where somebody else was faster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_code(&self, inbox: &Inbox, place: &str, sealed: &[u8]) -> Result<bool, DbError> {
        let mut within = self.within(&inbox.tenant).await?;
        let done =
            sqlx::query("DELETE FROM sign_in_codes WHERE tenant = $1 AND inbox = $2 AND place = $3 AND sealed = $4")
                .bind(&inbox.tenant)
                .bind(&inbox.inbox)
                .bind(place)
                .bind(sealed)
                .execute(&mut *within)
                .await?;
        within.done().await?;
        Ok(done.rows_affected() == 1)
    }
}
