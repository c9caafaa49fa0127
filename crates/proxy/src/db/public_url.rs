//! The address by which browsers reach the proxy, as `serve` last had it: commands make embed addresses with it.

use super::{Db, DbError};

impl Db {
    /// Remembers the address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_public_url(&self, url: &str) -> Result<(), DbError> {
        sqlx::query(
            "INSERT INTO public_url (one, url) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET url = excluded.url",
        )
        .bind(url)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The address, if `serve` was ever started.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn public_url(&self) -> Result<Option<String>, DbError> {
        Ok(sqlx::query_scalar("SELECT url FROM public_url").fetch_optional(&self.pool).await?)
    }
}
