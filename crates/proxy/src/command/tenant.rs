//! `context-card tenant add | list | remove`.

use super::{CommandError, Said, open};
use crate::config::{Common, TenantCommand};
use crate::db::TenantRow;
use crate::ids::TenantId;
use serde_json::json;

/// The longest name of a tenant, in characters.
const LONGEST_NAME: usize = 100;

pub(super) async fn run(common: &Common, command: &TenantCommand) -> Result<Said, CommandError> {
    match command {
        TenantCommand::Add { name } => add(common, name).await,
        TenantCommand::List => list(common).await,
        TenantCommand::Remove { tenant } => remove(common, tenant).await,
    }
}

async fn add(common: &Common, name: &str) -> Result<Said, CommandError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
        let why = format!("a name has 1 to {LONGEST_NAME} characters and no line breaks");
        return Err(CommandError::Value { option: "NAME", value: name.to_owned(), why });
    }
    let opened = open(common).await?;
    let tenant = TenantId::random()?;
    let (_, data_key) = opened.vault.new_data_key(&tenant)?;
    let row = TenantRow { tenant: tenant.clone(), name: name.to_owned(), data_key };
    opened.db.add_tenant(&row, opened.clock.unix()).await?;
    let words = format!(
        "Added the tenant {name}: {tenant}\nNext, a link to sign in and set the card up in the browser: context-card owner-link --tenant {tenant}"
    );
    Ok(Said::new(words, json!({"tenant": tenant, "name": name})))
}

async fn list(common: &Common) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let tenants = opened.db.tenants().await?;
    let words = match tenants.as_slice() {
        [] => "No tenants yet. Add one: context-card tenant add NAME".to_owned(),
        tenants => tenants.iter().map(|row| format!("{}  {}", row.tenant, row.name)).collect::<Vec<_>>().join("\n"),
    };
    let rows: Vec<_> = tenants.iter().map(|row| json!({"tenant": row.tenant, "name": row.name})).collect();
    Ok(Said::new(words, json!({"tenants": rows})))
}

async fn remove(common: &Common, id: &str) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let (row, _) = opened.tenant(id).await?;
    opened.db.remove_tenant(&row.tenant).await?;
    let words = format!("Removed the tenant {} with all that was theirs.", row.name);
    Ok(Said::new(words, json!({"tenant": row.tenant, "name": row.name, "removed": true})))
}
