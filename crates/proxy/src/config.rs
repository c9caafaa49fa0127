//! The command line, and the environment that may stand in for it: every option `--x-y` is also `CONTEXT_CARD_X_Y`.
//!
//! | file | what lives there |
//! |---|---|
//! | `inbox` | inboxes and their keys |
//! | `store` | apps and stores |
//! | `provider` | where agents sign in beside by code |
//! | `record` | what is written down: accesses, privacy requests, links |

mod inbox;
mod provider;
mod record;
mod store;

use crate::limits::Rates;
use clap::{Args, Parser, Subcommand};
pub use inbox::{
    InboxAdd, InboxCommand, InboxSet, KeyAdd, KeyCommand, MatchArgument, MaxRole, ReachArgument, SignatureArgument,
    YesNo,
};
use ipnet::IpNet;
pub use provider::{ProviderCommand, ProviderSetting};
pub use record::{AccessCommand, AccessExport, ComplianceCommand, LinkCommand};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
pub use store::{AppAdd, AppCommand, StoreCommand, StoreConnect, StoreSet, WhichStore};

/// The proxy of the Shopify context card: holds the Shopify tokens and answers the card.
#[derive(Debug, Parser)]
#[command(name = "context-card", version, about, max_term_width = 100)]
pub struct Cli {
    /// What every command needs.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What every command needs.
#[derive(Debug, Args)]
pub struct Common {
    /// The database: `sqlite:PATH`, made where it is not there yet, or `postgres://…`, made by `migrate`.
    #[arg(
        long,
        global = true,
        env = "CONTEXT_CARD_DATABASE_URL",
        hide_env_values = true, // there may be a password in it
        value_name = "URL",
        default_value = "sqlite:context-card.db"
    )]
    pub database_url: String,
    /// The key file that seals the database's secrets. Made once; back it up together with the database.
    #[arg(long, global = true, env = "CONTEXT_CARD_KEY_FILE", value_name = "PATH", default_value = "context-card.key")]
    pub key_file: PathBuf,
    /// Where shops are asked; `{shop}` stands for the shop's domain. Only tests and the sandbox change it.
    #[arg(
        long,
        global = true,
        env = "CONTEXT_CARD_SHOPIFY_URL_TEMPLATE",
        value_name = "TEMPLATE",
        default_value = "https://{shop}"
    )]
    pub shopify_url_template: String,
    /// Print one JSON object instead of words.
    #[arg(long, global = true, env = "CONTEXT_CARD_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    pub json: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer the card.
    Serve(Serve),
    /// Add, list and remove tenants: the organisations that use the card.
    #[command(subcommand)]
    Tenant(TenantCommand),
    /// Add inboxes, the places where the card is embedded, change them, and manage their keys.
    #[command(subcommand)]
    Inbox(InboxCommand),
    /// Print a one-time link by which an owner signs in, to connect and disconnect stores.
    OwnerLink(OwnerLink),
    /// Add and list Shopify apps, through which stores are connected.
    #[command(subcommand)]
    App(AppCommand),
    /// Connect, list, test and disconnect Shopify stores.
    #[command(subcommand)]
    Store(StoreCommand),
    /// Make the schema in PostgreSQL, or bring it up to date, with the owner's role; SQLite does that by itself.
    Migrate(Migrate),
    /// Rotate the key of the key file.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Export the access record: which agent saw which customer of which store, when.
    #[command(subcommand)]
    Access(AccessCommand),
    /// What Shopify's privacy webhooks asked for, and the answers to data requests.
    #[command(subcommand)]
    Compliance(ComplianceCommand),
    /// The links that agents made between contacts and customers.
    #[command(subcommand)]
    Link(LinkCommand),
    /// Copy the database and its key file into a folder, while serving too.
    Backup(Backup),
    /// Put a backup in place, where there is neither database nor key file yet.
    Restore(Restore),
    /// Set, show or remove the OpenID Connect provider where agents sign in, where the host does not prove who is asking.
    #[command(subcommand)]
    Provider(ProviderCommand),
    /// Print a one-time code by which an agent signs in, where the host does not prove who is asking.
    SignInCode(SignInCode),
    /// Print a one-time address of the card, to try it out.
    EmbedUrl(EmbedUrl),
}

/// `owner-link`.
#[derive(Debug, Args)]
pub struct OwnerLink {
    /// The tenant's id, `t_…`.
    #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T")]
    pub tenant: String,
    /// What the owner is called: the history of changes, and stores that they connect, say so.
    #[arg(long, env = "CONTEXT_CARD_OWNER_NAME", value_name = "NAME")]
    pub name: Option<String>,
}

/// `sign-in-code`.
#[derive(Debug, Args)]
pub struct SignInCode {
    /// The inbox's id, `i_…`.
    #[arg(long, env = "CONTEXT_CARD_INBOX", value_name = "I")]
    pub inbox: String,
    /// What the agent is called: what they look up is recorded under this name.
    #[arg(long, env = "CONTEXT_CARD_NAME", value_name = "NAME")]
    pub name: String,
}

/// `backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The folder to copy to. It is made where it is not there; nothing in it is replaced.
    #[arg(long, env = "CONTEXT_CARD_TO", value_name = "FOLDER")]
    pub to: PathBuf,
}

/// `restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// The folder of the backup.
    #[arg(long, env = "CONTEXT_CARD_FROM", value_name = "FOLDER")]
    pub from: PathBuf,
}

/// `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The address to listen on.
    #[arg(long, env = "CONTEXT_CARD_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8787")]
    pub listen: SocketAddr,
    /// The address by which browsers reach the proxy, with the path that a reverse proxy gave it, where it did:
    /// `https://helpdesk.example/shopify`. Without it, the one it listens on.
    #[arg(long, env = "CONTEXT_CARD_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// A reverse proxy in front of this one, by address or network: when it names whom it asks for in `X-Forwarded-For`, it is
    /// believed. Can be given several times.
    #[arg(long = "trusted-proxy", env = "CONTEXT_CARD_TRUSTED_PROXY", value_name = "NETWORK", value_delimiter = ',', value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,
    /// How often one session may ask, per second; six times as often for a moment. 0: as often as it likes.
    #[arg(long, env = "CONTEXT_CARD_SESSION_RATE", value_name = "N", default_value_t = 10)]
    pub session_rate: u32,
    /// The same for one inbox.
    #[arg(long, env = "CONTEXT_CARD_INBOX_RATE", value_name = "N", default_value_t = 200)]
    pub inbox_rate: u32,
    /// The same for one address. Where a whole office has one address, it shares this.
    #[arg(long, env = "CONTEXT_CARD_ADDRESS_RATE", value_name = "N", default_value_t = 100)]
    pub address_rate: u32,
    /// Let organisations' providers be on this machine, without encryption. Only tests need it.
    #[arg(long, hide = true, env = "CONTEXT_CARD_ALLOW_LOOPBACK_ISSUER", value_parser = clap::builder::FalseyValueParser::new())]
    pub allow_loopback_issuer: bool,
    /// Stop when standard input is closed, so that nothing outlives the process that started this one.
    #[arg(long, hide = true, env = "CONTEXT_CARD_UNTIL_STDIN_CLOSES", value_parser = clap::builder::FalseyValueParser::new())]
    pub until_stdin_closes: bool,
}

impl Serve {
    /// How often anybody may ask.
    #[must_use]
    pub const fn rates(&self) -> Rates {
        Rates { session: self.session_rate, inbox: self.inbox_rate, address: self.address_rate }
    }
}

/// A network, or an address, which is a network of one.
fn network(text: &str) -> Result<IpNet, String> {
    let alone = |_| text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(alone).map_err(|_| "it is no address or network: 10.0.0.2, 10.0.0.0/8".to_owned())
}

/// `tenant …`.
#[derive(Debug, Subcommand)]
pub enum TenantCommand {
    /// Add a tenant.
    Add {
        /// What people call it.
        #[arg(env = "CONTEXT_CARD_NAME")]
        name: String,
    },
    /// List the tenants.
    List,
    /// Remove a tenant with all that is theirs: inboxes, keys, connections, settings.
    Remove {
        /// The tenant's id, `t_…`.
        #[arg(env = "CONTEXT_CARD_TENANT")]
        tenant: String,
    },
}

/// `migrate`.
#[derive(Debug, Args)]
pub struct Migrate {
    /// The role that `serve` uses, or a group with that role in it; it is made, without login, where it is missing. By
    /// default `context_card_proxy`.
    #[arg(long, env = "CONTEXT_CARD_PROXY_ROLE", value_name = "NAME")]
    pub proxy_role: Option<String>,
}

/// `keys …`.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Add the next key to the key file; with --finish, start to use it. Between the two, give every process its copy.
    Rotate {
        /// Start to use the next key, and seal every tenant's data key with it.
        #[arg(long, env = "CONTEXT_CARD_FINISH", value_parser = clap::builder::FalseyValueParser::new())]
        finish: bool,
    },
}

/// `embed-url`.
#[derive(Debug, Args)]
pub struct EmbedUrl {
    /// The inbox's id, `i_…`.
    #[arg(long, env = "CONTEXT_CARD_INBOX", value_name = "I")]
    pub inbox: String,
    /// The contact's e-mail.
    #[arg(long, env = "CONTEXT_CARD_EMAIL", value_name = "E", required_unless_present = "phone")]
    pub email: Option<String>,
    /// The contact's phone, with its country: `+44 …`.
    #[arg(long, env = "CONTEXT_CARD_PHONE", value_name = "P")]
    pub phone: Option<String>,
    /// The agent's id.
    #[arg(long, env = "CONTEXT_CARD_AGENT", value_name = "A", default_value = "command-line")]
    pub agent: String,
    /// The agent's role, at most what the inbox may vouch for.
    #[arg(long, env = "CONTEXT_CARD_ROLE", value_enum, default_value = "agent")]
    pub role: MaxRole,
}
