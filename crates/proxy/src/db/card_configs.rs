//! What admins chose to show.

use super::{Db, DbError};
use crate::ids::{InboxId, TenantId};
use context_card_wire::CardConfig;

/// What became of a save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is kept, under this version.
    Version(u32),
    /// Somebody else saved a newer version.
    Conflict,
}

/// The row that stands for all of a tenant's inboxes.
const ALL: &str = "";

impl Db {
    /// The fields an inbox shows: its own choice, else the tenant's, else the default.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn card_config(&self, tenant: &TenantId, inbox: Option<&InboxId>) -> Result<CardConfig, DbError> {
        let mut within = self.within(tenant).await?;
        let row: Option<(i64, String)> = sqlx::query_as(
            "SELECT version, config FROM card_configs WHERE tenant = $1 AND inbox IN ($2, $3) ORDER BY inbox DESC LIMIT 1",
        )
        .bind(tenant)
        .bind(inbox.map_or(ALL, InboxId::as_str))
        .bind(ALL)
        .fetch_optional(&mut *within)
        .await?;
        let Some((version, text)) = row else {
            return Ok(CardConfig::default());
        };
        let config: CardConfig = serde_json::from_str(&text).map_err(|_| DbError::Damaged("card_configs"))?;
        let version = u32::try_from(version).map_err(|_| DbError::Damaged("card_configs"))?;
        Ok(CardConfig { version, ..config })
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

    /// Keeps a choice of fields, if `config.version` is still the newest one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_card_config(
        &self,
        tenant: &TenantId,
        inbox: Option<&InboxId>,
        config: &CardConfig,
    ) -> Result<Saved, DbError> {
        let text = serde_json::to_string(config).map_err(|_| DbError::Damaged("card_configs"))?;
        let next = config.version.saturating_add(1);
        let mut within = self.within(tenant).await?;
        // One statement, so that of two who save at once exactly one succeeds.
        let done = sqlx::query(
            "INSERT INTO card_configs (tenant, inbox, version, config)
             SELECT $1, $2, $3, $4 WHERE $5 = coalesce(
               (SELECT version FROM card_configs WHERE tenant = $1 AND inbox IN ($2, '') ORDER BY inbox DESC LIMIT 1), 0)
             ON CONFLICT (tenant, inbox) DO UPDATE SET version = excluded.version, config = excluded.config",
        )
        .bind(tenant)
        .bind(inbox.map_or(ALL, InboxId::as_str))
        .bind(i64::from(next))
        .bind(text)
        .bind(i64::from(config.version))
        .execute(&mut *within)
        .await?;
        within.done().await?;
        Ok(if done.rows_affected() == 1 { Saved::Version(next) } else { Saved::Conflict })
    }
}
