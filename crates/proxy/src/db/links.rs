//! Links between contacts and customers, made by hand: who linked what, when. Of the contact only keyed hashes are kept
//! (`crate::linking` makes them), of the customer Shopify's id. What is changed goes into the access record too.

use super::access_record::record;
use super::{AccessKind, Db, DbError, NewAccess, Taken};
use crate::ids::{InboxId, StoreId, TenantId};
use crate::linking::Identity;

/// A link, standing or taken away.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LinkRow {
    /// In which store.
    pub store: StoreId,
    /// What the contact is known by: `email`, `phone`, or a social network's name.
    pub network: String,
    /// Shopify's id of the customer.
    pub customer: String,
    /// Where it was made.
    pub inbox: InboxId,
    /// By which agent.
    pub made_by: String,
    /// When, Unix seconds.
    pub made_at: i64,
    /// Who took it away.
    pub removed_by: Option<String>,
    /// When, Unix seconds.
    pub removed_at: Option<i64>,
}

/// A standing link of one identity.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StandingLink {
    /// In which store.
    pub store: StoreId,
    /// Whose: the keyed hash.
    pub identity: Vec<u8>,
    /// Shopify's id of the customer.
    pub customer: String,
}

/// What an agent ties together, or unties.
#[derive(Clone, Copy, Debug)]
pub struct LinkChange<'a> {
    /// Where.
    pub inbox: &'a InboxId,
    /// Who, by the host's id.
    pub agent: &'a str,
    /// In which store.
    pub store: &'a StoreId,
    /// Shopify's id of the customer.
    pub customer: &'a str,
    /// Everything that the contact is known by.
    pub identities: &'a [Identity],
}

impl<'a> LinkChange<'a> {
    const fn access(&self, what: AccessKind) -> NewAccess<'a> {
        NewAccess { what, inbox: self.inbox, agent: self.agent, store: self.store, subject: Some(self.customer) }
    }
}

const LINK: &str = "store, network, customer, inbox, made_by, made_at, removed_by, removed_at";

impl Db {
    /// Ties a customer to a contact, by each of the contact's identities. False where they were tied already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link(&self, tenant: &TenantId, link: LinkChange<'_>, now: i64) -> Result<bool, DbError> {
        let mut change = self.change(tenant).await?;
        let mut made = 0;
        for identity in link.identities {
            let done = sqlx::query(
                "INSERT INTO links (tenant, store, network, identity, customer, inbox, made_by, made_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
            )
            .bind(tenant)
            .bind(link.store)
            .bind(&identity.network)
            .bind(&identity.hash)
            .bind(link.customer)
            .bind(link.inbox)
            .bind(link.agent)
            .bind(now)
            .execute(&mut *change)
            .await?;
            made += done.rows_affected();
        }
        if made > 0 {
            record(&mut change, tenant, link.access(AccessKind::Linked), now).await?;
        }
        change.done().await?;
        Ok(made > 0)
    }

    /// Unties a customer from a contact, from each of the contact's identities. False where they were not tied.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unlink(&self, tenant: &TenantId, link: LinkChange<'_>, now: i64) -> Result<bool, DbError> {
        let mut change = self.change(tenant).await?;
        let mut removed = 0;
        for identity in link.identities {
            let done = sqlx::query(
                "UPDATE links SET removed_by = $1, removed_at = $2
                 WHERE tenant = $3 AND store = $4 AND identity = $5 AND customer = $6 AND removed_at IS NULL",
            )
            .bind(link.agent)
            .bind(now)
            .bind(tenant)
            .bind(link.store)
            .bind(&identity.hash)
            .bind(link.customer)
            .execute(&mut *change)
            .await?;
            removed += done.rows_affected();
        }
        if removed > 0 {
            record(&mut change, tenant, link.access(AccessKind::Unlinked), now).await?;
        }
        change.done().await?;
        Ok(removed > 0)
    }

    /// The standing links of these identities, in every store, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn links_of(&self, tenant: &TenantId, identities: &[Identity]) -> Result<Vec<StandingLink>, DbError> {
        if identities.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<_> = (2..2 + identities.len()).map(|n| format!("${n}")).collect();
        let query = format!(
            "SELECT store, identity, customer FROM links
             WHERE tenant = $1 AND removed_at IS NULL AND identity IN ({}) ORDER BY link",
            places.join(", ")
        );
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(tenant);
        for identity in identities {
            query = query.bind(&identity.hash);
        }
        let mut within = self.within(tenant).await?;
        Ok(query.fetch_all(&mut *within).await?)
    }

    /// A tenant's links, those too that were taken away in the last 90 days, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn links(&self, tenant: &TenantId) -> Result<Vec<LinkRow>, DbError> {
        let query = sqlx::AssertSqlSafe(format!("SELECT {LINK} FROM links WHERE tenant = $1 ORDER BY link"));
        let mut within = self.within(tenant).await?;
        Ok(sqlx::query_as(query).bind(tenant).fetch_all(&mut *within).await?)
    }

    /// The links to a customer in one store, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn links_to(
        &self,
        tenant: &TenantId,
        store: &StoreId,
        customers: &[String],
    ) -> Result<Vec<LinkRow>, DbError> {
        let mut links = Vec::new();
        for customer in customers {
            let query = sqlx::AssertSqlSafe(format!(
                "SELECT {LINK} FROM links WHERE tenant = $1 AND store = $2 AND customer = $3 ORDER BY link"
            ));
            let mut within = self.within(tenant).await?;
            let query = sqlx::query_as(query).bind(tenant).bind(store).bind(customer);
            links.extend(query.fetch_all(&mut *within).await?);
        }
        Ok(links)
    }
}

impl Taken<'_> {
    /// How many links there are to a customer of one store.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_links(&mut self, store: &StoreId, customers: &[String]) -> Result<i64, DbError> {
        let mut all = 0;
        for customer in customers {
            let query = "SELECT count(*) FROM links WHERE tenant = $1 AND store = $2 AND customer = $3";
            let query = sqlx::query_scalar::<_, i64>(query).bind(self.tenant().clone()).bind(store).bind(customer);
            all += query.fetch_one(&mut *self.change).await?;
        }
        Ok(all)
    }

    /// Forgets the links of one store that are to these customers, or of somebody with these identities. How many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_links(
        &mut self,
        store: &StoreId,
        customers: &[String],
        identities: &[Identity],
    ) -> Result<u64, DbError> {
        let mut all = 0;
        for customer in customers {
            let query = "DELETE FROM links WHERE tenant = $1 AND store = $2 AND customer = $3";
            let query = sqlx::query(query).bind(self.tenant().clone()).bind(store).bind(customer);
            all += query.execute(&mut *self.change).await?.rows_affected();
        }
        for identity in identities {
            let query = "DELETE FROM links WHERE tenant = $1 AND store = $2 AND identity = $3";
            let query = sqlx::query(query).bind(self.tenant().clone()).bind(store).bind(&identity.hash);
            all += query.execute(&mut *self.change).await?.rows_affected();
        }
        Ok(all)
    }
}
