//! Shopify apps: adding them, and opening their secrets.

use super::{ConnectError, Connector, callback_url};
use crate::db::AppRow;
use crate::ids::{AppId, TenantId};
use crate::public_url::PublicUrl;
use crate::shopify::AppCredentials;
use crate::tokens::{ClientSecret, DataKey, OpenError, Purpose};
use crate::webhooks::compliance_toml;

/// An app, with its secrets opened.
#[derive(Clone, Debug)]
pub struct OpenApp {
    /// The app.
    pub row: AppRow,
    /// What it proves itself with.
    pub credentials: AppCredentials,
    /// The secret before, which Shopify may still sign with.
    pub previous: Option<ClientSecret>,
}

impl Connector {
    /// The data key that seals an app's secrets: its tenant's, or the vendor's.
    async fn app_key(&self, tenant: Option<&TenantId>) -> Result<DataKey, ConnectError> {
        match tenant {
            Some(tenant) => self.data_key(tenant).await,
            None => self.vendor_key().await,
        }
    }

    /// The vendor's data key. It is made when it is first needed.
    async fn vendor_key(&self) -> Result<DataKey, ConnectError> {
        if self.db.vendor_key().await?.is_none() {
            let (_, row) = self.vault.new_vendor_key()?;
            // Where another process was faster, theirs is read below.
            self.db.keep_vendor_key(None, &row).await?;
        }
        let row = self.db.vendor_key().await?.ok_or(OpenError::Refused)?;
        Ok(self.vault.open_vendor_key(&row)?)
    }

    /// Adds a tenant's app, or the vendor's. The same client id again keeps the app, takes the new secret and keeps the old
    /// one beside it while Shopify rotates. Gives it as it is kept, and whether its secret was replaced.
    ///
    /// # Errors
    /// When the database fails, or its keys don't open.
    pub async fn add_app(
        &self,
        tenant: Option<&TenantId>,
        credentials: &AppCredentials,
        scopes: Vec<String>,
    ) -> Result<(AppRow, bool), ConnectError> {
        let key = self.app_key(tenant).await?;
        if let Some(known) = self.app_of_client(tenant, &credentials.client_id).await? {
            let open = open_with(&key, known)?;
            if open.credentials.secret.expose() == credentials.secret.expose() {
                // Its previous secret is still the one before.
                self.db.set_app_scopes(&open.row, &scopes).await?;
                return Ok((AppRow { scopes, ..open.row }, false));
            }
            let row = self.save(&key, AppRow { scopes, ..open.row }, credentials).await?;
            return Ok((row, true));
        }
        let app = AppId::random().map_err(|_| OpenError::NoRandomness)?;
        let row = AppRow {
            app,
            tenant: tenant.cloned(),
            client_id: credentials.client_id.clone(),
            secret: Vec::new(),
            previous_secret: None,
            scopes,
        };
        Ok((self.save(&key, row, credentials).await?, false))
    }

    async fn save(&self, key: &DataKey, row: AppRow, credentials: &AppCredentials) -> Result<AppRow, ConnectError> {
        let seal = |app: &AppId| {
            key.seal(Purpose::ClientSecret, &[app.as_str(), &credentials.client_id], credentials.secret.expose())
        };
        let mut row = AppRow { secret: seal(&row.app)?, ..row };
        let kept = self.db.save_app(&row, self.clock.unix()).await?;
        if kept != row.app {
            // Somebody added the same app at the same moment, under another id: the secret is sealed for that one.
            row = AppRow { secret: seal(&kept)?, app: kept, ..row };
            self.db.save_app(&row, self.clock.unix()).await?;
        }
        Ok(row)
    }

    /// An app that a tenant may connect through, with its secrets opened.
    ///
    /// # Errors
    /// [`ConnectError::NoApp`] when there is none; when the database fails, or its keys don't open.
    pub async fn open_app(&self, tenant: &TenantId, app: &AppId) -> Result<OpenApp, ConnectError> {
        let row = self.db.app(tenant, app).await?.ok_or(ConnectError::NoApp)?;
        let key = self.app_key(row.tenant.as_ref()).await?;
        open_with(&key, row)
    }

    /// The app that has this client id: the tenant's own, or the vendor's where no tenant is given.
    async fn app_of_client(&self, tenant: Option<&TenantId>, client_id: &str) -> Result<Option<AppRow>, ConnectError> {
        let rows = match tenant {
            Some(tenant) => self.db.apps(tenant).await?,
            None => self.db.vendor_apps().await?,
        };
        Ok(rows.into_iter().find(|row| row.tenant.as_ref() == tenant && row.client_id == client_id))
    }
}

fn open_with(key: &DataKey, row: AppRow) -> Result<OpenApp, ConnectError> {
    let identity = [row.app.as_str(), row.client_id.as_str()];
    let open = |sealed: &[u8]| key.open(Purpose::ClientSecret, &identity, sealed).map(ClientSecret::new);
    let secret = open(&row.secret)?;
    let previous = row.previous_secret.as_deref().map(open).transpose()?;
    let credentials = AppCredentials { client_id: row.client_id.clone(), secret };
    Ok(OpenApp { row, credentials, previous })
}

/// What the app's configuration in Shopify must hold: `shopify.app.toml`, or its settings in the Dev Dashboard.
#[must_use]
pub fn configuration(row: &AppRow, public_url: &PublicUrl) -> String {
    format!(
        "[access_scopes]\nscopes = \"{}\"\n\n[auth]\nredirect_urls = [\"{}\"]\n\n{}",
        row.scopes.join(","),
        callback_url(public_url, &row.app),
        compliance_toml(public_url, &row.app),
    )
}

/// Whether a text can be a client id or a client secret: one word of visible ASCII.
#[must_use]
pub fn is_credential(text: &str) -> bool {
    (1..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
