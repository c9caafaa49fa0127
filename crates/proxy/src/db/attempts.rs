//! Attempts to connect a shop. Through Shopify's consent page they last from a link or the page for stores to Shopify's
//! answer. Hashes only of what opens something.

use super::{Db, DbError};
use crate::ids::{AppId, AttemptId, TenantId};
use crate::store::ShopDomain;
use sqlx::Row as _;
use sqlx::any::AnyRow;

/// An attempt, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its id, which is its reference.
    pub attempt: AttemptId,
    /// Whose it is.
    pub tenant: TenantId,
    /// The app that the shop is to be connected through, where that is known.
    pub app: Option<AppId>,
    /// The shop.
    pub shop: ShopDomain,
    /// Who began it: an owner, or `command-line`.
    pub made_by: String,
    /// Whether it has a link, which leads to our page. Without one an owner began it on the page for stores.
    pub by_link: bool,
    /// When it was begun, Unix seconds.
    pub created: i64,
    /// Until when it can be used, Unix seconds.
    pub expires: i64,
    /// When it was last heard of, Unix seconds: connected, or the last failure.
    pub ended: Option<i64>,
    /// `open`, `connected`, or the code of what went wrong last.
    pub outcome: String,
    /// More of it, for example the missing scopes. Never a secret.
    pub detail: Option<String>,
    /// Until when the state holds that Shopify is to bring back; none where nobody was sent there, 0 once it was used.
    pub state_expires: Option<i64>,
}

const ATTEMPT: &str =
    "attempt, tenant, app, shop, made_by, CASE WHEN link IS NULL THEN 0 ELSE 1 END AS by_link, created, expires,
     ended, outcome, detail, state_expires";
/// How many attempts are listed.
const LISTED: i64 = 200;

impl Db {
    /// Keeps a new attempt, with the hash of its link where it has one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_attempt(&self, attempt: &Attempt, link: Option<&[u8]>) -> Result<(), DbError> {
        let mut within = self.within(&attempt.tenant).await?;
        sqlx::query(
            "INSERT INTO attempts (attempt, tenant, app, shop, made_by, link, created, expires, ended, outcome, detail)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(&attempt.attempt)
        .bind(&attempt.tenant)
        .bind(&attempt.app)
        .bind(attempt.shop.as_str())
        .bind(&attempt.made_by)
        .bind(link)
        .bind(attempt.created)
        .bind(attempt.expires)
        .bind(attempt.ended)
        .bind(&attempt.outcome)
        .bind(&attempt.detail)
        .execute(&mut *within)
        .await?;
        within.done().await
    }

    /// Notes the hash of the state that Shopify is to bring back; one that was noted before holds no longer.
    /// False where the attempt was connected, or is too old.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expect_state(
        &self,
        tenant: &TenantId,
        attempt: &AttemptId,
        state: &[u8],
        until: i64,
        now: i64,
    ) -> Result<bool, DbError> {
        let mut within = self.within(tenant).await?;
        let done = sqlx::query(
            "UPDATE attempts SET state = $1, state_expires = $2, outcome = 'open', detail = NULL, ended = NULL
             WHERE tenant = $3 AND attempt = $4 AND expires > $5 AND outcome <> 'connected'",
        )
        .bind(state)
        .bind(until)
        .bind(tenant)
        .bind(attempt)
        .bind(now)
        .execute(&mut *within)
        .await?;
        within.done().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Uses a state up. False where somebody did before, or it is too old.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_state(
        &self,
        tenant: &TenantId,
        attempt: &AttemptId,
        state: &[u8],
        now: i64,
    ) -> Result<bool, DbError> {
        let mut within = self.within(tenant).await?;
        let done = sqlx::query(
            "UPDATE attempts SET state_expires = 0 WHERE tenant = $1 AND attempt = $2 AND state = $3 AND state_expires > $4",
        )
        .bind(tenant)
        .bind(attempt)
        .bind(state)
        .bind(now)
        .execute(&mut *within)
        .await?;
        within.done().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Notes what became of an attempt. One that was connected stays so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_attempt(
        &self,
        tenant: &TenantId,
        attempt: &AttemptId,
        outcome: &str,
        detail: Option<&str>,
        now: i64,
    ) -> Result<(), DbError> {
        let mut within = self.within(tenant).await?;
        sqlx::query(
            "UPDATE attempts SET outcome = $1, detail = $2, ended = $3
             WHERE tenant = $4 AND attempt = $5 AND outcome <> 'connected'",
        )
        .bind(outcome)
        .bind(detail)
        .bind(now)
        .bind(tenant)
        .bind(attempt)
        .execute(&mut *within)
        .await?;
        within.done().await
    }

    /// One attempt.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempt(&self, tenant: &TenantId, attempt: &AttemptId) -> Result<Option<Attempt>, DbError> {
        let query = sqlx::AssertSqlSafe(format!("SELECT {ATTEMPT} FROM attempts WHERE tenant = $1 AND attempt = $2"));
        let mut within = self.within(tenant).await?;
        let row = sqlx::query(query).bind(tenant).bind(attempt).fetch_optional(&mut *within).await?;
        row.as_ref().map(read).transpose()
    }

    /// The attempt that a link belongs to, by the link's hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempt_of_link(&self, tenant: &TenantId, link: &[u8]) -> Result<Option<Attempt>, DbError> {
        let query = sqlx::AssertSqlSafe(format!("SELECT {ATTEMPT} FROM attempts WHERE tenant = $1 AND link = $2"));
        let mut within = self.within(tenant).await?;
        let row = sqlx::query(query).bind(tenant).bind(link).fetch_optional(&mut *within).await?;
        row.as_ref().map(read).transpose()
    }

    /// The attempt that a state belongs to, by the state's hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempt_of_state(&self, tenant: &TenantId, state: &[u8]) -> Result<Option<Attempt>, DbError> {
        let query = sqlx::AssertSqlSafe(format!("SELECT {ATTEMPT} FROM attempts WHERE tenant = $1 AND state = $2"));
        let mut within = self.within(tenant).await?;
        let row = sqlx::query(query).bind(tenant).bind(state).fetch_optional(&mut *within).await?;
        row.as_ref().map(read).transpose()
    }

    /// A tenant's newest attempts, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempts(&self, tenant: &TenantId) -> Result<Vec<Attempt>, DbError> {
        let query = sqlx::AssertSqlSafe(format!(
            "SELECT {ATTEMPT} FROM attempts WHERE tenant = $1 ORDER BY created DESC, rowid DESC LIMIT $2"
        ));
        let mut within = self.within(tenant).await?;
        sqlx::query(query).bind(tenant).bind(LISTED).fetch_all(&mut *within).await?.iter().map(read).collect()
    }
}

fn read(row: &AnyRow) -> Result<Attempt, DbError> {
    let shop: String = row.try_get("shop")?;
    let by_link: i64 = row.try_get("by_link")?;
    Ok(Attempt {
        attempt: row.try_get("attempt")?,
        tenant: row.try_get("tenant")?,
        app: row.try_get("app")?,
        shop: ShopDomain::parse(&shop).map_err(|_| DbError::Damaged("attempts"))?,
        made_by: row.try_get("made_by")?,
        by_link: by_link == 1,
        created: row.try_get("created")?,
        expires: row.try_get("expires")?,
        ended: row.try_get("ended")?,
        outcome: row.try_get("outcome")?,
        detail: row.try_get("detail")?,
        state_expires: row.try_get("state_expires")?,
    })
}
