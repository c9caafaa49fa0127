//! The kinds of host: one file each, one row here. A new kind has its messages in `www/messages/settings`, its row, and its
//! boot script in `www/boot`; or, where there is no page of ours, its file in `cards`.

mod chatwoot;
mod front;
mod generic;
mod gladly;
mod gorgias;
mod helpscout;
mod intercom;
mod livechat;
mod mcp;
mod signed_url;
mod url;
mod zendesk;

use crate::auth::{Algorithm, Role};
use crate::host_kind::HostKind;
use crate::ids::KeyId;
use crate::text::{HostMessages, Message, SettingsMessages};
use context_card_wire::AddressSignature;
use context_card_wire::settings::{GuideStep, HostChoice, Snippet};

/// A kind of host.
pub(super) struct Host {
    kind: HostKind,
    messages: fn(&SettingsMessages) -> &HostMessages,
    /// An example of one of its origins.
    example: &'static str,
    /// How the card gets into it.
    pub(super) guide: fn(&Site<'_>, &SettingsMessages) -> Vec<GuideStep>,
}

/// An inbox as its guide needs it.
pub(super) struct Site<'a> {
    /// Where browsers reach the proxy, without a slash at the end.
    pub(super) card: &'a str,
    /// The inbox's id.
    pub(super) inbox: &'a str,
    /// The first of its origins.
    pub(super) origin: &'a str,
    /// The newest key that holds.
    pub(super) key: Option<(&'a KeyId, Algorithm)>,
    /// The highest role that it vouches for.
    pub(super) max_role: Role,
    /// How the frame's address is signed, where it is.
    pub(super) signature: Option<AddressSignature>,
}

impl Site<'_> {
    /// The address that the host frames.
    fn address(&self) -> String {
        format!("{}/embed/{}", self.card, self.inbox)
    }

    /// The address that a host's backend asks for cards, and a text to copy it from.
    fn asked(&self, label: &str, rest: &str) -> Snippet {
        Snippet { label: label.to_owned(), code: format!("{}/cards/{}/{rest}", self.card, self.inbox) }
    }
}

/// One step of a guide.
fn step(title: &Message, text: &Message, snippets: Vec<Snippet>) -> GuideStep {
    GuideStep { title: title.text(), text: text.text(), optional: false, snippets }
}

/// The last step of every host that signs nothing.
fn sign_in(messages: &SettingsMessages) -> GuideStep {
    step(&messages.steps.sign_in, &messages.steps.sign_in_text, Vec::new())
}

/// All kinds.
pub(super) const HOSTS: &[Host] = &[
    generic::HOST,
    chatwoot::HOST,
    front::HOST,
    livechat::HOST,
    helpscout::HOST,
    mcp::HOST,
    zendesk::HOST,
    signed_url::HOST,
    url::HOST,
    intercom::HOST,
    gorgias::HOST,
    gladly::HOST,
];

impl Host {
    /// The row of a kind.
    pub(super) const fn of(kind: HostKind) -> &'static Self {
        match kind {
            HostKind::Generic => &generic::HOST,
            HostKind::Chatwoot => &chatwoot::HOST,
            HostKind::Front => &front::HOST,
            HostKind::LiveChat => &livechat::HOST,
            HostKind::HelpScout => &helpscout::HOST,
            HostKind::Mcp => &mcp::HOST,
            HostKind::Zendesk => &zendesk::HOST,
            HostKind::SignedUrl => &signed_url::HOST,
            HostKind::Url => &url::HOST,
            HostKind::Intercom => &intercom::HOST,
            HostKind::Gorgias => &gorgias::HOST,
            HostKind::Gladly => &gladly::HOST,
        }
    }

    /// Its name for people.
    pub(super) fn label(&self, messages: &SettingsMessages) -> String {
        (self.messages)(messages).label.text()
    }

    /// What somebody chooses from.
    pub(super) fn choice(&self, messages: &SettingsMessages) -> HostChoice {
        let HostMessages { label, help, origins } = (self.messages)(messages);
        HostChoice {
            host: self.kind.as_str().to_owned(),
            label: label.text(),
            help: help.text(),
            origins: origins.text(),
            example: self.example.to_owned(),
            prefix: self.kind.has_prefix(),
            signature: self.kind.signs_address(),
            inline: self.kind.can_be_inline(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum as _;

    #[test]
    fn every_kind_that_the_command_line_knows_has_its_row_and_its_first_words() {
        for kind in HostKind::value_variants() {
            assert_eq!(Host::of(*kind).kind, *kind);
            assert_eq!(crate::assets::boot(kind.as_str()).is_empty(), !kind.has_page(), "{kind:?}");
        }
        assert_eq!(HOSTS.len(), HostKind::value_variants().len());
    }
}
