//! `context-card inbox add`.

use super::{CommandError, Said, open};
use crate::auth::{Algorithm, Reach};
use crate::config::{Common, InboxAdd, InboxCommand};
use crate::db::{Inbox, InboxKey, NewInbox};
use crate::ids::{InboxId, KeyId, random_text};
use crate::origin::Origin;
use crate::tokens::{Purpose, SigningSecret};
use serde_json::json;

/// Characters of a signing secret, five bits each: 260 bits.
const SECRET_LENGTH: usize = 52;

pub(super) async fn run(common: &Common, command: &InboxCommand) -> Result<Said, CommandError> {
    match command {
        InboxCommand::Add(options) => add(common, options).await,
    }
}

async fn add(common: &Common, options: &InboxAdd) -> Result<Said, CommandError> {
    let origins = options
        .origins
        .iter()
        .map(|text| {
            Origin::parse(text).map_err(|why| CommandError::Value {
                option: "--origin",
                value: text.clone(),
                why: why.to_string(),
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let opened = open(common).await?;
    let (tenant, data_key) = opened.tenant(&options.tenant).await?;
    let (inbox, key) = (InboxId::random()?, KeyId::random()?);
    let secret = SigningSecret::new(random_text(SECRET_LENGTH)?);
    let sealed = data_key.seal(Purpose::SigningSecret, &[inbox.as_str(), key.as_str()], secret.expose())?;
    let new = NewInbox {
        inbox: Inbox {
            inbox: inbox.clone(),
            tenant: tenant.tenant,
            host: options.host.as_str().to_owned(),
            origins: origins.iter().map(ToString::to_string).collect(),
            max_role: options.max_role.into(),
            reach: Reach::Contact,
            unverified: true,
            locale: None,
            timezone: None,
        },
        key: InboxKey { key: key.clone(), algorithm: Algorithm::Hs256, sealed, revoked: false },
    };
    opened.db.add_inbox(&new, opened.clock.unix()).await?;
    let words = format!(
        "Added the inbox {inbox}\nKey (kid):       {key}\nSigning secret:  {}\nKeep the secret in the host's backend; it is not shown again.\n\
         Try the card:    context-card embed-url --inbox {inbox} --email customer@example.com",
        secret.expose()
    );
    Ok(Said::new(words, json!({"inbox": inbox, "key": key, "signing_secret": secret.expose()})))
}
