//! Order numbers as people type them: with or without `#`, in any case, with or without the store's prefix. Pure.

use super::search;

/// What finds the order with a number, and perhaps others, in a store whose numbers begin with `prefix`: any of these terms.
#[must_use]
pub fn number_terms(typed: &str, prefix: Option<&str>) -> Vec<String> {
    let typed = typed.trim().trim_start_matches('#').trim();
    if typed.is_empty() {
        return Vec::new();
    }
    let prefix = prefix.filter(|prefix| *prefix != "#" && !bare(typed).starts_with(&bare(prefix)));
    let names = [Some(typed.to_owned()), Some(["#", typed].concat()), prefix.map(|prefix| [prefix, typed].concat())];
    names.iter().flatten().filter_map(|name| search::exact("name", name)).collect()
}

/// The same as one term, to stand among others.
#[must_use]
pub fn number_term(typed: &str, prefix: Option<&str>) -> Option<String> {
    let terms = number_terms(typed, prefix);
    (!terms.is_empty()).then(|| format!("({})", search::any(&terms)))
}

/// Whether a number names the order that Shopify calls `name`, whole, in a store whose numbers begin with `prefix`: what an
/// agent types. What a customer writes is compared less strictly: `matching/number`.
#[must_use]
pub fn same_number(name: &str, typed: &str, prefix: Option<&str>) -> bool {
    let (name, typed, prefix) = (bare(name), bare(typed), prefix.map(bare).unwrap_or_default());
    !typed.is_empty() && (name == typed || name.strip_prefix(prefix.as_str()) == Some(typed.as_str()))
}

/// The number without the sign before it, in capitals.
fn bare(text: &str) -> String {
    text.trim().trim_start_matches('#').trim().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_looked_for_as_shopify_may_call_it() {
        assert_eq!(number_term("#1042", None).unwrap(), r##"(name:"1042" OR name:"#1042")"##);
        assert_eq!(number_term("1042", Some("UK-")).unwrap(), r##"(name:"1042" OR name:"#1042" OR name:"UK-1042")"##);
        assert_eq!(number_term("uk-1042", Some("UK-")).unwrap(), r##"(name:"uk-1042" OR name:"#uk-1042")"##);
        assert_eq!(
            number_term(r#"1" OR name:*"#, None).unwrap(),
            r##"(name:"1\" OR name\:*" OR name:"#1\" OR name\:*")"##
        );
        assert_eq!(number_term(" # ", Some("UK-")), None);
    }

    #[test]
    fn a_number_is_compared_whole() {
        for (name, typed, prefix, same) in [
            ("#1042", "1042", None, true),
            ("#1042", " #1042 ", None, true),
            ("1042", "#1042", None, true),
            ("UK-1042", "uk-1042", None, true),
            ("UK-1042", "1042", Some("UK-"), true),
            ("UK-1042", "1042", None, false),
            ("EU-1042", "1042", Some("UK-"), false),
            ("#1042", "104", None, false),
            ("#1042", "10421", None, false),
            ("#1042-A", "1042", None, false),
            ("#1042", "", None, false),
            ("#", "#", Some("#"), false),
        ] {
            assert_eq!(same_number(name, typed, prefix), same, "{name} {typed}");
        }
    }
}
