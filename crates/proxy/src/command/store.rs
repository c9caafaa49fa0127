//! `context-card store list | attempts | set | test | migrate | disconnect`; `connect` is in `connect.rs`.

use super::{CommandError, Opened, Said, connect, keeper, open, shopify, shopify_refusal};
use crate::config::{Common, StoreCommand, StoreSet, WhichStore};
use crate::connect::{Outcome, words};
use crate::db::{Attempt, ChangeKind, Grant, StoreRow};
use crate::ids::StoreId;
use crate::shopify::probe_store;
use crate::store::{LONGEST_PREFIX, ShopDomain, is_prefix};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

pub(super) async fn run(common: &Common, command: &StoreCommand) -> Result<Said, CommandError> {
    match command {
        StoreCommand::Connect(options) => connect::run(common, options).await,
        StoreCommand::List { tenant } => list(common, tenant.as_deref()).await,
        StoreCommand::Attempts { tenant } => attempts(common, tenant).await,
        StoreCommand::Set(options) => set(common, options).await,
        StoreCommand::Test(which) => test(common, which).await,
        StoreCommand::Migrate(which) => migrate(common, which).await,
        StoreCommand::Disconnect(which) => disconnect(common, which).await,
    }
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
        rows => rows.iter().map(line).collect::<Vec<_>>().join("\n"),
    };
    Ok(Said::new(words, json!({"stores": rows.iter().map(describe).collect::<Vec<_>>()})))
}

/// A store in the list.
fn line(row: &StoreRow) -> String {
    let StoreRow { store, connection } = row;
    let more = [
        store.prefix.as_ref().map(|prefix| format!("prefix {prefix}")),
        connection.app.as_ref().map(|app| format!("app {app}")),
        connection.expires.map(|until| format!("access until {}", rfc3339(until))),
        connection.failure.as_ref().map(|failure| format!("{} (reference {})", failure.code, failure.reference)),
    ];
    let (state, grant) = (connection.state.as_str(), connection.grant.as_str());
    let first = format!("{}  {}  {state}  {grant}  {}", store.id, store.shop, store.name);
    [first].into_iter().chain(more.into_iter().flatten()).collect::<Vec<_>>().join("  ")
}

async fn attempts(common: &Common, tenant: &str) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let (tenant, _) = opened.tenant(tenant).await?;
    let attempts = opened.db.attempts(&tenant.tenant).await?;
    let words = match attempts.as_slice() {
        [] => "No attempts yet.".to_owned(),
        attempts => attempts.iter().map(attempt_line).collect::<Vec<_>>().join("\n"),
    };
    Ok(Said::new(words, json!({"attempts": attempts.iter().map(describe_attempt).collect::<Vec<_>>()})))
}

fn attempt_line(attempt: &Attempt) -> String {
    let said = &words::outcome(Outcome::parse(&attempt.outcome)).what;
    let at = rfc3339(attempt.ended.unwrap_or(attempt.created));
    format!("{}  {at}  {}  {}  {said}", attempt.attempt, attempt.shop, attempt.outcome)
}

fn describe_attempt(attempt: &Attempt) -> Value {
    json!({
        "attempt": attempt.attempt,
        "shop": attempt.shop.as_str(),
        "app": attempt.app,
        "by_link": attempt.by_link,
        "made_by": attempt.made_by,
        "created": rfc3339(attempt.created),
        "ended": attempt.ended.map(rfc3339),
        "outcome": attempt.outcome,
        "detail": attempt.detail,
    })
}

/// A moment as programs read it.
fn rfc3339(unix: i64) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(unix).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    moment.format(&Rfc3339).unwrap_or_default()
}

async fn set(common: &Common, options: &StoreSet) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let row = find(&opened, &options.which).await?;
    let store = &row.store;
    if let Some(text) = &options.prefix {
        let prefix = Some(parse_prefix(text)?).filter(|prefix| !prefix.is_empty());
        if prefix != store.prefix.as_deref() {
            opened.db.set_prefix(&store.tenant, &store.id, prefix).await?;
            let with = |prefix: Option<&str>| {
                let mut told = recorded(&row);
                told["prefix"] = json!(prefix.unwrap_or_default());
                Some(told)
            };
            let (before, after) = (with(store.prefix.as_deref()), with(prefix));
            opened.record(&store.tenant, ChangeKind::Prefix, None, before, after).await?;
        }
    }
    let row = opened.store(&store.tenant, &store.id).await?;
    let prefix = row.store.prefix.as_deref().unwrap_or("nothing");
    Ok(Said::new(format!("Order numbers of {} begin with {prefix}.", row.store.shop), describe(&row)))
}

fn parse_prefix(text: &str) -> Result<&str, CommandError> {
    let why = format!("a prefix has 1 to {LONGEST_PREFIX} visible ASCII characters and no spaces: UK-");
    if is_prefix(text) {
        Ok(text)
    } else {
        Err(CommandError::Value { option: "--prefix", value: text.to_owned(), why })
    }
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
    opened.record(&row.store.tenant, ChangeKind::StoreRotated, None, None, Some(recorded(&row))).await?;
    let row = opened.store(&row.store.tenant, &row.store.id).await?;
    let words = format!("{} has a token that expires now, and is renewed by itself.", row.store.shop);
    Ok(Said::new(words, describe(&row)))
}

async fn disconnect(common: &Common, which: &WhichStore) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let row = find(&opened, which).await?;
    if opened.db.disconnect(&row.store.tenant, &row.store.id).await? {
        opened.record(&row.store.tenant, ChangeKind::StoreDisconnected, None, Some(recorded(&row)), None).await?;
    }
    let words = format!(
        "Disconnected {}. Its token is forgotten here; to revoke it, uninstall the app in Shopify's admin.",
        row.store.shop
    );
    let mut object = describe(&row);
    object["state"] = json!("disconnected");
    Ok(Said::new(words, object))
}

/// What is recorded of a store.
pub(super) fn recorded(row: &StoreRow) -> Value {
    json!({"store": row.store.id, "shop": row.store.shop.as_str(), "name": row.store.name})
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

pub(super) fn parse_shop(text: &str) -> Result<ShopDomain, CommandError> {
    ShopDomain::parse(text).map_err(|why| CommandError::Value {
        option: "--shop",
        value: text.to_owned(),
        why: why.to_string(),
    })
}

pub(super) fn scope_words(row: &StoreRow) -> String {
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
pub(super) fn describe(row: &StoreRow) -> Value {
    json!({
        "store": row.store.id,
        "shop": row.store.shop.as_str(),
        "name": row.store.name,
        "grant": row.connection.grant.as_str(),
        "scopes": row.store.scopes,
        "missing_scopes": row.store.missing_scopes(),
        "state": row.connection.state.as_str(),
        "app": row.connection.app,
        "prefix": row.store.prefix,
        "connected": rfc3339(row.connection.connected),
        "connected_by": row.connection.connected_by,
        "expires": row.connection.expires.map(rfc3339),
        "refresh_expires": row.connection.refresh_expires.map(rfc3339),
        "refreshed": row.connection.refreshed.map(rfc3339),
        "error": row.connection.failure.as_ref().map(|failure| {
            json!({"code": failure.code, "at": rfc3339(failure.at), "reference": failure.reference})
        }),
    })
}
