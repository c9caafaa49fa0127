//! Hearing of changes, from webhooks, commands and other processes, and doing what follows: what is kept goes, requests
//! end, open cards learn of it. `serve` runs [`listen`]; `http/webhooks` acts at once and tells the others.

use crate::about::About;
use crate::app::App;
use crate::db::{Ear, Heard, Signal, What};
use crate::error::ApiError;
use crate::ids::{StoreId, TenantId};
use crate::tokens::Purpose;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

/// The pause after a failure of the database.
const AGAIN: Duration = Duration::from_secs(1);

/// Hears signals, of this process and of others, until it is dropped.
pub async fn listen(app: App) {
    let mut own = app.db.own_signals();
    let mut ear: Option<Ear> = None;
    loop {
        let others = async {
            match &mut ear {
                Some(ear) => ear.hear().await,
                None => {
                    ear = Some(app.db.ear().await?);
                    Ok(Heard::Signals(Vec::new()))
                }
            }
        };
        tokio::select! {
            signal = own.recv() => match signal {
                Ok(signal) => heard(&app, &signal).await,
                Err(RecvError::Lagged(_)) => missed(&app),
                Err(RecvError::Closed) => return,
            },
            signals = others => match signals {
                Ok(Heard::Signals(signals)) => for signal in &signals {
                    heard(&app, signal).await;
                },
                Ok(Heard::Gap) => missed(&app),
                Err(error) => {
                    tracing::warn!(%error, "could not hear what other processes say");
                    tokio::time::sleep(AGAIN).await;
                }
            },
        }
    }
}

/// Some signals were missed: whatever they said, nothing that is kept counts.
fn missed(app: &App) {
    tracing::warn!("some signals were missed; everything that was kept is thrown away");
    app.lookup.purge_all();
    app.live.tell_all();
}

/// Does what follows from a signal.
async fn heard(app: &App, signal: &Signal) {
    let tenant = &signal.tenant;
    let store = match (&signal.what, &signal.store) {
        (What::Inbox(inbox), _) => return app.live.tell_inbox(inbox),
        (_, Some(store)) => store,
        (_, None) => return,
    };
    match &signal.what {
        What::Connected | What::Changed => changed(app, tenant, store, None).await,
        What::Disconnected => ended(app, tenant, store).await,
        What::About(sealed) => match open(app, tenant, store, sealed).await {
            Ok(about) => changed(app, tenant, store, Some(&about)).await,
            Err(error) => {
                let reference = error.notice().reference;
                tracing::warn!(reference, %store, "a signal does not open; all that is kept of its store is thrown away");
                changed(app, tenant, store, None).await;
            }
        },
        What::Inbox(_) => {}
    }
}

/// Something changed in a store, or something about somebody.
pub async fn changed(app: &App, tenant: &TenantId, store: &StoreId, about: Option<&About>) {
    match about {
        Some(about) => app.lookup.purge_about(tenant, store, about).await,
        None => app.lookup.purge_store(tenant, store).await,
    }
    tell(app, tenant, store, about).await;
}

/// A store may not be asked any more.
pub async fn ended(app: &App, tenant: &TenantId, store: &StoreId) {
    app.keeper.end(store);
    app.lookup.end(tenant, store).await;
    tell(app, tenant, store, None).await;
}

async fn tell(app: &App, tenant: &TenantId, store: &StoreId, about: Option<&About>) {
    if !app.live.has_listeners(tenant) {
        return;
    }
    // A store that was removed has no name any more.
    let shop = app.db.shop_of_store(tenant, store).await.unwrap_or_else(|error| {
        tracing::warn!(%error, %store, "could not look up a store's shop");
        None
    });
    app.live.tell(tenant, store, about, &shop);
}

/// Whom a change is about, sealed for the other processes of the tenant.
///
/// # Errors
/// When the tenant is gone, or its key does not open.
pub async fn seal(app: &App, tenant: &TenantId, store: &StoreId, about: &About) -> Result<String, ApiError> {
    let text = serde_json::to_string(about).map_err(ApiError::internal)?;
    let sealed = app.data_key(tenant).await?.seal(Purpose::Signal, &[store.as_str()], &text);
    Ok(STANDARD.encode(sealed.map_err(ApiError::internal)?))
}

async fn open(app: &App, tenant: &TenantId, store: &StoreId, sealed: &str) -> Result<About, ApiError> {
    let sealed = STANDARD.decode(sealed).map_err(ApiError::internal)?;
    let text = app.data_key(tenant).await?.open(Purpose::Signal, &[store.as_str()], &sealed);
    serde_json::from_str(&text.map_err(ApiError::internal)?).map_err(ApiError::internal)
}
