//! The command line, and the environment that may stand in for it: every option `--x-y` is also `CONTEXT_CARD_X_Y`.

use crate::auth::{Reach, Role};
use crate::matching::Mode;
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

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

/// `app …`.
#[derive(Debug, Subcommand)]
pub enum AppCommand {
    /// Add a Shopify app; the same client id again takes the new secret, and the old one is accepted beside it.
    Add(AppAdd),
    /// List the apps.
    List {
        /// Those that this tenant may connect through; without it, the vendor's own.
        #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T")]
        tenant: Option<String>,
    },
}

/// `app add`.
#[derive(Debug, Args)]
pub struct AppAdd {
    /// Whose app it is, `t_…`; without it, it is the vendor's, and every tenant may connect through it.
    #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T")]
    pub tenant: Option<String>,
    /// The app's client id, from its settings in Shopify.
    #[arg(long, env = "CONTEXT_CARD_CLIENT_ID", value_name = "ID")]
    pub client_id: String,
    /// Read the app's client secret from standard input.
    #[arg(long, env = "CONTEXT_CARD_CLIENT_SECRET_STDIN", required = true, value_parser = clap::builder::FalseyValueParser::new())]
    pub client_secret_stdin: bool,
    /// The scopes that are asked for on connect. Without it: `read_customers`, `read_orders`, `read_products`, `read_locations`, `read_returns`.
    #[arg(long, env = "CONTEXT_CARD_SCOPES", value_name = "SCOPE", value_delimiter = ',', num_args = 1..)]
    pub scopes: Vec<String>,
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
    /// The address by which browsers reach the proxy; without it, the one it listens on.
    #[arg(long, env = "CONTEXT_CARD_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Stop when standard input is closed, so that nothing outlives the process that started this one.
    #[arg(long, hide = true, env = "CONTEXT_CARD_UNTIL_STDIN_CLOSES", value_parser = clap::builder::FalseyValueParser::new())]
    pub until_stdin_closes: bool,
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

/// `inbox …`.
#[derive(Debug, Subcommand)]
pub enum InboxCommand {
    /// Add an inbox; prints its signing secret, once.
    Add(InboxAdd),
    /// Change what an inbox allows and shows. What is not named stays.
    Set(InboxSet),
    /// Add, rotate and revoke the keys that sign an inbox's host tokens.
    #[command(subcommand)]
    Key(KeyCommand),
}

/// `inbox set`.
#[derive(Debug, Args)]
pub struct InboxSet {
    /// The inbox's id, `i_…`.
    #[arg(long, env = "CONTEXT_CARD_INBOX", value_name = "I")]
    pub inbox: String,
    /// What its sessions may look for: only the contact, or also what the agent searches by hand.
    #[arg(long, env = "CONTEXT_CARD_REACH", value_enum)]
    pub reach: Option<ReachArgument>,
    /// Whether an e-mail or phone that the host has not verified may match. Does not switch on what is off.
    #[arg(long, env = "CONTEXT_CARD_UNVERIFIED", value_enum)]
    pub unverified: Option<YesNo>,
    /// Which e-mails may match: all, those that the host has verified, or none.
    #[arg(long, env = "CONTEXT_CARD_MATCH_EMAIL", value_enum)]
    pub match_email: Option<MatchArgument>,
    /// Which phones may match.
    #[arg(long, env = "CONTEXT_CARD_MATCH_PHONE", value_enum)]
    pub match_phone: Option<MatchArgument>,
    /// The language and formats where a host token names none: `de-DE`.
    #[arg(long, env = "CONTEXT_CARD_LOCALE", value_name = "L")]
    pub locale: Option<String>,
    /// The time zone where a host token names none: `Europe/Berlin`.
    #[arg(long, env = "CONTEXT_CARD_TIMEZONE", value_name = "Z")]
    pub timezone: Option<String>,
    /// What people call it.
    #[arg(long, env = "CONTEXT_CARD_NAME", value_name = "NAME")]
    pub name: Option<String>,
    /// Whether agents see the card there. Open cards learn of it at once.
    #[arg(long, env = "CONTEXT_CARD_ACTIVE", value_enum)]
    pub active: Option<YesNo>,
    /// The stores it shows, `s_…`; `all` for every one of the tenant's.
    #[arg(long, env = "CONTEXT_CARD_STORES", value_name = "S", value_delimiter = ',', num_args = 1..)]
    pub stores: Vec<String>,
}

/// `--reach`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ReachArgument {
    /// Only the contact of the conversation.
    Contact,
    /// Also what the agent looks for by hand.
    Search,
}

impl From<ReachArgument> for Reach {
    fn from(reach: ReachArgument) -> Self {
        match reach {
            ReachArgument::Contact => Self::Contact,
            ReachArgument::Search => Self::Search,
        }
    }
}

/// `--match-email`, `--match-phone`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum MatchArgument {
    /// Verified by the host or not.
    All,
    /// Only what the host has verified.
    Verified,
    /// None.
    Off,
}

impl From<MatchArgument> for Mode {
    fn from(argument: MatchArgument) -> Self {
        match argument {
            MatchArgument::All => Self::All,
            MatchArgument::Verified => Self::Verified,
            MatchArgument::Off => Self::Off,
        }
    }
}

/// `yes` or `no`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// `inbox key …`.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Add a key: a new signing secret, printed once, or the host's own public key.
    Add(KeyAdd),
    /// Add a new signing secret beside the old one; both are accepted until the old one is revoked.
    Rotate {
        /// The inbox's id, `i_…`.
        #[arg(long, env = "CONTEXT_CARD_INBOX", value_name = "I")]
        inbox: String,
    },
    /// Revoke a key: its host tokens are refused and its sessions end at once.
    Revoke {
        /// The inbox's id, `i_…`.
        #[arg(long, env = "CONTEXT_CARD_INBOX", value_name = "I")]
        inbox: String,
        /// The key's id, `k_…`.
        #[arg(long, env = "CONTEXT_CARD_KEY", value_name = "K")]
        key: String,
    },
}

/// `inbox key add`.
#[derive(Debug, Args)]
pub struct KeyAdd {
    /// The inbox's id, `i_…`.
    #[arg(long, env = "CONTEXT_CARD_INBOX", value_name = "I")]
    pub inbox: String,
    /// A public key in a PEM file (RSA: RS256, P-256: ES256, Ed25519: `EdDSA`). Without it, a signing secret is made (HS256).
    #[arg(long, env = "CONTEXT_CARD_PUBLIC_KEY", value_name = "FILE")]
    pub public_key: Option<PathBuf>,
}

/// `inbox add`.
#[derive(Debug, Args)]
pub struct InboxAdd {
    /// The tenant's id, `t_…`.
    #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T")]
    pub tenant: String,
    /// The host's kind.
    #[arg(long, env = "CONTEXT_CARD_HOST", value_enum)]
    pub host: HostKind,
    /// An origin that may be around the card and that makes host tokens: `https://inbox.example`. May be given several times.
    #[arg(long = "origin", env = "CONTEXT_CARD_ORIGIN", value_name = "URL", value_delimiter = ',', required = true)]
    pub origins: Vec<String>,
    /// What people call it; else, where it is embedded.
    #[arg(long, env = "CONTEXT_CARD_NAME", value_name = "NAME", default_value = "", hide_default_value = true)]
    pub name: String,
    /// The highest role that the inbox may vouch for.
    #[arg(long, env = "CONTEXT_CARD_MAX_ROLE", value_enum, default_value = "admin")]
    pub max_role: MaxRole,
}

/// The kinds of host there are so far.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum HostKind {
    /// Any helpdesk with developers of its own: the protocol `scx/1`.
    Generic,
}

impl HostKind {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Generic => "generic",
        }
    }
}

/// The roles that an inbox may vouch for; no host token makes an owner.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum MaxRole {
    /// Agents only.
    Agent,
    /// Agents and admins.
    Admin,
}

impl From<MaxRole> for Role {
    fn from(role: MaxRole) -> Self {
        match role {
            MaxRole::Agent => Self::Agent,
            MaxRole::Admin => Self::Admin,
        }
    }
}

/// `store …`.
#[derive(Debug, Subcommand)]
pub enum StoreCommand {
    /// Connect a Shopify store.
    Connect(StoreConnect),
    /// List the connected stores.
    List {
        /// Only this tenant's.
        #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T")]
        tenant: Option<String>,
    },
    /// List the attempts to connect a store, with their references.
    Attempts {
        /// The tenant's id, `t_…`.
        #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T")]
        tenant: String,
    },
    /// Change how a store is found. What is not named stays.
    Set(StoreSet),
    /// Ask a store whether its connection works, and which scopes it grants.
    Test(WhichStore),
    /// Exchange a store's token that never expires for one that does and is renewed by itself. There is no way back.
    Migrate(WhichStore),
    /// Forget a store's token. From then on no request goes to it.
    Disconnect(WhichStore),
}

/// `store connect`: by a token, by client id and secret, or by Shopify's consent page.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("way").args(["token_stdin", "client_secret_stdin", "app"]).required(true).multiple(true))]
pub struct StoreConnect {
    /// The tenant's id, `t_…`.
    #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T")]
    pub tenant: String,
    /// The shop: `acme.myshopify.com`.
    #[arg(long, env = "CONTEXT_CARD_SHOP", value_name = "SHOP")]
    pub shop: String,
    /// Read an Admin API access token from standard input. With --app, it is known whose token it is.
    #[arg(long, env = "CONTEXT_CARD_TOKEN_STDIN", conflicts_with = "client_secret_stdin", value_parser = clap::builder::FalseyValueParser::new())]
    pub token_stdin: bool,
    /// The client id of an app of the shop's own organisation, together with --client-secret-stdin.
    #[arg(long, env = "CONTEXT_CARD_CLIENT_ID", value_name = "ID", requires = "client_secret_stdin")]
    pub client_id: Option<String>,
    /// Read that app's client secret from standard input.
    #[arg(long, env = "CONTEXT_CARD_CLIENT_SECRET_STDIN", requires = "client_id", value_parser = clap::builder::FalseyValueParser::new())]
    pub client_secret_stdin: bool,
    /// The app's id, `a_…`: prints a link to open, and waits until the store is connected.
    #[arg(long, env = "CONTEXT_CARD_APP", value_name = "A", conflicts_with = "client_secret_stdin")]
    pub app: Option<String>,
}

/// `store set`.
#[derive(Debug, Args)]
pub struct StoreSet {
    /// Which store.
    #[command(flatten)]
    pub which: WhichStore,
    /// What the shop's order numbers begin with, where a conversation's order number is to lead to this store: `UK-`.
    /// Empty where nothing.
    #[arg(long, env = "CONTEXT_CARD_PREFIX", value_name = "P", allow_hyphen_values = true)]
    pub prefix: Option<String>,
}

/// Which store a command is about.
#[derive(Debug, Args)]
pub struct WhichStore {
    /// The store's id, `s_…`.
    #[arg(long, env = "CONTEXT_CARD_STORE", value_name = "S", required_unless_present = "shop")]
    pub store: Option<String>,
    /// The tenant's id, `t_…`, together with --shop.
    #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T", requires = "shop")]
    pub tenant: Option<String>,
    /// The shop's domain, together with --tenant.
    #[arg(long, env = "CONTEXT_CARD_SHOP", value_name = "SHOP", requires = "tenant", conflicts_with = "store")]
    pub shop: Option<String>,
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

/// `access …`.
#[derive(Debug, Subcommand)]
pub enum AccessCommand {
    /// Print the access record of the last 90 days as CSV, or with --json as one object.
    Export(AccessExport),
}

/// `access export`.
#[derive(Debug, Args)]
pub struct AccessExport {
    /// The tenant's id, `t_…`.
    #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T")]
    pub tenant: String,
    /// Only since this day, in UTC: `2026-11-21`.
    #[arg(long, env = "CONTEXT_CARD_SINCE", value_name = "DAY")]
    pub since: Option<String>,
}

/// `link …`.
#[derive(Debug, Subcommand)]
pub enum LinkCommand {
    /// List who linked what when, and who took it away.
    List {
        /// The tenant's id, `t_…`.
        #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T")]
        tenant: String,
    },
}

/// `compliance …`.
#[derive(Debug, Subcommand)]
pub enum ComplianceCommand {
    /// List what Shopify's privacy webhooks asked for, and what was done.
    List {
        /// The tenant's id, `t_…`.
        #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T")]
        tenant: String,
    },
    /// Print everything that is kept about the customer of a data request.
    Export {
        /// The tenant's id, `t_…`.
        #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T")]
        tenant: String,
        /// The request's number in the list.
        #[arg(long, env = "CONTEXT_CARD_REQUEST", value_name = "N")]
        request: String,
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
