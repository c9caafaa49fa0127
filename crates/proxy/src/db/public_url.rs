//! The address by which browsers reach the proxy, as `serve` last had it: commands make embed addresses with it.

use super::{Db, DbError};
use crate::public_url::PublicUrl;

impl Db {
    /// Remembers the address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_public_url(&self, url: &PublicUrl) -> Result<(), DbError> {
        let mut within = self.vendor().await?;
        sqlx::query(
            "INSERT INTO public_url (one, url) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET url = excluded.url",
        )
        .bind(url.to_string())
        .execute(&mut *within)
        .await?;
        within.done().await
    }

    /// The address, if `serve` was ever started.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn public_url(&self) -> Result<Option<PublicUrl>, DbError> {
        let mut within = self.vendor().await?;
        let text: Option<String> =
            sqlx::query_scalar("SELECT url FROM public_url").fetch_optional(&mut *within).await?;
        text.map(|text| PublicUrl::parse(&text).map_err(|_| DbError::Damaged("public_url"))).transpose()
    }
}
