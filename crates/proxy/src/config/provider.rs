//! `provider …`.

use clap::{Args, Subcommand};

/// `provider …`.
#[derive(Debug, Subcommand)]
pub enum ProviderCommand {
    /// Set where agents sign in, in place of the one before.
    Set(ProviderSetting),
    /// Show it, without its secret.
    Show {
        /// The tenant's id, `t_…`.
        #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T")]
        tenant: String,
    },
    /// Remove it. Who signed in there stays signed in until their sign-in is over.
    Remove {
        /// The tenant's id, `t_…`.
        #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T")]
        tenant: String,
    },
}

/// `provider set`.
#[derive(Debug, Args)]
pub struct ProviderSetting {
    /// The tenant's id, `t_…`.
    #[arg(long, env = "CONTEXT_CARD_TENANT", value_name = "T")]
    pub tenant: String,
    /// What agents call it: the card says "Sign in with …".
    #[arg(long, env = "CONTEXT_CARD_LABEL", value_name = "NAME")]
    pub label: String,
    /// The issuer, as its discovery document has it.
    #[arg(long, env = "CONTEXT_CARD_ISSUER", value_name = "URL")]
    pub issuer: String,
    /// What the provider knows us by.
    #[arg(long, env = "CONTEXT_CARD_CLIENT_ID", value_name = "ID")]
    pub client_id: String,
    /// Read the client secret from standard input; without it, it is a public client.
    #[arg(long, env = "CONTEXT_CARD_CLIENT_SECRET_STDIN", value_parser = clap::builder::FalseyValueParser::new())]
    pub client_secret_stdin: bool,
    /// A domain of e-mail addresses with which somebody may sign in; may be given several times.
    #[arg(long = "domain", env = "CONTEXT_CARD_DOMAIN", value_name = "DOMAIN", value_delimiter = ',')]
    pub domains: Vec<String>,
    /// The claim that lists somebody's groups.
    #[arg(long, env = "CONTEXT_CARD_CLAIM", value_name = "NAME")]
    pub claim: Option<String>,
    /// A group with which somebody may sign in; may be given several times.
    #[arg(long = "group", env = "CONTEXT_CARD_GROUP", value_name = "GROUP")]
    pub groups: Vec<String>,
    /// Let the issuer be on this machine, without encryption. Only tests need it.
    #[arg(long, hide = true, env = "CONTEXT_CARD_ALLOW_LOOPBACK_ISSUER", value_parser = clap::builder::FalseyValueParser::new())]
    pub allow_loopback_issuer: bool,
}
