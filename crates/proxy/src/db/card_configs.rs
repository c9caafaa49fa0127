//! What admins chose to show.
//!
//! A version is given once in a tenant: the same version always stands for the same fields. So whoever saves over the version
//! that they have read loses nothing that they have not seen, even where an inbox gave up its own choice meanwhile and the
//! tenant's older one holds again.

use super::scope::Within;
use super::{Db, DbError, NewChange, changes};
use crate::ids::{InboxId, TenantId};
use context_card_wire::CardConfig;

/// What became of a save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is kept, and this holds from now on.
    Kept(CardConfig),
    /// Nothing was to be done: this holds as before.
    Nothing(CardConfig),
    /// Somebody else was faster: this holds.
    Conflict(CardConfig),
}

/// The row that stands for all of a tenant's inboxes.
const ALL: &str = "";

impl Db {
    /// The fields an inbox shows: its own choice, else the tenant's, else the default.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn card_config(&self, tenant: &TenantId, inbox: Option<&InboxId>) -> Result<CardConfig, DbError> {
        Ok(holds(&mut self.within(tenant).await?, tenant, inbox).await?.0)
    }

    /// The inboxes that have a choice of their own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inboxes_with_own_fields(&self, tenant: &TenantId) -> Result<Vec<InboxId>, DbError> {
        let mut within = self.within(tenant).await?;
        let query = sqlx::query_scalar("SELECT inbox FROM card_configs WHERE tenant = $1 AND inbox <> $2");
        Ok(query.bind(tenant).bind(ALL).fetch_all(&mut *within).await?)
    }

    /// Keeps a choice of fields, if `config.version` is still the newest one, and records it: `entry` makes the entry from
    /// what held and what holds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_card_config(
        &self,
        tenant: &TenantId,
        inbox: Option<&InboxId>,
        config: &CardConfig,
        entry: impl FnOnce(&CardConfig, &CardConfig) -> NewChange,
    ) -> Result<Saved, DbError> {
        let mut change = self.change(tenant).await?;
        let version = next_version(&mut change, tenant).await?;
        let (before, _) = holds(&mut change, tenant, inbox).await?;
        if before.version != config.version {
            return Ok(Saved::Conflict(before));
        }
        let after = CardConfig { version, ..config.clone() };
        let text = serde_json::to_string(&after).map_err(|_| DbError::Damaged("card_configs"))?;
        sqlx::query(
            "INSERT INTO card_configs (tenant, inbox, version, config) VALUES ($1, $2, $3, $4)
             ON CONFLICT (tenant, inbox) DO UPDATE SET version = excluded.version, config = excluded.config",
        )
        .bind(tenant)
        .bind(inbox.map_or(ALL, InboxId::as_str))
        .bind(i64::from(version))
        .bind(text)
        .execute(&mut *change)
        .await?;
        changes::add(&mut change, &entry(&before, &after)).await?;
        change.done().await?;
        Ok(Saved::Kept(after))
    }

    /// Lets an inbox give up its own choice, if `version` is still the newest one: the tenant's holds again. Recorded as a
    /// save is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reset_card_config(
        &self,
        tenant: &TenantId,
        inbox: &InboxId,
        version: u32,
        entry: impl FnOnce(&CardConfig, &CardConfig) -> NewChange,
    ) -> Result<Saved, DbError> {
        let mut change = self.change(tenant).await?;
        next_version(&mut change, tenant).await?;
        let (before, own) = holds(&mut change, tenant, Some(inbox)).await?;
        if before.version != version {
            return Ok(Saved::Conflict(before));
        }
        if !own {
            return Ok(Saved::Nothing(before));
        }
        let query = sqlx::query("DELETE FROM card_configs WHERE tenant = $1 AND inbox = $2");
        query.bind(tenant).bind(inbox).execute(&mut *change).await?;
        let (after, _) = holds(&mut change, tenant, Some(inbox)).await?;
        changes::add(&mut change, &entry(&before, &after)).await?;
        change.done().await?;
        Ok(Saved::Kept(after))
    }
}

/// The number of the next save. Of two who save at once the second waits here until the first has finished.
async fn next_version(change: &mut Within, tenant: &TenantId) -> Result<u32, DbError> {
    let query = sqlx::query_scalar("UPDATE tenants SET choices = choices + 1 WHERE tenant = $1 RETURNING choices");
    let next: Option<i64> = query.bind(tenant).fetch_optional(&mut **change).await?;
    next.and_then(|next| u32::try_from(next).ok()).ok_or(DbError::Damaged("tenants"))
}

/// What holds, and whether it is the inbox's own.
async fn holds(within: &mut Within, tenant: &TenantId, inbox: Option<&InboxId>) -> Result<(CardConfig, bool), DbError> {
    let row: Option<(i64, String, String)> = sqlx::query_as(
        "SELECT version, config, inbox FROM card_configs WHERE tenant = $1 AND inbox IN ($2, $3) ORDER BY inbox DESC LIMIT 1",
    )
    .bind(tenant)
    .bind(inbox.map_or(ALL, InboxId::as_str))
    .bind(ALL)
    .fetch_optional(&mut **within)
    .await?;
    let Some((version, text, of)) = row else {
        return Ok((CardConfig::default(), false));
    };
    let config: CardConfig = serde_json::from_str(&text).map_err(|_| DbError::Damaged("card_configs"))?;
    let version = u32::try_from(version).map_err(|_| DbError::Damaged("card_configs"))?;
    Ok((CardConfig { version, ..config }, of != ALL))
}
