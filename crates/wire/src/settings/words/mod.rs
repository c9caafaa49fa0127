//! The panel's own words, in one language: the `panel` part of `www/messages/settings/<language>.json`, one file a section.
//! `{name}` stands for what is put in.

mod fields;
mod inboxes;
mod shell;
mod stores;
mod trial;

pub use fields::FieldsWords;
pub use inboxes::InboxesWords;
pub use shell::ShellWords;
pub use stores::StoresWords;
pub use trial::TrialWords;

use serde::{Deserialize, Serialize};

/// All of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanelWords {
    /// What stands around every screen.
    pub shell: ShellWords,
    /// The screen for fields.
    pub fields: FieldsWords,
    /// The screen for stores.
    pub stores: StoresWords,
    /// The screen for inboxes.
    pub inboxes: InboxesWords,
    /// The view that plays the host.
    pub trial: TrialWords,
}

/// A section of the words: each is its sentence in `www/messages/settings/en.json`.
macro_rules! section {
    ($(#[$doc:meta])+ $name:ident { $($key:ident,)* }) => {
        $(#[$doc])+
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs, reason = "each is its sentence in www/messages/settings/en.json")]
        pub struct $name { $(pub $key: String,)* }
    };
}
use section;

/// A sentence with its gaps filled: `fill(&words.saved_by, &[("name", "Ada")])`. A gap that nothing fills stays visible.
#[must_use]
pub fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut rest = sentence;
    while let Some((before, tail)) = rest.split_once('{') {
        let Some((gap, after)) = tail.split_once('}') else { break };
        text.push_str(before);
        match values.iter().find(|(name, _)| *name == gap) {
            Some((_, value)) => text.push_str(value),
            None => text.extend(["{", gap, "}"]),
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_by_name_and_values_are_never_read_as_gaps() {
        assert_eq!(fill("{who} saved {what}", &[("what", "{who}"), ("who", "Ada")]), "Ada saved {who}");
        assert_eq!(fill("{n} of { and {x}", &[("n", "3")]), "3 of { and {x}");
    }
}
