//! The commands, one file a noun. `main` calls [`run`]; each works beside a running `serve`.

mod access;
mod app;
mod backup;
mod compliance;
mod connect;
mod embed_url;
mod inbox;
mod keys;
mod link;
mod migrate;
mod owner_link;
mod provider;
mod serve;
mod sign_in_code;
mod store;
mod tenant;

use crate::auth::Role;
use crate::clock::Clock;
use crate::config::{Cli, Command, Common};
use crate::connect::words;
use crate::connect::{Connector, Failed};
use crate::db::{ChangeKind, Db, DbError, NewChange, StoreRow, TenantRow};
use crate::ids::{InboxId, StoreId, TenantId};
use crate::public_url::PublicUrl;
use crate::shopify::{Client, ClientError, ShopifyError, TokenEndpoint};
use crate::store::ShopDomain;
use crate::text::{BY_COMMAND, OutcomeWords};
use crate::tokens::{DataKey, Keeper, KeyFile, KeyFileError, OpenError, Vault};
use serde_json::Value;
use std::io::Read as _;
use std::path::Path;
use zeroize::Zeroizing;

/// The longest secret that is read from standard input, in bytes.
const LONGEST_SECRET: u64 = 1024;

/// Why a command failed: one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key file.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The key file is not the one that sealed the database.
    #[error("the key file {0} does not open what this database holds; restore the key file that belongs to it")]
    WrongKeyFile(String),
    /// Sealing failed.
    #[error(transparent)]
    Seal(#[from] OpenError),
    /// No randomness.
    #[error("the operating system gives no randomness")]
    NoRandomness,
    /// Something that was named is not there.
    #[error("there is no {what} {id}; see: context-card {list}")]
    Unknown {
        /// What it should be.
        what: &'static str,
        /// What was given.
        id: String,
        /// The command that lists what there is.
        list: &'static str,
    },
    /// A value can't be used.
    #[error("{option} {value:?} can't be used: {why}")]
    Value {
        /// The option.
        option: &'static str,
        /// What was given.
        value: String,
        /// What is wrong with it.
        why: String,
    },
    /// Every key of the inbox was revoked.
    #[error("the inbox has no key that is not revoked; add one: context-card inbox key add")]
    NoKey,
    /// Nobody knows the address of the card yet.
    #[error("the card's address is not known yet; start it first: context-card serve")]
    NeverServed,
    /// The token on standard input is no token.
    #[error("standard input holds no access token; pipe it in: context-card store connect … --token-stdin < token.txt")]
    NoToken,
    /// The secret on standard input is no secret.
    #[error("standard input holds no client secret; pipe it in: … --client-secret-stdin < secret.txt")]
    NoSecret,
    /// Connecting failed.
    #[error("{shop}: {what} {remedy}{}", if reference.is_empty() { String::new() } else { format!(" (reference {reference})") })]
    NotConnected {
        /// The shop.
        shop: String,
        /// What went wrong.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
        /// The attempt's reference, where there is one.
        reference: String,
    },
    /// Too many codes wait.
    #[error("too many codes of this inbox are waiting to be used; try again in ten minutes")]
    CodesFull,
    /// Nobody opened the link in time.
    #[error("nobody connected the store within a day; begin again")]
    LinkExpired,
    /// A backup is of SQLite's files only.
    #[error(
        "{0} is PostgreSQL: back it up with pg_dump, as a superuser, whom row-level security lets through, together with a copy of the key file {1}"
    )]
    BackUpElsewhere(String, String),
    /// Something stands where a file is to go.
    #[error("{0} is there already, and is not replaced; move it away first")]
    InTheWay(String),
    /// There is nothing to restore.
    #[error("there is no backup in {0}: it holds context-card.db and context-card.key")]
    NoBackup(String),
    /// Where shops are asked.
    #[error(transparent)]
    Template(#[from] ClientError),
    /// Shopify did not accept the connection.
    #[error("{shop}: {why}")]
    Shopify {
        /// The shop.
        shop: String,
        /// What to do about it.
        why: String,
    },
    /// Can't listen.
    #[error("can't listen on {address}: {why}; choose another one with --listen")]
    Listen {
        /// The address.
        address: String,
        /// What the operating system says.
        why: std::io::Error,
    },
    /// Standard input or output failed.
    #[error("can't read or write: {0}")]
    Io(#[from] std::io::Error),
}

impl From<getrandom::Error> for CommandError {
    fn from(_: getrandom::Error) -> Self {
        Self::NoRandomness
    }
}

/// What a command says when it is done: words for people, and one object for programs.
#[derive(Debug)]
pub struct Said {
    words: String,
    object: Value,
}

impl Said {
    fn new(words: impl Into<String>, object: Value) -> Self {
        Self { words: words.into(), object }
    }

    /// What to print.
    #[must_use]
    pub fn text(&self, json: bool) -> String {
        if json { self.object.to_string() } else { self.words.clone() }
    }
}

/// Runs a command.
///
/// # Errors
/// One line that says what to do.
pub async fn run(cli: Cli) -> Result<Option<Said>, CommandError> {
    let Cli { common, command } = cli;
    match command {
        Command::Serve(options) => serve::run(&common, &options).await.map(|()| None),
        Command::Tenant(command) => tenant::run(&common, &command).await.map(Some),
        Command::Inbox(command) => inbox::run(&common, &command).await.map(Some),
        Command::OwnerLink(options) => owner_link::run(&common, &options).await.map(Some),
        Command::App(command) => app::run(&common, &command).await.map(Some),
        Command::Store(command) => store::run(&common, &command).await.map(Some),
        Command::Migrate(options) => migrate::run(&common, &options).await.map(Some),
        Command::Keys(command) => keys::run(&common, &command).await.map(Some),
        Command::Access(command) => access::run(&common, &command).await,
        Command::Link(command) => link::run(&common, &command).await.map(Some),
        Command::Compliance(command) => compliance::run(&common, &command).await.map(Some),
        Command::Backup(options) => backup::back_up(&common, &options).await.map(Some),
        Command::Restore(options) => backup::restore(&common, &options).await.map(Some),
        Command::Provider(command) => provider::run(&common, &command).await.map(Some),
        Command::SignInCode(options) => sign_in_code::run(&common, &options).await.map(Some),
        Command::EmbedUrl(options) => embed_url::run(&common, &options).await.map(Some),
    }
}

/// The database and the vault, opened and found to belong together.
struct Opened {
    db: Db,
    vault: Vault,
    clock: Clock,
}

/// Opens database and key file. The key file is made only for a database that holds nothing sealed yet.
async fn open(common: &Common) -> Result<Opened, CommandError> {
    let db = Db::open(&common.database_url).await?;
    let (tenants, vendor) = (db.tenants().await?, db.vendor_key().await?);
    let keys = match KeyFile::read(&common.key_file) {
        Err(KeyFileError::Missing(path)) if tenants.is_empty() && vendor.is_none() => KeyFile::make(&path)?,
        keys => keys?,
    };
    let vault = Vault::new(&common.key_file, keys);
    belong_together(&vault, &tenants, vendor.as_deref(), &common.key_file)?;
    Ok(Opened { db, vault, clock: Clock::system() })
}

/// Refuses a key file that does not open every data key, the tenants' and the vendor's.
fn belong_together(
    vault: &Vault,
    tenants: &[TenantRow],
    vendor: Option<&[u8]>,
    key_file: &Path,
) -> Result<(), CommandError> {
    let wrong = |_| CommandError::WrongKeyFile(key_file.display().to_string());
    for tenant in tenants {
        vault.open_data_key(&tenant.tenant, &tenant.data_key).map_err(wrong)?;
    }
    if let Some(row) = vendor {
        vault.open_vendor_key(row).map_err(wrong)?;
    }
    Ok(())
}

impl Opened {
    /// What connects stores.
    fn connector(&self, common: &Common) -> Result<Connector, CommandError> {
        Ok(Connector::new(self.db.clone(), self.vault.clone(), shopify(common)?, self.clock.clone()))
    }

    /// The address by which browsers reach the proxy.
    async fn public_url(&self) -> Result<PublicUrl, CommandError> {
        self.db.public_url().await?.ok_or(CommandError::NeverServed)
    }

    /// Records a change, as made by the command line.
    async fn record(
        &self,
        tenant: &TenantId,
        what: ChangeKind,
        inbox: Option<&InboxId>,
        before: Option<Value>,
        after: Option<Value>,
    ) -> Result<(), CommandError> {
        let change = NewChange {
            tenant: tenant.clone(),
            at: self.clock.unix(),
            made_by: BY_COMMAND.to_owned(),
            name: None,
            role: Role::Owner,
            inbox: inbox.cloned(),
            what,
            before,
            after,
        };
        Ok(self.db.add_change(&change).await?)
    }

    /// A tenant by the id that somebody wrote, and its data key.
    async fn tenant(&self, id: &str) -> Result<(TenantRow, DataKey), CommandError> {
        let unknown = || CommandError::Unknown { what: "tenant", id: id.to_owned(), list: "tenant list" };
        let tenant = TenantId::parse(id).ok_or_else(unknown)?;
        let row = self.db.tenant(&tenant).await?.ok_or_else(unknown)?;
        let key = self.vault.open_data_key(&row.tenant, &row.data_key)?;
        Ok((row, key))
    }

    /// A store that is known to be connected.
    async fn store(&self, tenant: &TenantId, store: &StoreId) -> Result<StoreRow, CommandError> {
        let gone = || CommandError::Unknown { what: "store", id: store.to_string(), list: "store list" };
        self.db.store(tenant, store).await?.ok_or_else(gone)
    }
}

/// What hands out the stores' access tokens.
fn keeper(opened: &Opened, client: &Client) -> Keeper {
    Keeper::new(opened.db.clone(), opened.vault.clone(), TokenEndpoint::new(client.clone()), opened.clock.clone())
}

/// The client for shops.
fn shopify(common: &Common) -> Result<Client, CommandError> {
    Ok(Client::new(&common.shopify_url_template)?)
}

/// Why a shop is not connected, for the one who connects it.
fn not_connected(shop: &ShopDomain, failed: &Failed) -> CommandError {
    let Failed { attempt, outcome, cause, .. } = failed;
    let reference = attempt.as_ref().map(|attempt| attempt.attempt.to_string()).unwrap_or_default();
    tracing::info!(reference, code = outcome.code(), cause, %shop, "a store was not connected");
    let OutcomeWords { what, remedy } = words::outcome(*outcome);
    CommandError::NotConnected { shop: shop.to_string(), what, remedy, reference }
}

/// A secret on standard input: one word of visible ASCII.
fn read_secret(none: impl Fn() -> CommandError) -> Result<Zeroizing<String>, CommandError> {
    let mut text = Zeroizing::new(String::new());
    std::io::stdin().take(LONGEST_SECRET).read_to_string(&mut text).map_err(|_| none())?;
    let trimmed = text.trim();
    if trimmed.is_empty() || !trimmed.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(none());
    }
    Ok(Zeroizing::new(trimmed.to_owned()))
}

/// What a shop's refusal means for the one who connects it.
fn shopify_refusal(shop: &str, error: &ShopifyError) -> CommandError {
    CommandError::Shopify { shop: shop.to_owned(), why: error.to_string() }
}
