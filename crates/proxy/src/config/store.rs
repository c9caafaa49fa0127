//! `app …` and `store …`: Shopify apps, and the stores that are connected through them.

use clap::{ArgGroup, Args, Subcommand};

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
    /// The store's address at Shopify: `acme.myshopify.com`.
    #[arg(long, env = "CONTEXT_CARD_SHOP", value_name = "SHOP")]
    pub shop: String,
    /// Read an Admin API access token from standard input. With --app, it is known whose token it is.
    #[arg(long, env = "CONTEXT_CARD_TOKEN_STDIN", conflicts_with = "client_secret_stdin", value_parser = clap::builder::FalseyValueParser::new())]
    pub token_stdin: bool,
    /// The client id of an app of the store's own organisation, together with --client-secret-stdin.
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
    /// What the store's order numbers begin with, where a conversation's order number is to lead to this store: `UK-`.
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
    /// The store's address at Shopify, together with --tenant.
    #[arg(long, env = "CONTEXT_CARD_SHOP", value_name = "SHOP", requires = "tenant", conflicts_with = "store")]
    pub shop: Option<String>,
}
