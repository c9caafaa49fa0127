//! What the settings panel says, in one language: `www/messages/settings/<language>.json`. Its `panel` part goes to the
//! browser as it is; the rest is said by the proxy.

/// A struct whose fields are sentences; the parts below are made with it, so it stands before them.
macro_rules! messages {
    ($(#[$doc:meta])+ $name:ident { $($key:ident,)+ }) => {
        $(#[$doc])+
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs, reason = "each is its sentence in www/messages/settings/en.json")]
        pub struct $name { $(pub $key: Message,)+ }
    };
}

mod changes;
mod connect;
mod inboxes;
mod pages;
mod trial;

pub use changes::{ChangesMessages, PreviewMessages};
pub use connect::{ConnectMessages, OutcomeWords, StoreMessages, Told};
pub use inboxes::{GuideMessages, HostMessages, HostsMessages, InboxMessages, StepsMessages};
pub use pages::PageMessages;

pub use trial::{CheckMessages, TrialMessages};

use context_card_wire::settings::PanelWords;
use serde::Deserialize;
use std::sync::LazyLock;

// Tags and texts, English first: made by `build/languages.rs` from the files.
include!(concat!(env!("OUT_DIR"), "/languages.settings.rs"));

/// Everything that is said in the settings, in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsMessages {
    /// The panel's own words; they go to the browser as they are.
    pub panel: PanelWords,
    /// What a trial of an inbox finds.
    pub trial: TrialMessages,
    /// The kinds of host.
    pub hosts: HostsMessages,
    /// Which rule for inboxes was broken.
    pub inbox: InboxMessages,
    /// How the card gets into a host.
    pub guide: GuideMessages,
    /// The same for the hosts that speak a protocol of their own.
    pub steps: StepsMessages,
    /// Connecting a store.
    pub connect: ConnectMessages,
    /// Stores that are connected, and apps.
    pub store: StoreMessages,
    /// What is told of a change.
    pub changes: ChangesMessages,
    /// What stands in a preview.
    pub preview: PreviewMessages,
    /// The pages that need no account.
    pub pages: PageMessages,
}

static CATALOGUE: LazyLock<Vec<(&'static str, SettingsMessages)>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the files are embedded, and a test reads every one of them")]
    let read = |text| serde_json::from_str(text).expect("an embedded message file is whole");
    LANGUAGES.iter().map(|(tag, text)| (*tag, read(text))).collect()
});

impl SettingsMessages {
    /// The messages of a language that the card speaks; English where there are none.
    #[must_use]
    pub fn of(language: &str) -> &'static Self {
        let catalogue: &'static [(&str, Self)] = &CATALOGUE;
        let found = catalogue.iter().find(|(tag, _)| *tag == language);
        &found.unwrap_or(&catalogue[0]).1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Messages;

    #[test]
    fn the_panel_speaks_every_language_of_the_card() {
        let spoken: Vec<_> = CATALOGUE.iter().map(|(tag, _)| *tag).collect();
        assert_eq!(spoken, Messages::tags().collect::<Vec<_>>());
    }
}
