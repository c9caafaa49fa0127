//! From a query's text to an expression.

use std::cmp::Ordering;

use serde_json::{Value, json};

/// A query, understood.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    And(Vec<Expression>),
    Or(Vec<Expression>),
    Not(Box<Expression>),
    Term(Term),
}

/// `field:>=value`, or a value alone.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    pub(super) field: Option<String>,
    pub(super) compare: Compare,
    pub(super) value: String,
    pub(super) quoted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compare {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Compare {
    pub(super) fn holds(self, order: Option<Ordering>) -> bool {
        match self {
            Self::Equal => order == Some(Ordering::Equal),
            Self::Less => order == Some(Ordering::Less),
            Self::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
            Self::Greater => order == Some(Ordering::Greater),
            Self::GreaterOrEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        }
    }
}

impl Expression {
    /// Calls `each` with every field that is named.
    pub(super) fn fields(&self, each: &mut dyn FnMut(&str)) {
        match self {
            Self::And(all) | Self::Or(all) => all.iter().for_each(|e| e.fields(each)),
            Self::Not(inner) => inner.fields(each),
            Self::Term(term) => {
                if let Some(field) = &term.field {
                    each(field);
                }
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Term(Term),
}

/// Reads a query. What can't be understood is left out, with a warning.
pub(super) fn parse(query: &str, warnings: &mut Vec<Value>) -> Option<Expression> {
    let tokens = tokens(query, warnings);
    let mut at = 0;
    let mut parts = Vec::new();
    while at < tokens.len() {
        parts.extend(any(&tokens, &mut at));
        if tokens.get(at) == Some(&Token::Close) {
            warnings.push(warning("Unexpected `)`."));
            at += 1;
        }
    }
    one(parts, Expression::And)
}

fn warning(message: &str) -> Value {
    json!({"field": "default", "message": message, "code": "invalid_syntax"})
}

fn one(mut parts: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Option<Expression> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(join(parts)),
    }
}

fn any(tokens: &[Token], at: &mut usize) -> Option<Expression> {
    let mut parts: Vec<Expression> = all(tokens, at).into_iter().collect();
    while tokens.get(*at) == Some(&Token::Or) {
        *at += 1;
        parts.extend(all(tokens, at));
    }
    one(parts, Expression::Or)
}

fn all(tokens: &[Token], at: &mut usize) -> Option<Expression> {
    let mut parts = Vec::new();
    loop {
        match tokens.get(*at) {
            Some(Token::And) => *at += 1,
            Some(Token::Or | Token::Close) | None => break,
            Some(_) => parts.extend(single(tokens, at)),
        }
    }
    one(parts, Expression::And)
}

fn single(tokens: &[Token], at: &mut usize) -> Option<Expression> {
    let token = tokens.get(*at)?;
    match token {
        Token::Not => {
            *at += 1;
            single(tokens, at).map(|inner| Expression::Not(Box::new(inner)))
        }
        Token::Open => {
            *at += 1;
            let inner = any(tokens, at);
            if tokens.get(*at) == Some(&Token::Close) {
                *at += 1;
            }
            inner
        }
        Token::Term(term) => {
            *at += 1;
            Some(Expression::Term(term.clone()))
        }
        // The caller's.
        Token::And | Token::Or | Token::Close => None,
    }
}

fn tokens(query: &str, warnings: &mut Vec<Value>) -> Vec<Token> {
    let mut rest = query.chars().peekable();
    let mut tokens = Vec::new();
    while let Some(&next) = rest.peek() {
        match next {
            c if c.is_whitespace() => {
                rest.next();
            }
            '(' => {
                rest.next();
                tokens.push(Token::Open);
            }
            ')' => {
                rest.next();
                tokens.push(Token::Close);
            }
            '-' => {
                rest.next();
                tokens.push(Token::Not);
            }
            _ => tokens.extend(word(&mut rest, warnings)),
        }
    }
    tokens
}

/// One word: a keyword, a value, or a field with its value.
fn word(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, warnings: &mut Vec<Value>) -> Option<Token> {
    let (first, quoted) = value(rest, true, warnings)?;
    if !quoted {
        match first.as_str() {
            "AND" => return Some(Token::And),
            "OR" => return Some(Token::Or),
            "NOT" => return Some(Token::Not),
            _ => {}
        }
    }
    if rest.peek() != Some(&':') {
        return Some(Token::Term(Term { field: None, compare: Compare::Equal, value: first, quoted }));
    }
    rest.next();
    let mut sign = String::new();
    while let Some(&c) = rest.peek().filter(|c| matches!(c, '<' | '>' | '=')) {
        sign.push(c);
        rest.next();
    }
    let compare = match sign.as_str() {
        "<" => Compare::Less,
        "<=" => Compare::LessOrEqual,
        ">" => Compare::Greater,
        ">=" => Compare::GreaterOrEqual,
        _ => Compare::Equal,
    };
    let Some((text, quoted)) = value(rest, false, warnings).filter(|(text, _)| !text.is_empty()) else {
        warnings.push(json!({"field": first, "message": "Input is empty.", "code": "invalid_value"}));
        return None;
    };
    Some(Token::Term(Term { field: Some(first.to_lowercase()), compare, value: text, quoted }))
}

/// A quoted text or a bare word. A bare word before a colon may be a field's name.
fn value(
    rest: &mut std::iter::Peekable<std::str::Chars<'_>>,
    name: bool,
    warnings: &mut Vec<Value>,
) -> Option<(String, bool)> {
    let mut text = String::new();
    let quote = *rest.peek()?;
    if quote == '"' || quote == '\'' {
        rest.next();
        let mut closed = false;
        while let Some(c) = rest.next() {
            match c {
                '\\' => text.extend(rest.next()),
                c if c == quote => {
                    closed = true;
                    break;
                }
                c => text.push(c),
            }
        }
        if !closed {
            warnings.push(warning("A quote is not closed."));
        }
        return Some((text, closed));
    }
    while let Some(&c) = rest.peek() {
        match c {
            '\\' => {
                rest.next();
                text.extend(rest.next());
            }
            '(' | ')' => break,
            ':' if name => break,
            c if c.is_whitespace() => break,
            c => {
                rest.next();
                text.push(c);
            }
        }
    }
    if text.is_empty() && rest.peek() == Some(&':') {
        // A colon with nothing before it.
        rest.next();
        warnings.push(warning("Unexpected `:`."));
        return None;
    }
    Some((text, false))
}

#[cfg(test)]
mod tests {
    use super::{Compare, Expression, Term, parse};

    fn term(field: Option<&str>, value: &str, quoted: bool) -> Expression {
        Expression::Term(Term {
            field: field.map(str::to_owned),
            compare: Compare::Equal,
            value: value.to_owned(),
            quoted,
        })
    }

    fn read(query: &str) -> Option<Expression> {
        parse(query, &mut Vec::new())
    }

    #[test]
    fn words_fields_and_quotes() {
        assert_eq!(read(""), None);
        assert_eq!(read("maria"), Some(term(None, "maria", false)));
        assert_eq!(read(r#"email:"a@b.example""#), Some(term(Some("email"), "a@b.example", true)));
        assert_eq!(read(r"email:tom.o\'brien@x.example"), Some(term(Some("email"), "tom.o'brien@x.example", false)));
        assert_eq!(read(r#""a \"b\" c""#), Some(term(None, r#"a "b" c"#, true)));
    }

    #[test]
    fn and_binds_more_than_or() {
        let (a, b, c) = (term(None, "a", false), term(None, "b", false), term(None, "c", false));
        let both = Expression::And(vec![b.clone(), c.clone()]);
        assert_eq!(read("a OR b c"), Some(Expression::Or(vec![a.clone(), both])));
        let either = Expression::Or(vec![a, b]);
        assert_eq!(read("(a OR b) AND -c"), Some(Expression::And(vec![either, Expression::Not(Box::new(c))])));
    }

    #[test]
    fn nonsense_is_left_out_with_a_warning_and_never_loops() {
        for query in ["email:", ":", ")", "((", "AND OR", "a )) b", "\"open", "-", "a:b:c", "\\", "NOT"] {
            let mut warnings = Vec::new();
            let _ = parse(query, &mut warnings);
        }
        let mut warnings = Vec::new();
        assert_eq!(parse("email: tag:", &mut warnings), None);
        assert_eq!(warnings.len(), 2);
    }
}
