//! The keys that sign an inbox's host tokens.

use super::inboxes::{INBOX, read_inbox};
use super::scope::Within;
use super::{Db, DbError, Inbox};
use crate::auth::Algorithm;
use crate::ids::{InboxId, KeyId, TenantId};
use sqlx::Row as _;
use sqlx::any::AnyRow;

/// A key that signs host tokens.
#[derive(Clone, Debug)]
pub struct InboxKey {
    /// Its id, the token's `kid`.
    pub key: KeyId,
    /// The only algorithm it is accepted with.
    pub algorithm: Algorithm,
    /// The sealed secret.
    pub sealed: Vec<u8>,
    /// Whether it was revoked.
    pub revoked: bool,
}

/// What can be told of a key without what it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// Whose tokens it signs.
    pub inbox: InboxId,
    /// Its id.
    pub key: KeyId,
    /// The only algorithm it is accepted with.
    pub algorithm: Algorithm,
    /// When it was added, Unix seconds.
    pub created: i64,
    /// When it was revoked, Unix seconds.
    pub revoked: Option<i64>,
}

impl Db {
    /// The keys of a tenant's inboxes, newest first, those that were revoked after those that hold.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keys(&self, tenant: &TenantId) -> Result<Vec<KeyRow>, DbError> {
        let mut within = self.within(tenant).await?;
        let query = sqlx::query(
            "SELECT inbox, key, alg, created, revoked FROM inbox_keys WHERE tenant = $1
             ORDER BY CASE WHEN revoked IS NULL THEN 0 ELSE 1 END, rowid DESC",
        );
        let rows = query.bind(tenant).fetch_all(&mut *within).await?;
        let read = |row: &AnyRow| {
            let alg: String = row.try_get("alg")?;
            Ok(KeyRow {
                inbox: row.try_get("inbox")?,
                key: row.try_get("key")?,
                algorithm: Algorithm::parse(&alg).ok_or(DbError::Damaged("inbox_keys"))?,
                created: row.try_get("created")?,
                revoked: row.try_get("revoked")?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Adds a key to an inbox.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_key(&self, inbox: &Inbox, key: &InboxKey, now: i64) -> Result<(), DbError> {
        let mut within = self.within(&inbox.tenant).await?;
        add_key(&mut within, inbox, key, now).await?;
        within.done().await
    }

    /// Revokes a key of an inbox. False where it has none of this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_key(&self, inbox: &Inbox, key: &KeyId, now: i64) -> Result<bool, DbError> {
        let mut within = self.within(&inbox.tenant).await?;
        let done = sqlx::query(
            "UPDATE inbox_keys SET revoked = coalesce(revoked, $1) WHERE tenant = $2 AND inbox = $3 AND key = $4",
        )
        .bind(now)
        .bind(&inbox.tenant)
        .bind(&inbox.inbox)
        .bind(key)
        .execute(&mut *within)
        .await?;
        within.done().await?;
        Ok(done.rows_affected() > 0)
    }

    /// A tenant's key by its id, with the inbox whose host tokens it signs. Revoked keys too: the caller says what follows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inbox_key(&self, tenant: &TenantId, key: &KeyId) -> Result<Option<(Inbox, InboxKey)>, DbError> {
        let query = sqlx::AssertSqlSafe(format!(
            "SELECT {INBOX}, key, alg, sealed, revoked FROM inbox_keys JOIN inboxes ON inboxes.inbox = inbox_keys.inbox
             WHERE inboxes.tenant = $1 AND inbox_keys.tenant = $1 AND key = $2"
        ));
        let mut within = self.within(tenant).await?;
        let Some(row) = sqlx::query(query).bind(tenant).bind(key).fetch_optional(&mut *within).await? else {
            return Ok(None);
        };
        let alg: String = row.try_get("alg")?;
        let revoked: Option<i64> = row.try_get("revoked")?;
        let key = InboxKey {
            key: row.try_get("key")?,
            algorithm: Algorithm::parse(&alg).ok_or(DbError::Damaged("inbox_keys"))?,
            sealed: row.try_get("sealed")?,
            revoked: revoked.is_some(),
        };
        Ok(Some((read_inbox(&row)?, key)))
    }

    /// The newest key of an inbox that is not revoked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_key(&self, inbox: &Inbox) -> Result<Option<KeyId>, DbError> {
        let mut within = self.within(&inbox.tenant).await?;
        let query = sqlx::query_scalar(
            "SELECT key FROM inbox_keys WHERE tenant = $1 AND inbox = $2 AND revoked IS NULL
             ORDER BY created DESC, rowid DESC LIMIT 1",
        );
        Ok(query.bind(&inbox.tenant).bind(&inbox.inbox).fetch_optional(&mut *within).await?)
    }
}

/// Adds a key, as part of what else is changed.
pub(super) async fn add_key(within: &mut Within, inbox: &Inbox, key: &InboxKey, now: i64) -> Result<(), DbError> {
    sqlx::query("INSERT INTO inbox_keys (key, tenant, inbox, alg, sealed, created) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(&key.key)
        .bind(&inbox.tenant)
        .bind(&inbox.inbox)
        .bind(key.algorithm.as_str())
        .bind(&key.sealed)
        .bind(now)
        .execute(&mut **within)
        .await?;
    Ok(())
}
