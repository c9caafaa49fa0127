//! `context-card link list`: who linked what when. Of contacts nothing is kept but how they are known: by e-mail, by phone,
//! or in which social network.

use super::access::moment;
use super::{CommandError, Said, open};
use crate::config::{Common, LinkCommand};
use crate::db::LinkRow;
use serde_json::{Value, json};
use std::collections::HashMap;

pub(super) async fn run(common: &Common, command: &LinkCommand) -> Result<Said, CommandError> {
    let LinkCommand::List { tenant } = command;
    let opened = open(common).await?;
    let (tenant, _) = opened.tenant(tenant).await?;
    let rows = opened.db.links(&tenant.tenant).await?;
    let mut shops = HashMap::new();
    for row in &rows {
        if !shops.contains_key(&row.store) {
            let shop = opened.db.shop_of_store(&tenant.tenant, &row.store).await?.unwrap_or_default();
            shops.insert(row.store.clone(), shop);
        }
    }
    let shop = |row: &LinkRow| shops.get(&row.store).map_or("", String::as_str);
    let words = match rows.as_slice() {
        [] => "Nothing is linked yet.".to_owned(),
        rows => rows.iter().map(|row| line(row, shop(row))).collect::<Vec<_>>().join("\n"),
    };
    let links: Vec<_> = rows.iter().map(|row| object(row, shop(row))).collect();
    Ok(Said::new(words, json!({"links": links})))
}

fn line(row: &LinkRow, shop: &str) -> String {
    let LinkRow { network, customer, made_by, made_at, removed_by, removed_at, .. } = row;
    let removed = match (removed_by, removed_at) {
        (Some(by), Some(at)) => format!("  unlinked {} by {by}", moment(*at)),
        _ => String::new(),
    };
    format!("{}  {made_by}  linked by {network} to {customer}  {shop}{removed}", moment(*made_at))
}

/// A link for programs.
pub(super) fn object(row: &LinkRow, shop: &str) -> Value {
    json!({
        "store": row.store,
        "shop": shop,
        "customer": row.customer,
        "network": row.network,
        "inbox": row.inbox,
        "made_by": row.made_by,
        "made_at": moment(row.made_at),
        "removed_by": row.removed_by,
        "removed_at": row.removed_at.map(moment),
    })
}
