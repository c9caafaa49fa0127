//! `context-card backup | restore`: both files that belong together, the database and its key file. Without the key file a
//! copy of the database opens nothing; without the database the key file is worth nothing.

use super::{CommandError, Said, open};
use crate::config::{Backup, Common, Restore};
use crate::db::Db;
use crate::tokens::{KeyFile, Vault};
use serde_json::json;
use std::io::Write as _;
use std::path::{Path, PathBuf};

const DATABASE: &str = "context-card.db";
const KEY_FILE: &str = "context-card.key";

pub(super) async fn back_up(common: &Common, options: &Backup) -> Result<Said, CommandError> {
    refuse_postgres(common)?;
    let (database, key) = (options.to.join(DATABASE), options.to.join(KEY_FILE));
    for path in [&database, &key] {
        if path.exists() {
            return Err(CommandError::InTheWay(path.display().to_string()));
        }
    }
    // Opened first: what does not belong together is not backed up.
    let opened = open(common).await?;
    std::fs::create_dir_all(&options.to)?;
    // The key file second: a key file of later opens a database of earlier, never the other way round.
    opened.db.copy_to(&database).await?;
    copy_private(&common.key_file, &key)?;
    let words = format!(
        "Copied the database to {} and the key file to {}.\nBoth are needed, and together they open everything: keep them as you keep a password.\n\
         To restore: context-card restore --from {} --database-url sqlite:PATH --key-file PATH",
        database.display(),
        key.display(),
        options.to.display()
    );
    Ok(Said::new(words, json!({"database": database, "key_file": key})))
}

pub(super) async fn restore(common: &Common, options: &Restore) -> Result<Said, CommandError> {
    refuse_postgres(common)?;
    let (database, key) = (options.from.join(DATABASE), options.from.join(KEY_FILE));
    if !database.is_file() || !key.is_file() {
        return Err(CommandError::NoBackup(options.from.display().to_string()));
    }
    let target = database_path(&common.database_url)?;
    for path in [&target, &common.key_file] {
        if path.exists() {
            return Err(CommandError::InTheWay(path.display().to_string()));
        }
    }
    check(&database, &key).await?;
    copy_private(&key, &common.key_file)?;
    std::fs::copy(&database, &target)?;
    // Brings its schema up to date, and finds whether all of it opens.
    open(common).await?.db.close().await;
    let words = format!("Restored the database {} and the key file {}.", target.display(), common.key_file.display());
    Ok(Said::new(words, json!({"database": target, "key_file": common.key_file})))
}

/// Whether a backup's two files belong together. Looked at in a copy, so that the backup stays as it is.
async fn check(database: &Path, key: &Path) -> Result<(), CommandError> {
    let folder = std::env::temp_dir().join(format!("context-card-{}", crate::ids::random_text(12)?));
    std::fs::create_dir(&folder)?;
    let result = opens(&folder, database, key).await;
    // What is left over is in the folder for such things.
    let _ = std::fs::remove_dir_all(&folder);
    result
}

async fn opens(folder: &Path, database: &Path, key: &Path) -> Result<(), CommandError> {
    let (copy, own_key) = (folder.join(DATABASE), folder.join(KEY_FILE));
    std::fs::copy(database, &copy)?;
    copy_private(key, &own_key)?;
    let vault = Vault::new(&own_key, KeyFile::read(&own_key)?);
    let db = Db::open(&format!("sqlite:{}", copy.display())).await?;
    super::belong_together(&vault, &db.tenants().await?, db.vendor_key().await?.as_deref(), key)?;
    db.close().await;
    Ok(())
}

fn refuse_postgres(common: &Common) -> Result<(), CommandError> {
    if common.database_url.starts_with("sqlite:") {
        return Ok(());
    }
    // Without the address: it may hold a password.
    Err(CommandError::BackUpElsewhere("the database".to_owned(), common.key_file.display().to_string()))
}

/// The file of a database address.
fn database_path(url: &str) -> Result<PathBuf, CommandError> {
    Ok(Db::path_of(url)?)
}

/// Copies a file so that only its owner may read the copy.
fn copy_private(from: &Path, to: &Path) -> std::io::Result<()> {
    let bytes = zeroize::Zeroizing::new(std::fs::read(from)?);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(to)?;
    file.write_all(&bytes)?;
    file.sync_all()
}
