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
        fn hostile_text_is_one_exact_term(text in r#"[\\":() *a-zOR@\-]{0,40}"#) {
            if let Some(term) = exact("email", &text) {
                prop_assert_eq!(terms(&term), vec![("email".to_owned(), text.trim().to_owned(), true)]);
            }
        }
    }
}
