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

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

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

/// A section of the words: each is its sentence in `www/messages/settings/en.json`. Read by [`read`], since what serde
/// derives for so many fields would be a tenth of the panel's bytes.
macro_rules! section {
    ($(#[$doc:meta])+ $name:ident { $($key:ident,)* }) => {
        $(#[$doc])+
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
        #[allow(missing_docs, reason = "each is its sentence in www/messages/settings/en.json")]
        pub struct $name { $(pub $key: String,)* }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let mut words = Self::default();
                super::read(from, &[$(stringify!($key)),*], &mut [$(&mut words.$key),*])?;
                Ok(words)
            }
        }
    };
}
use section;

/// Reads words by their keys, each into its place. All of them must be there, and no others.
fn read<'de, D: Deserializer<'de>>(
    from: D,
    keys: &'static [&'static str],
    places: &mut [&mut String],
) -> Result<(), D::Error> {
    let mut words = BTreeMap::<String, String>::deserialize(from)?;
    for (key, place) in keys.iter().zip(places) {
        **place = words.remove(*key).ok_or_else(|| D::Error::missing_field(key))?;
    }
    match words.into_keys().next() {
        None => Ok(()),
        Some(key) => Err(D::Error::unknown_field(&key, keys)),
    }
}

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
