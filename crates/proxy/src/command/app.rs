//! `context-card app add | list`.

use super::{CommandError, Said, open, read_secret};
use crate::config::{AppAdd, AppCommand, Common};
use crate::connect::{ConnectError, callback_url, configuration, is_credential, scopes};
use crate::db::{AppRow, ChangeKind};
use crate::public_url::PublicUrl;
use crate::shopify::AppCredentials;
use crate::tokens::ClientSecret;
use crate::webhooks;
use serde_json::{Value, json};

pub(super) async fn run(common: &Common, command: &AppCommand) -> Result<Said, CommandError> {
    match command {
        AppCommand::Add(options) => add(common, options).await,
        AppCommand::List { tenant } => list(common, tenant.as_deref()).await,
    }
}

async fn add(common: &Common, options: &AppAdd) -> Result<Said, CommandError> {
    let wrong =
        |option, value: &str, why: &str| CommandError::Value { option, value: value.to_owned(), why: why.to_owned() };
    if !is_credential(&options.client_id) {
        return Err(wrong("--client-id", &options.client_id, "copy it from the app's settings in Shopify"));
    }
    let asked = match options.scopes.as_slice() {
        [] => scopes::usual(),
        given => {
            let text = given.join(",");
            let why = "name scopes such as read_products; read_customers and read_orders must be among them";
            scopes::parse(&text).ok_or_else(|| wrong("--scopes", &text, why))?
        }
    };
    let secret = ClientSecret::new(read_secret(|| CommandError::NoSecret)?.to_string());
    let credentials = AppCredentials { client_id: options.client_id.clone(), secret };
    let opened = open(common).await?;
    let tenant = match &options.tenant {
        Some(tenant) => Some(opened.tenant(tenant).await?.0.tenant),
        None => None,
    };
    let known = match &tenant {
        Some(tenant) => {
            let rows = opened.db.apps(tenant).await?;
            rows.iter().any(|row| row.tenant.is_some() && row.client_id == options.client_id)
        }
        None => false,
    };
    let added = opened.connector(common)?.add_app(tenant.as_ref(), &credentials, asked).await;
    let (row, replaced) = added.map_err(|error| match error {
        ConnectError::Db(error) => CommandError::Db(error),
        ConnectError::Seal(error) => CommandError::Seal(error),
        // Nothing else is asked here.
        _ => CommandError::NoRandomness,
    })?;
    // The vendor's own apps belong to no tenant, and nobody's history tells of them.
    if let Some(tenant) = &row.tenant {
        let kind = if known { ChangeKind::AppSecret } else { ChangeKind::AppAdded };
        if replaced || !known {
            let after = json!({"app": row.app, "name": row.client_id});
            opened.record(tenant, kind, None, None, Some(after)).await?;
        }
    }
    let public_url = opened.db.public_url().await?;
    Ok(Said::new(words(&row, replaced, public_url.as_ref()), object(&row, public_url.as_ref())))
}

async fn list(common: &Common, tenant: Option<&str>) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let rows = match tenant {
        Some(tenant) => opened.db.apps(&opened.tenant(tenant).await?.0.tenant).await?,
        None => opened.db.vendor_apps().await?,
    };
    let public_url = opened.db.public_url().await?;
    let words = match rows.as_slice() {
        [] => "No apps yet. Add one: context-card app add [--tenant T] --client-id ID --client-secret-stdin".to_owned(),
        rows => rows.iter().map(line).collect::<Vec<_>>().join("\n"),
    };
    let apps: Vec<_> = rows.iter().map(|row| object(row, public_url.as_ref())).collect();
    Ok(Said::new(words, json!({"apps": apps})))
}

fn line(row: &AppRow) -> String {
    let whose = row.tenant.as_ref().map_or("the vendor's", |tenant| tenant.as_str());
    format!("{}  {}  {whose}  {}", row.app, row.client_id, row.scopes.join(","))
}

fn object(row: &AppRow, public_url: Option<&PublicUrl>) -> Value {
    json!({
        "app": row.app,
        "tenant": row.tenant,
        "client_id": row.client_id,
        "scopes": row.scopes,
        "redirect_url": public_url.map(|url| callback_url(url, &row.app)),
        "webhook_url": public_url.map(|url| webhooks::address(url, &row.app)),
        "toml": public_url.map(|url| configuration(row, url)),
    })
}

fn words(row: &AppRow, replaced: bool, public_url: Option<&PublicUrl>) -> String {
    let id = &row.app;
    let first = if replaced {
        format!("Replaced the secret of the app {id}. The one before is accepted beside it, until the next is given.")
    } else {
        format!("Added the app {id}")
    };
    let whose = row.tenant.as_ref().map_or("T", |tenant| tenant.as_str());
    let rest = match public_url {
        Some(url) => format!(
            "Redirect URL:     {}\nWebhook address:  {}\n\nPut this into the app's configuration, shopify.app.toml (shopify app deploy), or its settings in the Dev \
             Dashboard:\n\n{}\n",
            callback_url(url, id),
            webhooks::address(url, id),
            configuration(row, url)
        ),
        None => "Its redirect URL is known once the card's address is: start context-card serve with --public-url, then see context-card app list.\n".to_owned(),
    };
    format!(
        "{first}\n{rest}\nConnect a store through it: context-card store connect --tenant {whose} --shop SHOP.myshopify.com --app {id}"
    )
}
