//! Terms of Shopify's search syntax. Whatever a contact is called, a term built here is one quoted, exact term.

/// `field:"text"`, or none where nothing of the text is left.
#[must_use]
pub fn exact(field: &'static str, text: &str) -> Option<String> {
    quoted(text).map(|quoted| [field, ":", &quoted].concat())
}

/// `"text"`, or none where nothing of the text is left.
#[must_use]
pub fn quoted(text: &str) -> Option<String> {
    let mut term = String::with_capacity(text.len() + 2);
    term.push('"');
    for c in text.trim().chars().filter(|c| !c.is_control()) {
        if matches!(c, '\\' | '"' | ':' | '(' | ')') {
            term.push('\\');
        }
        term.push(c);
    }
    term.push('"');
    (term.len() > 2).then_some(term)
}

/// So many words of a name are looked for.
const MOST_WORDS: usize = 8;

/// Every word of a text: one of letters alone may be the beginning of a longer one, any other stands as it is. None where
/// nothing of the text is left.
#[must_use]
pub fn words(text: &str) -> Option<String> {
    let term = |word: &str| {
        let connective = ["and", "or", "not"].iter().any(|other| word.eq_ignore_ascii_case(other));
        let plain = !connective && word.chars().all(char::is_alphabetic);
        if plain { Some([word, "*"].concat()) } else { quoted(word) }
    };
    let terms: Vec<_> = text.split_whitespace().take(MOST_WORDS).filter_map(term).collect();
    (!terms.is_empty()).then(|| terms.join(" "))
}

/// Any of the terms.
#[must_use]
pub fn any(terms: &[String]) -> String {
    terms.join(" OR ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A small model of Shopify's syntax: words, with an optional field, quoted or not, escapes by backslash. Reads a
    /// query as the list of its terms: field, text, and whether it is quoted.
    fn terms(query: &str) -> Vec<(String, String, bool)> {
        let (mut found, mut chars) = (Vec::new(), query.chars().peekable());
        let (mut field, mut text, mut quoted, mut inside) = (String::new(), String::new(), false, false);
        loop {
            match chars.next() {
                Some('\\') => text.extend(chars.next()),
                Some('"') => {
                    quoted = true;
                    inside = !inside;
                }
                Some(':') if !inside && field.is_empty() && !quoted => field = std::mem::take(&mut text),
                Some(c) if inside => text.push(c),
                Some(c) if !c.is_whitespace() && !matches!(c, '(' | ')') => text.push(c),
                end => {
                    if quoted || !text.is_empty() || !field.is_empty() {
                        found.push((std::mem::take(&mut field), std::mem::take(&mut text), quoted));
                    }
                    quoted = false;
                    if end.is_none() {
                        return found;
                    }
                }
            }
        }
    }

    #[test]
    fn addresses_are_quoted() {
        assert_eq!(exact("email", "maria@example.com").unwrap(), r#"email:"maria@example.com""#);
        assert_eq!(exact("email", "tom.o'brien@example.com").unwrap(), r#"email:"tom.o'brien@example.com""#);
        assert_eq!(quoted("#1042").unwrap(), r##""#1042""##);
        assert_eq!(quoted(" \n\t"), None);
    }

    #[test]
    fn a_name_is_its_words() {
        assert_eq!(words(" Maria  Sør ").unwrap(), "Maria* Sør*");
        assert_eq!(words("Tom O'Brien or NOT").unwrap(), r#"Tom* "O'Brien" "or" "NOT""#);
        assert_eq!(words("-email:* (x)").unwrap(), r#""-email\:*" "\(x\)""#);
        assert_eq!(words(" \t "), None);
    }

    #[test]
    fn the_model_sees_what_breaks_out() {
        let naive = format!("email:\"{}\"", r#"x" OR email:"*"#);
        assert!(terms(&naive).len() > 1, "else this model proves nothing");
        assert_eq!(terms(&exact("email", r#"x" OR email:"*"#).unwrap()).len(), 1);
    }

    proptest! {
        #[test]
        fn any_text_is_one_exact_term(text in ".*") {
            let meant: String = text.trim().chars().filter(|c| !c.is_control()).collect();
            match exact("email", &text) {
                Some(term) => prop_assert_eq!(terms(&term), vec![("email".to_owned(), meant, true)]),
                None => prop_assert_eq!(meant, ""),
            }
        }

        #[test]
        fn no_word_of_a_name_becomes_a_field_or_a_connective(text in r#"[\\":() *a-zOR@\-']{0,40}"#) {
            for (field, text, quoted) in words(&text).iter().flat_map(|query| terms(query)) {
                prop_assert_eq!(field, "");
                prop_assert!(quoted || text.trim_end_matches('*').chars().all(char::is_alphabetic));
                prop_assert!(quoted || !["or*", "and*", "not*"].contains(&text.to_lowercase().as_str()));
            }
        }

        #[test]
        fn hostile_text_is_one_exact_term(text in r#"[\\":() *a-zOR@\-]{0,40}"#) {
            if let Some(term) = exact("email", &text) {
                prop_assert_eq!(terms(&term), vec![("email".to_owned(), text.trim().to_owned(), true)]);
            }
        }
    }
}
