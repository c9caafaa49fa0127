//! `context-card store connect | list | test | migrate | disconnect`.

use super::{CommandError, Opened, Said, keeper, open, shopify, shopify_refusal};
use crate::config::{Common, StoreCommand, StoreConnect, WhichStore};
use crate::db::{Grant, NewConnection, Sealed, StoreRow};
use crate::ids::StoreId;
use crate::shopify::{probe, probe_store};
use crate::store::ShopDomain;
use crate::tokens::{AccessToken, Purpose};
use serde_json::{Value, json};
use std::io::Read as _;

/// Who connects, where a command does.
const BY: &str = "command-line";
/// The longest token that is read, in bytes.
const LONGEST_TOKEN: u64 = 1024;

pub(super) async fn run(common: &Common, command: &StoreCommand) -> Result<Said, CommandError> {
    match command {
        StoreCommand::Connect(options) => connect(common, options).await,
        StoreCommand::List { tenant } => list(common, tenant.as_deref()).await,
        StoreCommand::Test(which) => test(common, which).await,
        StoreCommand::Migrate(which) => migrate(common, which).await,
        StoreCommand::Disconnect(which) => disconnect(common, which).await,
    }
}

async fn connect(common: &Common, options: &StoreConnect) -> Result<Said, CommandError> {
    let shop = parse_shop(&options.shop)?;
    let token = read_token()?;
    let opened = open(common).await?;
    let (tenant, data_key) = opened.tenant(&options.tenant).await?;
    let found =
        probe(&shopify(common)?, &shop, &token).await.map_err(|error| shopify_refusal(shop.as_str(), &error))?;
    let id = match opened.db.store_of_shop(&tenant.tenant, &shop).await? {
        Some(id) => id,
        None => StoreId::random()?,
    };
    let access = data_key.seal(Purpose::AccessToken, &[id.as_str(), shop.as_str()], token.expose())?;
    let new = NewConnection {
        store: found.store(id, tenant.tenant, shop),
        app: None,
        client_id: None,
        grant: Grant::Token,
        sealed: Sealed { access, refresh: None, previous_refresh: None },
        expires: None,
        refresh_expires: None,
        metadata: json!({}),
        connected_by: BY.to_owned(),
    };
    opened.db.connect(&new, opened.clock.unix()).await?;
    let row = opened.store(&new.store.tenant, &new.store.id).await?;
    Ok(Said::new(format!("Connected {} ({})\n{}", row.store.name, row.store.shop, scope_words(&row)), describe(&row)))
}

async fn list(common: &Common, tenant: Option<&str>) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let tenants = match tenant {
        Some(id) => vec![opened.tenant(id).await?.0],
        None => opened.db.tenants().await?,
    };
    let mut rows = Vec::new();
    for tenant in tenants {
        rows.extend(opened.db.stores(&tenant.tenant).await?);
    }
    let words = match rows.as_slice() {
        [] => {
            "No stores yet. Connect one: context-card store connect --tenant T --shop SHOP.myshopify.com --token-stdin"
                .to_owned()
        }
        rows => rows
            .iter()
            .map(|row| {
                format!("{}  {}  {}  {}", row.store.id, row.store.shop, row.connection.state.as_str(), row.store.name)
            })
            .collect::<Vec<_>>()
            .join("\n"),
    };
    Ok(Said::new(words, json!({"stores": rows.iter().map(describe).collect::<Vec<_>>()})))
}

async fn test(common: &Common, which: &WhichStore) -> Result<Said, CommandError> {
    let (opened, client) = (open(common).await?, shopify(common)?);
    let row = find(&opened, which).await?;
    let asked = keeper(&opened, &client).open_store(row.clone());
    let found = probe_store(&client, &asked).await.map_err(|error| shopify_refusal(row.store.shop.as_str(), &error))?;
    let store = row.store;
    opened.db.keep_probe(&found.store(store.id.clone(), store.tenant.clone(), store.shop)).await?;
    let row = opened.store(&store.tenant, &store.id).await?;
    Ok(Said::new(format!("{} answers.\n{}", row.store.shop, scope_words(&row)), describe(&row)))
}

async fn migrate(common: &Common, which: &WhichStore) -> Result<Said, CommandError> {
    let (opened, client) = (open(common).await?, shopify(common)?);
    let row = find(&opened, which).await?;
    let refusal = |why: String| CommandError::Shopify { shop: row.store.shop.to_string(), why };
    let connection = &row.connection;
    if connection.sealed.refresh.is_some() || connection.grant == Grant::ClientCredentials {
        return Err(refusal("its tokens expire already, and are renewed by themselves".to_owned()));
    }
    if connection.app.is_none() {
        return Err(refusal("the token's app is not known; connect the store again, with --app A".to_owned()));
    }
    keeper(&opened, &client).migrate(&row).await.map_err(|error| refusal(error.to_string()))?;
    let row = opened.store(&row.store.tenant, &row.store.id).await?;
    let words = format!("{} has a token that expires now, and is renewed by itself.", row.store.shop);
    Ok(Said::new(words, describe(&row)))
}

async fn disconnect(common: &Common, which: &WhichStore) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let row = find(&opened, which).await?;
    opened.db.disconnect(&row.store.tenant, &row.store.id).await?;
    let words = format!(
        "Disconnected {}. Its token is forgotten here; to revoke it, uninstall the app in Shopify's admin.",
        row.store.shop
    );
    let mut object = describe(&row);
    object["state"] = json!("disconnected");
    Ok(Said::new(words, object))
}

async fn find(opened: &Opened, which: &WhichStore) -> Result<StoreRow, CommandError> {
    let unknown = |id: &str| CommandError::Unknown { what: "store", id: id.to_owned(), list: "store list" };
    if let Some(id) = &which.store {
        let store = StoreId::parse(id).ok_or_else(|| unknown(id))?;
        let tenant = opened.db.tenant_of_store(&store).await?.ok_or_else(|| unknown(id))?;
        return opened.db.store(&tenant, &store).await?.ok_or_else(|| unknown(id));
    }
    let (tenant, shop) = (which.tenant.as_deref().unwrap_or_default(), which.shop.as_deref().unwrap_or_default());
    let domain = parse_shop(shop)?;
    let (tenant, _) = opened.tenant(tenant).await?;
    let store = opened.db.store_of_shop(&tenant.tenant, &domain).await?.ok_or_else(|| unknown(shop))?;
    opened.db.store(&tenant.tenant, &store).await?.ok_or_else(|| unknown(shop))
}

fn parse_shop(text: &str) -> Result<ShopDomain, CommandError> {
    ShopDomain::parse(text).map_err(|why| CommandError::Value {
        option: "--shop",
        value: text.to_owned(),
        why: why.to_string(),
    })
}

/// The token on standard input: one line of visible ASCII.
fn read_token() -> Result<AccessToken, CommandError> {
    let mut text = String::new();
    std::io::stdin().take(LONGEST_TOKEN).read_to_string(&mut text).map_err(|_| CommandError::NoToken)?;
    let token = AccessToken::new(text);
    let trimmed = token.expose().trim();
    if trimmed.is_empty() || !trimmed.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(CommandError::NoToken);
    }
    Ok(AccessToken::new(trimmed.to_owned()))
}

fn scope_words(row: &StoreRow) -> String {
    let missing = row.store.missing_scopes();
    let granted = format!("Scopes: {}", row.store.scopes.join(", "));
    if missing.is_empty() {
        granted
    } else {
        format!(
            "{granted}\nMissing: {}. Grant them to the app in Shopify, then run: context-card store test --store {}",
            missing.join(", "),
            row.store.id
        )
    }
}

/// What every `store` command says of a store with `--json`.
fn describe(row: &StoreRow) -> Value {
    json!({
        "store": row.store.id,
        "shop": row.store.shop.as_str(),
        "name": row.store.name,
        "grant": row.connection.grant.as_str(),
        "scopes": row.store.scopes,
        "missing_scopes": row.store.missing_scopes(),
        "state": row.connection.state.as_str(),
    })
}
