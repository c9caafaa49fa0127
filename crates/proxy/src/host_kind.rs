//! The kinds of host. A kind is a setting of the inbox and never guessed: else whoever frames the card could choose the one
//! that asks for the least.

use clap::ValueEnum;
use context_card_wire::settings::SignsWith;

/// A kind of host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HostKind {
    /// Any helpdesk with developers of its own: the protocol `scx/1`.
    Generic,
    /// Chatwoot's dashboard apps, and its white labels'.
    Chatwoot,
    /// Front's plugins.
    Front,
    /// LiveChat's widgets, and HelpDesk's.
    #[value(name = "livechat")]
    LiveChat,
    /// Help Scout's apps.
    #[value(name = "helpscout")]
    HelpScout,
    /// Whatever shows MCP Apps.
    Mcp,
    /// Zendesk's app framework.
    Zendesk,
    /// Any helpdesk that frames an address which its backend has signed.
    SignedUrl,
    /// Any helpdesk that fills in an address, and signs nothing: Crisp, Genesys Cloud.
    Url,
    /// Intercom's inbox: cards of its Canvas Kit.
    Intercom,
    /// Gorgias's sidebar: a widget of its HTTP integration.
    Gorgias,
    /// Gladly's customer profile: its lookup adaptor.
    Gladly,
}

/// What a host's word is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// It signs which agent asks, and for which contact.
    Signed,
    /// It signs which agent asks, with the page's first request; the contact is only a hint.
    SignedAgent,
    /// It signs nothing: the agent signs in, and the contact is only a hint.
    Unsigned,
    /// There is no page of ours in it: its backend asks for each card, proves itself with each request, and draws the card.
    Backend,
}

impl HostKind {
    /// Its name: in the database, on the command line, and of its two files, `www/boot/<name>.js` and `src/host/<name>.rs`; of
    /// a host without a page, of its one file in `cards/`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Generic => "generic",
            Self::Chatwoot => "chatwoot",
            Self::Front => "front",
            Self::LiveChat => "livechat",
            Self::HelpScout => "helpscout",
            Self::Mcp => "mcp",
            Self::Zendesk => "zendesk",
            Self::SignedUrl => "signed-url",
            Self::Url => "url",
            Self::Intercom => "intercom",
            Self::Gorgias => "gorgias",
            Self::Gladly => "gladly",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::value_variants().iter().copied().find(|kind| kind.as_str() == name)
    }

    /// What its word is worth.
    #[must_use]
    pub const fn trust(self) -> Trust {
        match self {
            Self::Generic | Self::SignedUrl => Trust::Signed,
            Self::Zendesk => Trust::SignedAgent,
            Self::Chatwoot | Self::Front | Self::LiveChat | Self::HelpScout | Self::Mcp | Self::Url => Trust::Unsigned,
            Self::Intercom | Self::Gorgias | Self::Gladly => Trust::Backend,
        }
    }

    /// Whether the card is a page in its frame. Else it is the host's own JSON (`cards/`): no page, no tickets, no host tokens.
    #[must_use]
    pub const fn has_page(self) -> bool {
        !matches!(self.trust(), Trust::Backend)
    }

    /// What it signs with.
    #[must_use]
    pub const fn signs_with(self) -> SignsWith {
        match self {
            Self::Generic | Self::SignedUrl => SignsWith::SecretOrKey,
            Self::Gorgias | Self::Gladly => SignsWith::OurSecret,
            Self::Intercom => SignsWith::ItsSecret,
            Self::Zendesk => SignsWith::ItsKey,
            Self::Chatwoot | Self::Front | Self::LiveChat | Self::HelpScout | Self::Mcp | Self::Url => {
                SignsWith::Nothing
            }
        }
    }

    /// Origins with a star that its vendor's documentation asks for: its pages have more than one name. No other star is taken.
    #[must_use]
    pub const fn patterns(self) -> &'static [&'static str] {
        match self {
            Self::Front => &["https://*.frontapp.com", "https://*.frontapplication.com"],
            _ => &[],
        }
    }

    /// Whether its messages begin with a name that white labels change.
    #[must_use]
    pub const fn has_prefix(self) -> bool {
        matches!(self, Self::Chatwoot)
    }

    /// Whether its backend signs the frame's address.
    #[must_use]
    pub const fn signs_address(self) -> bool {
        matches!(self, Self::SignedUrl)
    }

    /// Whether its pages may have the card without an iframe: a vendor's own, whose backend signs who is asking.
    #[must_use]
    pub const fn can_be_inline(self) -> bool {
        matches!(self, Self::Generic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_and_the_database_use_the_same_names() {
        for kind in HostKind::value_variants() {
            let on_command_line = kind.to_possible_value().unwrap();
            assert_eq!(on_command_line.get_name(), kind.as_str());
            assert_eq!(HostKind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(HostKind::parse("Generic"), None);
    }
}
