//! The command line.

use crate::host_token::Agent;
use std::net::SocketAddr;

/// The environment variable that holds the signing secret. It is never an argument: arguments are visible to every process.
pub(crate) const SECRET: &str = "CONTEXT_CARD_DEMO_SIGNING_SECRET";

/// A small helpdesk around the card, the worked example for vendors.
///
/// The signing secret that `context-card inbox add` printed is read from `CONTEXT_CARD_DEMO_SIGNING_SECRET`.
#[derive(clap::Parser)]
#[command(name = "context-card-demo", version)]
pub(crate) struct Options {
    /// Where the inbox listens. Its origin must be one of the card's inbox: `inbox add --origin http://127.0.0.1:8788`.
    #[arg(long, default_value = "127.0.0.1:8788", env = "CONTEXT_CARD_DEMO_LISTEN")]
    pub(crate) listen: SocketAddr,
    /// Where the card comes from: the public address of `context-card serve`.
    #[arg(long, default_value = "http://127.0.0.1:8787", env = "CONTEXT_CARD_DEMO_CARD_URL")]
    pub(crate) card_url: String,
    /// The card's inbox, as `context-card inbox add` printed it: `i_…`.
    #[arg(long, env = "CONTEXT_CARD_DEMO_INBOX")]
    pub(crate) inbox: String,
    /// The id of the signing key, as `context-card inbox add` printed it: `k_…`.
    #[arg(long, env = "CONTEXT_CARD_DEMO_KEY")]
    pub(crate) key: String,
    /// What the agent of the demo may do.
    #[arg(long, default_value = "agent", env = "CONTEXT_CARD_DEMO_ROLE")]
    pub(crate) role: Role,
    /// The agent's language and region.
    #[arg(long, default_value = "en-GB", env = "CONTEXT_CARD_DEMO_LOCALE")]
    pub(crate) locale: String,
    /// The agent's time zone.
    #[arg(long, default_value = "Europe/London", env = "CONTEXT_CARD_DEMO_TIMEZONE")]
    pub(crate) timezone: String,
    /// Stop when standard input is closed, so that nothing outlives the process that started this one.
    #[arg(long, hide = true)]
    pub(crate) until_stdin_closes: bool,
}

/// Where the card comes from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CardSite {
    /// `scheme://host:port`: what the page's policy allows.
    pub(crate) origin: String,
    /// The same with the path that the card's proxy may have, without a slash at the end.
    pub(crate) address: String,
}

/// What an agent may do in the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Role {
    /// Choose fields.
    Admin,
    /// Read.
    Agent,
}

impl Role {
    /// As the host token says it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Agent => "agent",
        }
    }
}

impl Options {
    /// The one agent who works in this inbox. A real helpdesk takes them from its own sign-in.
    pub(crate) fn agent(&self) -> Agent {
        Agent {
            id: "agent-9".to_owned(),
            name: "Ada Okafor".to_owned(),
            role: self.role,
            locale: self.locale.clone(),
            timezone: self.timezone.clone(),
        }
    }

    /// Where the card comes from, by [`Self::card_url`]. `None` where that is no web address.
    pub(crate) fn card_site(&self) -> Option<CardSite> {
        let url = reqwest::Url::parse(&self.card_url).ok()?;
        let origin = url.origin().ascii_serialization();
        let address = [&origin, url.path().trim_end_matches('/')].concat();
        matches!(url.scheme(), "http" | "https").then_some(CardSite { origin, address })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    fn options(card_url: &str) -> Options {
        Options::parse_from(["demo", "--inbox", "i_1", "--key", "k_1", "--card-url", card_url])
    }

    #[test]
    fn the_origin_has_no_path_and_the_address_no_slash_at_its_end() {
        for (card_url, address) in [
            ("https://card.example/", "https://card.example"),
            ("https://card.example/shopify/?x=1", "https://card.example/shopify"),
        ] {
            let site = CardSite { origin: "https://card.example".to_owned(), address: address.to_owned() };
            assert_eq!(options(card_url).card_site(), Some(site));
        }
    }

    #[test]
    fn another_scheme_is_no_origin() {
        assert_eq!(options("file:///etc/passwd").card_site(), None);
        assert_eq!(options("card.example").card_site(), None);
    }

    #[test]
    fn the_agent_is_no_admin_unless_asked_for() {
        assert_eq!(options("http://127.0.0.1:1").agent().role, Role::Agent);
    }
}
