//! One renewal, from the lock to the database. Whatever dies at whatever step, the next renewal finds what it needs:
//!
//! - before Shopify is asked, and while it answers: the old pair is kept. Its refresh token stays good at Shopify until the new
//!   one is first used, and the new one is used only after it was kept;
//! - while the new pair is written: that is one statement, so there is the old pair or the new one;
//! - after that: the new pair is kept, with the refresh token before it, in case the new one turns out to be dead.

use super::standing::{Renewal, Standing, is_dead, state_after};
use super::{Held, Parts, RenewError, open, sealed_for};
use crate::db::{Grant, Renewed, Sealed, StoreRow};
use crate::ids::{StoreId, TenantId};
use crate::shopify::{AppCredentials, Granted, TokenError};
use crate::tokens::{AccessToken, ClientSecret, DataKey, Purpose, RefreshToken};
use std::time::Duration;

/// So often it is tried to keep what Shopify gave, with a pause between.
const WRITES: usize = 3;
const PAUSE: Duration = Duration::from_millis(100);

/// What Shopify gave, and the refresh token that it gave it for, as it is kept.
type Given = (Granted, Option<Vec<u8>>);

/// New credentials in place of those of version `used`. Only one of these runs for a store at a time.
pub(super) async fn renew(parts: &Parts, tenant: &TenantId, store: &StoreId, used: i64) -> Result<Held, RenewError> {
    let _lock = parts.db.refresh_lock(store).await?;
    let row = parts.db.store(tenant, store).await?.ok_or(RenewError::Disconnected)?;
    let (connection, now) = (&row.connection, parts.clock.unix());
    let key = parts.data_key(tenant).await?;
    if connection.version != used && Standing::of(connection, now) != Standing::Expired {
        return open(&key, &row);
    }
    let renewal = Renewal::of(connection).ok_or(RenewError::NotRenewable)?;
    if is_dead(connection) {
        return Err(RenewError::Dead);
    }
    if let Some(error) = parts.rests.reason(store, connection.version, now, true) {
        return Err(error);
    }
    match ask(parts, &row, &key, renewal).await {
        Ok(given) => keep(parts, &row, &key, renewal, given, now).await,
        Err(error) => {
            parts.rests.begin(store, connection.version, error.clone(), now);
            if let RenewError::Token(error) = &error {
                note(parts, &row, error).await;
            }
            Err(error)
        }
    }
}

async fn ask(parts: &Parts, row: &StoreRow, key: &DataKey, renewal: Renewal) -> Result<Given, RenewError> {
    let (shop, sealed) = (&row.store.shop, &row.connection.sealed);
    let apps = app_credentials(parts, row, key).await?;
    let mut result = Err(RenewError::NotRenewable);
    for app in &apps {
        result = match renewal {
            Renewal::ClientCredentials => {
                parts.endpoint.client_credentials(shop, app).await.map(|granted| (granted, None)).map_err(Into::into)
            }
            Renewal::Migration => {
                let token = open(key, row)?.token;
                migrated(parts, row, app, &token).await
            }
            Renewal::Refresh => refreshed(parts, row, key, app, [&sealed.refresh, &sealed.previous_refresh]).await,
        };
        if result.as_ref().err() != Some(&TokenError::BadSecret.into()) {
            break;
        }
    }
    result
}

async fn migrated(
    parts: &Parts,
    row: &StoreRow,
    app: &AppCredentials,
    token: &AccessToken,
) -> Result<Given, RenewError> {
    Ok((parts.endpoint.migrate(&row.store.shop, app, token).await?, None))
}

/// The next pair, for the refresh token; where that one is dead, for the one before it.
async fn refreshed(
    parts: &Parts,
    row: &StoreRow,
    key: &DataKey,
    app: &AppCredentials,
    tokens: [&Option<Vec<u8>>; 2],
) -> Result<Given, RenewError> {
    let mut result = Err(RenewError::NotRenewable);
    for sealed in tokens.into_iter().flatten() {
        let token = RefreshToken::new(key.open(Purpose::RefreshToken, &sealed_for(row), sealed)?);
        match parts.endpoint.refresh(&row.store.shop, app, &token).await {
            Ok(granted) => return Ok((granted, Some(sealed.clone()))),
            Err(error) => result = Err(error.into()),
        }
        if result.as_ref().err() != Some(&TokenError::DeadRefreshToken.into()) {
            break;
        }
    }
    result
}

/// What the connection's app proves itself with: its secret, then the one before it, while Shopify rotates.
async fn app_credentials(parts: &Parts, row: &StoreRow, key: &DataKey) -> Result<Vec<AppCredentials>, RenewError> {
    let id = row.connection.app.as_ref().ok_or(RenewError::NotRenewable)?;
    let app = parts.db.app(&row.store.tenant, id).await?.ok_or(RenewError::NotRenewable)?;
    let key = if app.tenant.is_some() {
        key.clone()
    } else {
        let sealed = parts.db.vendor_key().await?.ok_or(RenewError::Storage)?;
        parts.vault.open_vendor_key(&sealed)?
    };
    let secrets = [Some(&app.secret), app.previous_secret.as_ref()];
    let opened = secrets.into_iter().flatten().map(|sealed| {
        let secret = key.open(Purpose::ClientSecret, &[app.app.as_str(), &app.client_id], sealed)?;
        Ok(AppCredentials { client_id: app.client_id.clone(), secret: ClientSecret::new(secret) })
    });
    opened.collect()
}

/// Keeps what Shopify gave, in one statement and only over the credentials that it was got for; then it may be used.
async fn keep(
    parts: &Parts,
    row: &StoreRow,
    key: &DataKey,
    renewal: Renewal,
    (granted, used): Given,
    asked_at: i64,
) -> Result<Held, RenewError> {
    let (connection, sealed_for) = (&row.connection, sealed_for(row));
    let seal_refresh = |token: &RefreshToken| key.seal(Purpose::RefreshToken, &sealed_for, token.expose());
    let renewed = Renewed {
        grant: if renewal == Renewal::Migration { Grant::AuthorizationCode } else { connection.grant },
        sealed: Sealed {
            access: key.seal(Purpose::AccessToken, &sealed_for, granted.access.expose())?,
            // An answer without one leaves the one that brought it.
            refresh: granted.refresh.as_ref().map(seal_refresh).transpose()?.or_else(|| used.clone()),
            previous_refresh: used,
        },
        expires: Some(asked_at + i64::from(granted.expires_in)),
        refresh_expires: granted.refresh_expires_in.map(|seconds| asked_at + i64::from(seconds)),
        scopes: (!granted.scopes.is_empty()).then_some(granted.scopes),
    };
    let mut writes = 0;
    let kept = loop {
        let store = &row.store;
        match parts.db.renew(&store.tenant, &store.id, connection.version, &renewed, asked_at).await {
            Ok(kept) => break kept,
            Err(error) if writes + 1 < WRITES => {
                writes += 1;
                tracing::warn!(store = %store.id, %error, "new credentials could not be kept; trying again");
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => return Err(error.into()),
        }
    };
    if kept {
        return Ok(Held { token: granted.access, version: connection.version + 1, fresh: true });
    }
    // Somebody connected the store anew meanwhile: what they brought counts.
    let now = parts.db.store(&row.store.tenant, &row.store.id).await?.ok_or(RenewError::Disconnected)?;
    tracing::info!(store = %row.store.id, "the store was connected anew while its credentials were renewed");
    open(key, &now)
}

/// Notes a failure, once: not again while it stays the same.
async fn note(parts: &Parts, row: &StoreRow, error: &TokenError) {
    let (connection, state) = (&row.connection, state_after(error));
    let known = connection.failure.as_ref().is_some_and(|failure| failure.code == error.code());
    if known && connection.state == state {
        return;
    }
    let failure = parts.failure(row, error.code());
    parts.note(row, connection.version, state, Some(failure)).await;
}
