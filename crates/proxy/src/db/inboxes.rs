//! Inboxes, and the keys that sign their host tokens.

use super::{Db, DbError};
use crate::auth::{Algorithm, Reach, Role};
use crate::ids::{InboxId, KeyId, StoreId, TenantId};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

/// One place where the card is embedded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbox {
    /// Its id.
    pub inbox: InboxId,
    /// Whose it is.
    pub tenant: TenantId,
    /// The host's kind, for example `generic`.
    pub host: String,
    /// The origins that may be around the card, and that may issue host tokens.
    pub origins: Vec<String>,
    /// The highest role that its host tokens may claim.
    pub max_role: Role,
    /// What its sessions may look for.
    pub reach: Reach,
    /// Whether an e-mail or phone that the host has not verified may match.
    pub unverified: bool,
    /// Whether it shows all of its tenant's stores, or only those that were chosen for it.
    pub all_stores: bool,
    /// The language and formats where the host token names none.
    pub locale: Option<String>,
    /// The time zone where the host token names none.
    pub timezone: Option<String>,
}

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

/// What `inbox add` keeps.
#[derive(Clone, Debug)]
pub struct NewInbox {
    /// The inbox.
    pub inbox: Inbox,
    /// Its first key.
    pub key: InboxKey,
}

const INBOX: &str =
    "inboxes.inbox, inboxes.tenant, host, origins, max_role, reach, unverified, all_stores, locale, timezone";

impl Db {
    /// Adds an inbox with its first key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_inbox(&self, new: &NewInbox, now: i64) -> Result<(), DbError> {
        let NewInbox { inbox, key } = new;
        let origins = serde_json::to_string(&inbox.origins).map_err(|_| DbError::Damaged("inboxes"))?;
        let mut change = self.pool.begin().await?;
        sqlx::query(
            "INSERT INTO inboxes (inbox, tenant, host, origins, max_role, reach, unverified, locale, timezone, created)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&inbox.inbox)
        .bind(&inbox.tenant)
        .bind(&inbox.host)
        .bind(origins)
        .bind(inbox.max_role.as_str())
        .bind(inbox.reach.as_str())
        .bind(inbox.unverified)
        .bind(&inbox.locale)
        .bind(&inbox.timezone)
        .bind(now)
        .execute(&mut *change)
        .await?;
        sqlx::query("INSERT INTO inbox_keys (key, inbox, alg, sealed, created) VALUES (?, ?, ?, ?, ?)")
            .bind(&key.key)
            .bind(&inbox.inbox)
            .bind(key.algorithm.as_str())
            .bind(&key.sealed)
            .bind(now)
            .execute(&mut *change)
            .await?;
        change.commit().await?;
        Ok(())
    }

    /// Keeps what an inbox allows and shows. `stores`: those chosen for it; `None` leaves them as they are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_inbox(&self, inbox: &Inbox, stores: Option<&[StoreId]>) -> Result<(), DbError> {
        let mut change = self.pool.begin().await?;
        sqlx::query(
            "UPDATE inboxes SET reach = ?, unverified = ?, all_stores = ?, locale = ?, timezone = ?
             WHERE tenant = ? AND inbox = ?",
        )
        .bind(inbox.reach.as_str())
        .bind(inbox.unverified)
        .bind(inbox.all_stores)
        .bind(&inbox.locale)
        .bind(&inbox.timezone)
        .bind(&inbox.tenant)
        .bind(&inbox.inbox)
        .execute(&mut *change)
        .await?;
        if let Some(stores) = stores {
            sqlx::query("DELETE FROM inbox_stores WHERE inbox = ?").bind(&inbox.inbox).execute(&mut *change).await?;
            for store in stores {
                sqlx::query("INSERT INTO inbox_stores (inbox, store) VALUES (?, ?) ON CONFLICT DO NOTHING")
                    .bind(&inbox.inbox)
                    .bind(store)
                    .execute(&mut *change)
                    .await?;
            }
        }
        change.commit().await?;
        Ok(())
    }

    /// The stores that were chosen for an inbox.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inbox_stores(&self, inbox: &InboxId) -> Result<Vec<StoreId>, DbError> {
        Ok(sqlx::query_scalar("SELECT store FROM inbox_stores WHERE inbox = ?")
            .bind(inbox)
            .fetch_all(&self.pool)
            .await?)
    }

    /// Adds a key to an inbox.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_key(&self, inbox: &InboxId, key: &InboxKey, now: i64) -> Result<(), DbError> {
        sqlx::query("INSERT INTO inbox_keys (key, inbox, alg, sealed, created) VALUES (?, ?, ?, ?, ?)")
            .bind(&key.key)
            .bind(inbox)
            .bind(key.algorithm.as_str())
            .bind(&key.sealed)
            .bind(now)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Revokes a key of an inbox. False where it has none of this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_key(&self, inbox: &InboxId, key: &KeyId, now: i64) -> Result<bool, DbError> {
        let done = sqlx::query("UPDATE inbox_keys SET revoked = coalesce(revoked, ?) WHERE inbox = ? AND key = ?")
            .bind(now)
            .bind(inbox)
            .bind(key)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// One inbox, by the id in the embed address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inbox(&self, inbox: &InboxId) -> Result<Option<Inbox>, DbError> {
        let query = sqlx::AssertSqlSafe(format!("SELECT {INBOX} FROM inboxes WHERE inbox = ?"));
        sqlx::query(query).bind(inbox).fetch_optional(&self.pool).await?.map(|row| read_inbox(&row)).transpose()
    }

    /// A key by its id, with the inbox whose host tokens it signs. Revoked keys too: the caller says what follows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inbox_key(&self, key: &KeyId) -> Result<Option<(Inbox, InboxKey)>, DbError> {
        let query = sqlx::AssertSqlSafe(format!(
            "SELECT {INBOX}, key, alg, sealed, revoked FROM inbox_keys JOIN inboxes USING (inbox) WHERE key = ?"
        ));
        let Some(row) = sqlx::query(query).bind(key).fetch_optional(&self.pool).await? else {
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
    pub async fn newest_key(&self, inbox: &InboxId) -> Result<Option<KeyId>, DbError> {
        Ok(sqlx::query_scalar(
            "SELECT key FROM inbox_keys WHERE inbox = ? AND revoked IS NULL ORDER BY created DESC, rowid DESC LIMIT 1",
        )
        .bind(inbox)
        .fetch_optional(&self.pool)
        .await?)
    }

    /// Remembers that a host token was used. False where it was used before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_token(&self, token: &[u8], expires: i64) -> Result<bool, DbError> {
        let done = sqlx::query("INSERT INTO used_tokens (token, expires) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(token)
            .bind(expires)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}

fn read_inbox(row: &SqliteRow) -> Result<Inbox, DbError> {
    let damaged = DbError::Damaged("inboxes");
    let (origins, max_role, reach): (String, String, String) =
        (row.try_get("origins")?, row.try_get("max_role")?, row.try_get("reach")?);
    let (Ok(origins), Some(max_role), Some(reach)) =
        (serde_json::from_str(&origins), Role::parse(&max_role), Reach::parse(&reach))
    else {
        return Err(damaged);
    };
    Ok(Inbox {
        inbox: row.try_get("inbox")?,
        tenant: row.try_get("tenant")?,
        host: row.try_get("host")?,
        origins,
        max_role,
        reach,
        unverified: row.try_get("unverified")?,
        all_stores: row.try_get("all_stores")?,
        locale: row.try_get("locale")?,
        timezone: row.try_get("timezone")?,
    })
}
