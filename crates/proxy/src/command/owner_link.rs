//! `context-card owner-link`.

use super::{CommandError, Said, open};
use crate::auth::{OWNER_LINK_LIFE, OwnerPass, Pass};
use crate::config::{Common, OwnerLink};
use crate::connect::words;
use serde_json::json;

pub(super) async fn run(common: &Common, options: &OwnerLink) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let (tenant, _) = opened.tenant(&options.tenant).await?;
    let public_url = opened.public_url().await?;
    let pass = Pass::random()?;
    opened.db.add_owner_link(&tenant.tenant, &pass.hash(), opened.clock.unix() + OWNER_LINK_LIFE).await?;
    let url = words::owner_link(&public_url, &OwnerPass { tenant: tenant.tenant, pass });
    Ok(Said::new(url.clone(), json!({"url": url, "expires_in": OWNER_LINK_LIFE})))
}
