//! Broken rules in the reader's language, with the field that breaks them.

use crate::error::ApiError;
use crate::http::settings::admin::Admin;
use crate::inboxes::{self, Unfit};
use crate::origin::NotAnOrigin;
use crate::text::{InboxMessages, Text};

/// 422 for what an inbox can't be.
pub(super) fn unfit(admin: &Admin, unfit: &Unfit) -> ApiError {
    let (field, sentence) = say(&admin.text(), unfit);
    ApiError::rule(&field, sentence).in_locale(&admin.locale)
}

/// 422 with one of the sentences.
pub(super) fn broken(admin: &Admin, field: &str, sentence: impl Fn(&InboxMessages) -> String) -> ApiError {
    ApiError::rule(field, sentence(&admin.text().settings().inbox)).in_locale(&admin.locale)
}

/// A number as the reader writes it.
pub(super) fn most(admin: &Admin, most: usize) -> String {
    count(&admin.text(), most)
}

fn count(text: &Text, most: usize) -> String {
    text.count(u64::try_from(most).unwrap_or(u64::MAX))
}

fn say(text: &Text, unfit: &Unfit) -> (String, String) {
    let says = &text.settings().inbox;
    match unfit {
        Unfit::Origin { at, why, better } => {
            let sentence = match (why, better.as_ref().map(ToString::to_string)) {
                (NotAnOrigin::MoreThanOrigin, Some(link)) => says.origin_path.fill(&[("link", &link)]),
                (NotAnOrigin::NotSecure, _) => says.origin_not_secure.text(),
                (_, Some(link)) => says.origin_meant.fill(&[("link", &link)]),
                (_, None) => says.origin_no_address.text(),
            };
            (format!("origins[{at}]"), sentence)
        }
        Unfit::NoOrigin => ("origins".into(), says.no_origin.text()),
        Unfit::TooManyOrigins => {
            ("origins".into(), says.too_many_origins.fill(&[("n", &count(text, inboxes::MOST_ORIGINS))]))
        }
        Unfit::Name => ("name".into(), says.name.fill(&[("n", &count(text, inboxes::LONGEST_NAME))])),
        Unfit::Locale => ("locale".into(), says.locale.text()),
        Unfit::Zone => ("timezone".into(), says.zone.text()),
        Unfit::Prefix => ("prefix".into(), says.prefix.fill(&[("n", &count(text, inboxes::LONGEST_PREFIX))])),
        Unfit::Signature => ("signature".into(), says.signature.text()),
        Unfit::Key(_) => ("public_key".into(), says.other_key.text()),
        Unfit::Inline => ("inline".into(), says.inline.text()),
        Unfit::HostSecret => ("public_key".into(), says.host_secret.text()),
        Unfit::PublicKey(_) => ("public_key".into(), says.public_key.text()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host_kind::HostKind;
    use crate::text::Locale;

    #[test]
    fn an_origin_that_is_too_much_is_offered_as_it_should_be() {
        let text = Text::of(&Locale::default());
        let of =
            |given: &str| say(&text, &inboxes::origins(HostKind::Generic, &["https://a.example", given]).unwrap_err());
        let path = of("https://inbox.example/card");
        assert_eq!(path.0, "origins[1]");
        assert_eq!(path.1, "An origin has no path. Use https://inbox.example.");
        assert_eq!(of("inbox.example").1, "This is no origin. Did you mean https://inbox.example?");
        assert!(of("http://inbox.example").1.contains("https://"));
        assert!(of("*").1.contains("no web address"));
    }
}
