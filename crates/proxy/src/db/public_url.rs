//! The address by which browsers reach the proxy, as `serve` last had it: commands make embed addresses with it.

use super::{Db, DbError};

impl Db {
    /// Remembers the address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_public_url(&self, url: &str) -> Result<(), DbError> {
        let mut within = self.vendor().await?;
        sqlx::query(
            "INSERT INTO public_url (one, url) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET url = excluded.url",
        )
        .bind(url)
        .execute(&mut *within)
        .await?;
        within.done().await
    }

    /// The address, if `serve` was ever started.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn public_url(&self) -> Result<Option<String>, DbError> {
        let mut within = self.vendor().await?;
        Ok(sqlx::query_scalar("SELECT url FROM public_url").fetch_optional(&mut *within).await?)
    }
}
