//! `context-card owner-link`.

use super::{CommandError, Said, open};
use crate::auth::{OWNER_LINK_LIFE, OwnerPass, Pass};
use crate::config::{Common, OwnerLink};
use crate::connect::words;
use serde_json::json;

/// The longest name of an owner, in characters.
const LONGEST_NAME: usize = 100;

pub(super) async fn run(common: &Common, options: &OwnerLink) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let (tenant, _) = opened.tenant(&options.tenant).await?;
    let public_url = opened.public_url().await?;
    let name = options.name.as_deref().map(name_of).transpose()?;
    let pass = Pass::random()?;
    opened.db.add_owner_link(&tenant.tenant, &pass.hash(), name, opened.clock.unix() + OWNER_LINK_LIFE).await?;
    let url = words::owner_link(&public_url, &OwnerPass { tenant: tenant.tenant, pass });
    Ok(Said::new(url.clone(), json!({"url": url, "expires_in": OWNER_LINK_LIFE})))
}

fn name_of(text: &str) -> Result<&str, CommandError> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
        let why = format!("a name has 1 to {LONGEST_NAME} characters and no line breaks");
        return Err(CommandError::Value { option: "--name", value: text.to_owned(), why });
    }
    Ok(name)
}
