//! `context-card keys rotate [--finish]`.

use super::{CommandError, Said, open};
use crate::config::{Common, KeysCommand};
use crate::tokens::{KeyFile, Vault};
use serde_json::json;

pub(super) async fn run(common: &Common, command: &KeysCommand) -> Result<Said, CommandError> {
    match command {
        KeysCommand::Rotate { finish: false } => begin(common).await,
        KeysCommand::Rotate { finish: true } => finish(common).await,
    }
}

async fn begin(common: &Common) -> Result<Said, CommandError> {
    // Opened first: a key file that does not belong to this database is not touched.
    open(common).await?;
    KeyFile::add_next(&common.key_file)?;
    let words = format!(
        "Added the next key to {0}. Copy {0} to every process that has one, then run: context-card keys rotate --finish",
        common.key_file.display()
    );
    Ok(Said::new(words, json!({"rotation": "begun"})))
}

/// Can be run again after being stopped half-way: what is sealed already is left alone.
async fn finish(common: &Common) -> Result<Said, CommandError> {
    let opened = open(common).await?;
    let vault = Vault::new(&common.key_file, KeyFile::use_next(&common.key_file)?);
    let mut sealed = 0;
    for row in opened.db.tenants().await? {
        if vault.is_current(&row.data_key) {
            continue;
        }
        let key = vault.open_data_key(&row.tenant, &row.data_key)?;
        if opened.db.reseal_tenant(&row, &vault.seal_data_key(&key)?).await? {
            sealed += 1;
        }
    }
    if let Some(row) = opened.db.vendor_key().await?
        && !vault.is_current(&row)
    {
        let key = vault.open_vendor_key(&row)?;
        if opened.db.keep_vendor_key(Some(&row), &vault.seal_data_key(&key)?).await? {
            sealed += 1;
        }
    }
    let words = format!(
        "The newest key is in use; {sealed} data keys were sealed with it. Back up {}.",
        common.key_file.display()
    );
    Ok(Said::new(words, json!({"rotation": "finished", "sealed": sealed})))
}
