//! The access record: which agent saw, searched, linked or unlinked which customer of which store, when. Never what was
//! seen, nor what was searched for. 90 days.

use super::scope::Within;
use super::{Db, DbError, Taken};
use crate::ids::{InboxId, StoreId, TenantId};

/// One look at a customer.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AccessEntry {
    /// Counts the entries.
    pub entry: i64,
    /// When, Unix seconds.
    pub at: i64,
    /// Where.
    pub inbox: InboxId,
    /// Who, by the host's id.
    pub agent: String,
    /// In which store.
    pub store: StoreId,
    /// Whom: Shopify's id of the customer, or of the order that was opened or that a guest placed. None once Shopify asked
    /// to forget.
    pub subject: Option<String>,
    /// What the agent did: `seen`, `searched`, `linked`, `unlinked`.
    pub what: String,
}

/// What an agent did with a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessKind {
    /// Saw them, on the card of their conversation.
    Seen,
    /// Looked for them by hand, and saw them.
    Searched,
    /// Tied them to a contact.
    Linked,
    /// Untied them.
    Unlinked,
}

impl AccessKind {
    /// Its name in the record.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Searched => "searched",
            Self::Linked => "linked",
            Self::Unlinked => "unlinked",
        }
    }
}

/// What an entry says beside its tenant and its number.
#[derive(Clone, Copy, Debug)]
pub struct NewAccess<'a> {
    /// What the agent did.
    pub what: AccessKind,
    /// Where.
    pub inbox: &'a InboxId,
    /// Who.
    pub agent: &'a str,
    /// In which store.
    pub store: &'a StoreId,
    /// Whom; none where a search found nobody.
    pub subject: Option<&'a str>,
}

const ENTRY: &str = "entry, at, inbox, agent, store, subject, what";

impl Db {
    /// Adds entries: all or none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_access(&self, tenant: &TenantId, entries: &[NewAccess<'_>], now: i64) -> Result<(), DbError> {
        let mut change = self.change(tenant).await?;
        for entry in entries {
            record(&mut change, tenant, *entry, now).await?;
        }
        change.done().await
    }

    /// A tenant's entries since a moment, Unix seconds, after an entry's number, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn access_record(
        &self,
        tenant: &TenantId,
        since: i64,
        after: i64,
        at_most: i64,
    ) -> Result<Vec<AccessEntry>, DbError> {
        let query = sqlx::AssertSqlSafe(format!(
            "SELECT {ENTRY} FROM access_record WHERE tenant = $1 AND at >= $2 AND entry > $3 ORDER BY entry LIMIT $4"
        ));
        let mut within = self.within(tenant).await?;
        let query = sqlx::query_as(query).bind(tenant).bind(since).bind(after).bind(at_most);
        Ok(query.fetch_all(&mut *within).await?)
    }

    /// The entries about somebody in one store, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn access_to(
        &self,
        tenant: &TenantId,
        store: &StoreId,
        subjects: &[String],
    ) -> Result<Vec<AccessEntry>, DbError> {
        let mut entries: Vec<AccessEntry> = Vec::new();
        for subject in subjects {
            let query = sqlx::AssertSqlSafe(format!(
                "SELECT {ENTRY} FROM access_record WHERE tenant = $1 AND store = $2 AND subject = $3"
            ));
            let mut within = self.within(tenant).await?;
            let query = sqlx::query_as(query).bind(tenant).bind(store).bind(subject);
            entries.extend(query.fetch_all(&mut *within).await?);
        }
        entries.sort_by_key(|entry| entry.entry);
        Ok(entries)
    }
}

/// Adds one entry to a change.
pub(super) async fn record(
    change: &mut Within,
    tenant: &TenantId,
    entry: NewAccess<'_>,
    now: i64,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO access_record (tenant, at, inbox, agent, store, subject, what) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(tenant)
    .bind(now)
    .bind(entry.inbox)
    .bind(entry.agent)
    .bind(entry.store)
    .bind(entry.subject)
    .bind(entry.what.as_str())
    .execute(&mut **change)
    .await?;
    Ok(())
}

impl Taken<'_> {
    /// How many entries there are about somebody in one store.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_access(&mut self, store: &StoreId, subjects: &[String]) -> Result<i64, DbError> {
        let mut all = 0;
        for subject in subjects {
            let query = "SELECT count(*) FROM access_record WHERE tenant = $1 AND store = $2 AND subject = $3";
            let query = sqlx::query_scalar::<_, i64>(query).bind(self.tenant().clone()).bind(store).bind(subject);
            all += query.fetch_one(&mut *self.change).await?;
        }
        Ok(all)
    }

    /// Forgets whom the entries were about: that somebody was looked at stays, who it was does not. How many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_in_access(&mut self, store: &StoreId, subjects: &[String]) -> Result<u64, DbError> {
        let mut all = 0;
        for subject in subjects {
            let query = "UPDATE access_record SET subject = NULL WHERE tenant = $1 AND store = $2 AND subject = $3";
            let query = sqlx::query(query).bind(self.tenant().clone()).bind(store).bind(subject);
            all += query.execute(&mut *self.change).await?.rows_affected();
        }
        Ok(all)
    }
}
