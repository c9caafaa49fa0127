//! `context-card compliance list | export`: what Shopify's privacy webhooks asked for, and the answer to a data request.

use super::access::{moment, object};
use super::link::object as link_object;
use super::{CommandError, Said, open};
use crate::config::{Common, ComplianceCommand};
use crate::db::ComplianceRow;
use serde_json::{Value, json};

pub(super) async fn run(common: &Common, command: &ComplianceCommand) -> Result<Said, CommandError> {
    match command {
        ComplianceCommand::List { tenant } => list(common, tenant).await,
        ComplianceCommand::Export { tenant, request } => export(common, tenant, request).await,
    }
}

async fn list(common: &Common, tenant: &str) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let (tenant, _) = opened.tenant(tenant).await?;
    let rows = opened.db.compliance(&tenant.tenant).await?;
    let words = match rows.as_slice() {
        [] => "Shopify has asked for nothing yet.".to_owned(),
        rows => rows.iter().map(line).collect::<Vec<_>>().join("\n"),
    };
    Ok(Said::new(words, json!({"requests": rows.iter().map(describe).collect::<Vec<_>>()})))
}

/// Everything that is kept about the customer of a data request: who looked at them, when. No name, no address is kept.
async fn export(common: &Common, tenant: &str, request: &str) -> Result<Said, CommandError> {
    let unknown =
        || CommandError::Unknown { what: "request", id: request.to_owned(), list: "compliance list --tenant T" };
    let opened = open(common).await?;
    let (tenant, _) = opened.tenant(tenant).await?;
    let number = request.parse().map_err(|_| unknown())?;
    let row = opened.db.compliance_request(&tenant.tenant, number).await?.ok_or_else(unknown)?;
    let (entries, links) = match &row.store {
        Some(store) => (
            opened.db.access_to(&tenant.tenant, store, &row.subjects).await?,
            opened.db.links_to(&tenant.tenant, store, &row.subjects).await?,
        ),
        None => (Vec::new(), Vec::new()),
    };
    let links: Vec<_> = links.iter().map(|link| link_object(link, &row.shop)).collect();
    let entries: Vec<_> = entries.iter().map(|entry| object(entry, &row.shop)).collect();
    let mut answer = describe(&row);
    answer["held"] = json!({
        "access_record": entries,
        "links": links,
        "note": "No names, addresses or orders are kept on disk; Shopify's answers stay in memory for at most ten minutes.",
    });
    let words = serde_json::to_string_pretty(&answer).unwrap_or_default();
    Ok(Said::new(words, answer))
}

fn line(row: &ComplianceRow) -> String {
    let open = if row.topic == "customers/data_request" && !row.subjects.is_empty() {
        "  answer it with: context-card compliance export"
    } else {
        ""
    };
    format!("{}  {}  {}  {}  {}{open}", row.request, moment(row.at), row.topic, row.shop, row.done)
}

fn describe(row: &ComplianceRow) -> Value {
    json!({
        "request": row.request,
        "at": moment(row.at),
        "topic": row.topic,
        "shop": row.shop,
        "store": row.store,
        "reference": row.reference,
        "subjects": row.subjects,
        "done": row.done,
    })
}
