//! What Shopify's privacy webhooks asked for, and what was done.
//!
//! A data request keeps the ids of the customer and the orders it is about, so that it can be answered: no name, no
//! address. They go after 90 days, or when Shopify asks to forget them.

use super::{Db, DbError, Taken};
use crate::ids::{StoreId, TenantId};
use serde_json::Value;
use sqlx::Row as _;
use sqlx::any::AnyRow;

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub struct ComplianceRow {
    /// Its number.
    pub request: i64,
    /// When it came, Unix seconds.
    pub at: i64,
    /// Shopify's name of the topic.
    pub topic: String,
    /// The shop.
    pub shop: String,
    /// The store, where there is or was one.
    pub store: Option<StoreId>,
    /// Shopify's id of the request.
    pub reference: Option<String>,
    /// Whom a data request is about, by Shopify's ids; empty once they are to be forgotten.
    pub subjects: Vec<String>,
    /// What was found or done, in numbers.
    pub done: Value,
}

/// What is kept of a request.
#[derive(Clone, Copy, Debug)]
pub struct NewCompliance<'a> {
    /// Shopify's name of the topic.
    pub topic: &'a str,
    /// The shop.
    pub shop: &'a str,
    /// The store, where there is one.
    pub store: Option<&'a StoreId>,
    /// Shopify's id of the request.
    pub reference: Option<&'a str>,
    /// Whom it is about; only where that must be answered later.
    pub subjects: &'a [String],
    /// What was found or done.
    pub done: &'a Value,
}

const REQUEST: &str = "request, at, topic, shop, store, reference, subjects, done";

impl Db {
    /// A tenant's requests, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn compliance(&self, tenant: &TenantId) -> Result<Vec<ComplianceRow>, DbError> {
        let query = sqlx::AssertSqlSafe(format!("SELECT {REQUEST} FROM compliance WHERE tenant = $1 ORDER BY request"));
        let mut within = self.within(tenant).await?;
        sqlx::query(query).bind(tenant).fetch_all(&mut *within).await?.iter().map(read).collect()
    }

    /// One of a tenant's requests.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn compliance_request(&self, tenant: &TenantId, request: i64) -> Result<Option<ComplianceRow>, DbError> {
        let query = sqlx::AssertSqlSafe(format!("SELECT {REQUEST} FROM compliance WHERE tenant = $1 AND request = $2"));
        let mut within = self.within(tenant).await?;
        let row = sqlx::query(query).bind(tenant).bind(request).fetch_optional(&mut *within).await?;
        row.as_ref().map(read).transpose()
    }
}

impl Taken<'_> {
    /// Keeps a request with what was done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_compliance(&mut self, new: NewCompliance<'_>, now: i64) -> Result<(), DbError> {
        let subjects = (!new.subjects.is_empty()).then(|| Value::from(new.subjects.to_vec()).to_string());
        sqlx::query(
            "INSERT INTO compliance (tenant, at, topic, shop, store, reference, subjects, done)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(self.tenant().clone())
        .bind(now)
        .bind(new.topic)
        .bind(new.shop)
        .bind(new.store)
        .bind(new.reference)
        .bind(subjects)
        .bind(new.done.to_string())
        .execute(&mut *self.change)
        .await?;
        Ok(())
    }

    /// Forgets whom earlier data requests were about, where it is one of these, or, for a whole store, anybody.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_in_compliance(&mut self, store: &StoreId, whom: Option<&[String]>) -> Result<(), DbError> {
        let query =
            "SELECT request, subjects FROM compliance WHERE tenant = $1 AND store = $2 AND subjects IS NOT NULL";
        let query = sqlx::query_as(query).bind(self.tenant().clone()).bind(store);
        let rows: Vec<(i64, String)> = query.fetch_all(&mut *self.change).await?;
        for (request, subjects) in rows {
            let subjects: Vec<String> = serde_json::from_str(&subjects).map_err(|_| DbError::Damaged("compliance"))?;
            if whom.is_none_or(|whom| subjects.iter().any(|subject| whom.contains(subject))) {
                let query = "UPDATE compliance SET subjects = NULL WHERE tenant = $1 AND request = $2";
                let query = sqlx::query(query).bind(self.tenant().clone()).bind(request);
                query.execute(&mut *self.change).await?;
            }
        }
        Ok(())
    }
}

fn read(row: &AnyRow) -> Result<ComplianceRow, DbError> {
    let damaged = |_| DbError::Damaged("compliance");
    let (subjects, done): (Option<String>, String) = (row.try_get("subjects")?, row.try_get("done")?);
    Ok(ComplianceRow {
        request: row.try_get("request")?,
        at: row.try_get("at")?,
        topic: row.try_get("topic")?,
        shop: row.try_get("shop")?,
        store: row.try_get("store")?,
        reference: row.try_get("reference")?,
        subjects: subjects.map(|text| serde_json::from_str(&text).map_err(damaged)).transpose()?.unwrap_or_default(),
        done: serde_json::from_str(&done).map_err(damaged)?,
    })
}
