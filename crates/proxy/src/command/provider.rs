//! `context-card provider set | show | remove`: where agents of hosts that sign nothing may sign in beside by code.

use super::{CommandError, Opened, Said, open, read_secret};
use crate::auth::Role;
use crate::config::{Common, ProviderCommand, ProviderSetting};
use crate::db::{ChangeKind, NewChange, ProviderRow, TenantRow};
use crate::http::provider::CALLBACK;
use crate::provider::{Http, Unfit, fit, secret};
use crate::shopify::ClientError;
use crate::text::BY_COMMAND;
use crate::tokens::Purpose;
use context_card_wire::settings::ProviderSet;
use serde_json::{Value, json};

pub(super) async fn run(common: &Common, command: &ProviderCommand) -> Result<Said, CommandError> {
    match command {
        ProviderCommand::Set(options) => set(common, options).await,
        ProviderCommand::Show { tenant } => show(common, tenant).await,
        ProviderCommand::Remove { tenant } => remove(common, tenant).await,
    }
}

async fn set(common: &Common, options: &ProviderSetting) -> Result<Said, CommandError> {
    // What is allowed here is asked by `serve`, which refuses an issuer on this machine unless it was told otherwise.
    let http = Http::new(options.allow_loopback_issuer).map_err(ClientError::Http)?;
    let wanted = ProviderSet {
        label: options.label.clone(),
        issuer: options.issuer.clone(),
        client_id: options.client_id.clone(),
        domains: options.domains.clone(),
        claim: options.claim.clone().unwrap_or_default(),
        groups: options.groups.clone(),
    };
    let row = fit(&http, &wanted).map_err(unfit)?;
    let given = match options.client_secret_stdin {
        true => Some(read_secret(|| CommandError::NoSecret)?),
        false => None,
    };
    let opened = open(common).await?;
    let (tenant, key) = opened.tenant(&options.tenant).await?;
    let before = opened.db.provider(&tenant.tenant).await?;
    let sealed = match given.as_deref() {
        Some(text) => {
            let text = secret(text).ok_or(CommandError::NoSecret)?;
            Some(key.seal(Purpose::ProviderSecret, &[&row.issuer, &row.client_id], text)?)
        }
        None => None,
    };
    let row = ProviderRow { sealed, ..row };
    let entry = entry(&opened, &tenant, ChangeKind::ProviderSet, before.as_ref().map(told), Some(told(&row)));
    opened.db.set_provider(&row, &entry).await?;
    let known = opened.db.public_url().await?;
    let redirect = known.map_or_else(|| ["<public-url>", CALLBACK].concat(), |public_url| public_url.url(CALLBACK));
    let words =
        format!("Agents of {} sign in at {}.\nEnter this redirect address there: {redirect}", tenant.name, row.issuer);
    Ok(Said::new(words, object(&row)))
}

async fn show(common: &Common, tenant: &str) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let (tenant, _) = opened.tenant(tenant).await?;
    Ok(match opened.db.provider(&tenant.tenant).await? {
        None => Said::new("There is no provider. Agents sign in by code.", json!({"provider": null})),
        Some(row) => {
            let words = format!(
                "{}\nIssuer:     {}\nClient id:  {}\nSecret:     {}\nDomains:    {}\nGroups:     {}",
                row.label,
                row.issuer,
                row.client_id,
                if row.sealed.is_some() { "kept" } else { "none: a public client" },
                row.allowed.domains.join(", "),
                row.allowed.groups.join(", "),
            );
            Said::new(words, object(&row))
        }
    })
}

async fn remove(common: &Common, tenant: &str) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let (tenant, _) = opened.tenant(tenant).await?;
    let before = opened.db.provider(&tenant.tenant).await?;
    let entry = entry(&opened, &tenant, ChangeKind::ProviderRemoved, before.as_ref().map(told), None);
    let removed = opened.db.remove_provider(&entry).await?;
    let words = if removed { "Removed the provider. Agents sign in by code." } else { "There was no provider." };
    Ok(Said::new(words, json!({"removed": removed})))
}

fn told(row: &ProviderRow) -> Value {
    json!({"name": row.label, "issuer": row.issuer, "allowed": row.allowed})
}

fn object(row: &ProviderRow) -> Value {
    json!({"provider": row.label, "issuer": row.issuer, "client_id": row.client_id, "secret": row.sealed.is_some(),
        "domains": row.allowed.domains, "claim": row.allowed.claim, "groups": row.allowed.groups})
}

fn entry(
    opened: &Opened,
    tenant: &TenantRow,
    what: ChangeKind,
    before: Option<Value>,
    after: Option<Value>,
) -> NewChange {
    NewChange {
        tenant: tenant.tenant.clone(),
        at: opened.clock.unix(),
        made_by: BY_COMMAND.to_owned(),
        name: None,
        role: Role::Owner,
        inbox: None,
        what,
        before,
        after,
    }
}

fn unfit(why: Unfit) -> CommandError {
    let option = match why {
        Unfit::Label => "--label",
        Unfit::Issuer => "--issuer",
        Unfit::Client => "--client-id",
        Unfit::Secret => "--client-secret-stdin",
        Unfit::Domains => "--domain",
        Unfit::Groups => "--group",
        Unfit::Claim => "--claim",
    };
    CommandError::Value { option, value: String::new(), why: why.to_string() }
}
