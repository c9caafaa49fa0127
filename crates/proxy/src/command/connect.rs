//! `context-card store connect`: by a token, by client id and secret, or by a link that somebody opens.

use super::store::{describe, parse_shop, recorded, scope_words};
use super::{CommandError, Opened, Said, not_connected, open, read_secret};
use crate::auth::Pass;
use crate::config::{Common, StoreConnect};
use crate::connect::{Connector, LINK_LIFE, Outcome, Who, is_credential, words};
use crate::db::{Attempt, ChangeKind, StoreRow};
use crate::ids::{AppId, TenantId};
use crate::shopify::AppCredentials;
use crate::store::ShopDomain;
use crate::text::{BY_COMMAND, OutcomeWords};
use crate::tokens::{AccessToken, ClientSecret};
use serde_json::json;
use std::io::Write as _;
use std::time::Duration;

/// How often a command looks whether the store was connected.
const LOOK: Duration = Duration::from_millis(300);

/// Where a store is to be connected.
struct Place<'a> {
    opened: &'a Opened,
    connector: Connector,
    tenant: TenantId,
    shop: ShopDomain,
}

pub(super) async fn run(common: &Common, options: &StoreConnect) -> Result<Said, CommandError> {
    let shop = parse_shop(&options.shop)?;
    // Read before anything else, so that what is no secret changes nothing.
    let token = if options.token_stdin {
        Some(AccessToken::new(read_secret(|| CommandError::NoToken)?.to_string()))
    } else {
        None
    };
    let credentials = match &options.client_id {
        Some(id) => Some(read_credentials(id)?),
        None => None,
    };
    let opened = open(common).await?;
    let tenant = opened.tenant(&options.tenant).await?.0.tenant;
    let place = Place { connector: opened.connector(common)?, opened: &opened, tenant, shop };
    let app = match &options.app {
        Some(id) => Some(place.app(id).await?),
        None => None,
    };
    let before = match opened.db.store_of_shop(&place.tenant, &place.shop).await? {
        Some(store) => opened.db.store(&place.tenant, &store).await?.is_some(),
        None => false,
    };
    let by_itself = token.is_some() || credentials.is_some();
    let who = Who { tenant: &place.tenant, shop: &place.shop, app: app.as_ref(), by: BY_COMMAND };
    let connected = match (token, credentials, &app) {
        (Some(token), _, _) => place.connector.by_token(&who, token).await,
        (None, Some(credentials), _) => place.connector.by_client_credentials(&who, &credentials).await,
        (None, None, Some(app)) => Ok(by_link(&place, app, common.json).await?),
        (None, None, None) => return Err(CommandError::NoToken),
    };
    let row = connected.map_err(|failed| not_connected(&place.shop, &failed))?;
    // A link's end is recorded by whoever takes Shopify's answer: `http/connect/callback`.
    if by_itself {
        let kind = if before { ChangeKind::StoreRotated } else { ChangeKind::StoreConnected };
        opened.record(&place.tenant, kind, None, None, Some(recorded(&row))).await?;
    }
    Ok(Said::new(format!("Connected {} ({})\n{}", row.store.name, row.store.shop, scope_words(&row)), describe(&row)))
}

fn read_credentials(id: &str) -> Result<AppCredentials, CommandError> {
    if !is_credential(id) {
        let why = "copy it from the app's settings in Shopify".to_owned();
        return Err(CommandError::Value { option: "--client-id", value: id.to_owned(), why });
    }
    let secret = ClientSecret::new(read_secret(|| CommandError::NoSecret)?.to_string());
    Ok(AppCredentials { client_id: id.to_owned(), secret })
}

impl Place<'_> {
    /// An app by the id that somebody wrote: the tenant's, or the vendor's.
    async fn app(&self, id: &str) -> Result<AppId, CommandError> {
        let unknown = || CommandError::Unknown { what: "app", id: id.to_owned(), list: "app list" };
        let app = AppId::parse(id).ok_or_else(unknown)?;
        self.opened.db.app(&self.tenant, &app).await?.map(|row| row.app).ok_or_else(unknown)
    }
}

/// Prints a link for somebody to open, and waits until the store is connected or it failed.
async fn by_link(place: &Place<'_>, app: &AppId, json: bool) -> Result<StoreRow, CommandError> {
    let Place { opened, connector, tenant, shop } = place;
    let public_url = opened.public_url().await?;
    let unknown = || CommandError::Unknown { what: "app", id: app.to_string(), list: "app list" };
    let row = opened.db.app(tenant, app).await?.ok_or_else(unknown)?;
    let pass = Pass::random()?;
    let attempt = connector
        .new_attempt(tenant, &row, shop, BY_COMMAND, Some(&pass))
        .await
        .map_err(|failed| not_connected(shop, &failed))?;
    say(&words::connect_link(&public_url, &pass), &attempt, json)?;
    let until = opened.clock.unix() + LINK_LIFE;
    while opened.clock.unix() < until {
        let attempt = opened.db.attempt(tenant, &attempt.attempt).await?.ok_or(CommandError::LinkExpired)?;
        match Outcome::parse(&attempt.outcome) {
            Outcome::Open => tokio::time::sleep(LOOK).await,
            Outcome::Connected => {
                let store = opened.db.store_of_shop(tenant, shop).await?.ok_or(CommandError::LinkExpired)?;
                return opened.store(tenant, &store).await;
            }
            outcome => {
                let OutcomeWords { what, remedy } = words::outcome(outcome);
                let reference = attempt.attempt.to_string();
                return Err(CommandError::NotConnected { shop: shop.to_string(), what, remedy, reference });
            }
        }
    }
    Err(CommandError::LinkExpired)
}

/// The link, at once: somebody has to open it before there is more to say.
fn say(url: &str, attempt: &Attempt, json: bool) -> Result<(), CommandError> {
    let mut out = std::io::stdout();
    if json {
        writeln!(out, "{}", json!({"url": url, "attempt": attempt.attempt, "expires_in": LINK_LIFE}))?;
    } else {
        writeln!(
            out,
            "Open this link in a browser, or send it to somebody who may install apps in {}:\n{url}\nWaiting until the store is connected.",
            attempt.shop
        )?;
    }
    out.flush()?;
    Ok(())
}
