//! `access …`, `compliance …` and `link …`: what is written down, to be read.

use clap::{Args, Subcommand};

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
