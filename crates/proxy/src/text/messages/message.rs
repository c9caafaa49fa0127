//! A message: text with named gaps, and its plural forms.

use icu::plurals::PluralCategory;
use icu::properties::CodePointMapData;
use icu::properties::props::BidiClass;
use serde::Deserialize;

/// Gaps that take whole sentences or addresses, which are not set apart. The build keeps the same list.
pub(super) const SENTENCES: [&str; 7] = ["answer", "first", "link", "links", "notes", "second", "states"];
/// What follows has its own direction (FSI) …
const APART: char = '\u{2068}';
/// … up to here (PDI).
const TOGETHER: char = '\u{2069}';

/// A text with named gaps: `{order} shipped {when}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct Message(Vec<Piece>);

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Its own words.
    Text(String),
    /// A gap, by its name.
    Gap(String),
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, tail)) = rest.split_once('{') {
            let Some((gap, after)) = tail.split_once('}') else { break };
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(Piece::Gap(gap.to_owned()));
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Self(pieces)
    }
}

impl Message {
    /// The text with its gaps filled. A gap that nothing fills stays visible. A value that is read from right to left is
    /// set apart, so that it does not turn around what stands beside it.
    #[must_use]
    pub fn fill(&self, values: &[(&str, &str)]) -> String {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Gap(gap) => match values.iter().find(|(name, _)| name == gap) {
                    // In right-to-left languages the text itself sets its gaps apart: `build/languages.rs`.
                    Some((name, value))
                        if !SENTENCES.contains(name) && !text.ends_with(APART) && is_right_to_left(value) =>
                    {
                        text.push(APART);
                        text.push_str(value);
                        text.push(TOGETHER);
                    }
                    Some((_, value)) => text.push_str(value),
                    None => {
                        text.push('{');
                        text.push_str(gap);
                        text.push('}');
                    }
                },
            }
        }
        text
    }

    /// Its parts in their order, for who fills the gaps with more than text.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// A text without gaps.
    #[must_use]
    pub fn text(&self) -> String {
        self.fill(&[])
    }
}

fn is_right_to_left(value: &str) -> bool {
    let classes = CodePointMapData::<BidiClass>::new();
    // Most values are plain ASCII, which needs no table.
    !value.is_ascii()
        && value.chars().any(|c| matches!(classes.get(c), BidiClass::RightToLeft | BidiClass::ArabicLetter))
}

/// A message in the plural forms of its language. `other` is always there and stands in for those that are not.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plural {
    zero: Option<Message>,
    one: Option<Message>,
    two: Option<Message>,
    few: Option<Message>,
    many: Option<Message>,
    other: Message,
}

impl Plural {
    /// The message for a plural form.
    #[must_use]
    pub const fn of(&self, category: PluralCategory) -> &Message {
        let form = match category {
            PluralCategory::Zero => &self.zero,
            PluralCategory::One => &self.one,
            PluralCategory::Two => &self.two,
            PluralCategory::Few => &self.few,
            PluralCategory::Many => &self.many,
            PluralCategory::Other => &None,
        };
        match form {
            Some(message) => message,
            None => &self.other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_by_name_and_values_are_never_read_as_gaps() {
        let message = Message::from("{order} shipped {when}".to_owned());
        assert_eq!(message.fill(&[("when", "yesterday"), ("order", "{when}")]), "{when} shipped yesterday");
        assert_eq!(message.fill(&[("order", "#1")]), "#1 shipped {when}");
        assert_eq!(Message::from("a { alone".to_owned()).text(), "a { alone");
    }

    #[test]
    fn a_name_in_another_direction_is_set_apart() {
        let english = Message::from("{title} · {variant}".to_owned());
        assert_eq!(english.fill(&[("title", "Scarf"), ("variant", "Blue")]), "Scarf · Blue");
        assert_eq!(english.fill(&[("title", "وشاح"), ("variant", "Blue")]), "\u{2068}وشاح\u{2069} · Blue");
        let arabic = Message::from("مع \u{2068}{carrier}\u{2069}".to_owned());
        assert_eq!(arabic.fill(&[("carrier", "أرامكس")]), "مع \u{2068}أرامكس\u{2069}");
    }
}
