//! Which of the host's theme tokens are taken over: known names, and values that are nothing but a colour, a length, a
//! density or fonts. `docs/theme.md` tells vendors. A value goes to the CSSOM, where it can't leave its property; these checks keep out what loads or hides.

#[cfg(feature = "csr")]
use crate::dom;
#[cfg(feature = "csr")]
use js_sys::{Array, Object};
#[cfg(feature = "csr")]
use wasm_bindgen::{JsCast as _, JsValue};

/// Takes a scheme, `light`, `dark` or the system's, and tokens over from a host; either may be missing.
#[cfg(feature = "csr")]
pub fn take(scheme: &JsValue, tokens: &JsValue) {
    match scheme.as_string().as_deref() {
        Some(scheme @ ("light" | "dark")) => dom::set_scheme(scheme),
        Some(_) => dom::set_scheme(""),
        None => {}
    }
    let Some(tokens) = tokens.dyn_ref::<Object>() else { return };
    for entry in Object::entries(tokens).iter() {
        let entry: Array = entry.unchecked_into();
        if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string())
            && allowed(&name, &value)
        {
            dom::set_token(&name, value.trim());
        }
    }
}

/// What a token holds.
#[derive(Clone, Copy)]
enum Holds {
    Colour,
    Length,
    Density,
    Fonts,
}

/// The tokens of `www/card.css` that a host may set.
#[rustfmt::skip]
const TOKENS: &[(&str, Holds)] = &[
    ("--scx-ink", Holds::Colour), ("--scx-muted", Holds::Colour), ("--scx-line", Holds::Colour),
    ("--scx-edge", Holds::Colour), ("--scx-surface", Holds::Colour), ("--scx-sunken", Holds::Colour),
    ("--scx-accent", Holds::Colour), ("--scx-on-accent", Holds::Colour), ("--scx-focus", Holds::Colour),
    ("--scx-positive", Holds::Colour), ("--scx-positive-ground", Holds::Colour),
    ("--scx-caution", Holds::Colour), ("--scx-caution-ground", Holds::Colour),
    ("--scx-critical", Holds::Colour), ("--scx-critical-ground", Holds::Colour),
    ("--scx-info", Holds::Colour), ("--scx-info-ground", Holds::Colour),
    ("--scx-text", Holds::Length), ("--scx-text-small", Holds::Length), ("--scx-text-large", Holds::Length),
    ("--scx-radius", Holds::Length), ("--scx-radius-inside", Holds::Length),
    ("--scx-density", Holds::Density), ("--scx-font", Holds::Fonts),
];

/// Whether the host may set this token to this value.
fn allowed(name: &str, value: &str) -> bool {
    let Some((_, holds)) = TOKENS.iter().find(|(token, _)| *token == name) else {
        return false;
    };
    let value = value.trim();
    match holds {
        Holds::Colour => colour(value),
        Holds::Length => length(value),
        Holds::Density => density(value),
        Holds::Fonts => fonts(value),
    }
}

fn colour(value: &str) -> bool {
    if let Some(hex) = value.strip_prefix('#') {
        return matches!(hex.len(), 3 | 4 | 6 | 8) && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let Some((name, rest)) = value.split_once('(') else {
        return (3..=24).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_alphabetic());
    };
    let numbers = |byte: u8| byte.is_ascii_digit() || b" .,%/-+deg".contains(&byte);
    matches!(name, "rgb" | "rgba" | "hsl" | "hsla" | "oklch" | "oklab" | "lab" | "lch" | "hwb")
        && rest.len() <= 48
        && rest.strip_suffix(')').is_some_and(|inner| inner.bytes().all(numbers))
}

fn length(value: &str) -> bool {
    let number = ["px", "rem", "em"].iter().find_map(|unit| value.strip_suffix(unit));
    let most = if value.ends_with("px") { 24 } else { 1 };
    // Whole part and fraction apart: reading a float weighs more than the rest of this file.
    number.is_some_and(|number| {
        let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        digits(whole) && digits(part) && part.len() <= 6 && whole.parse::<u8>().is_ok_and(|whole| whole <= most)
    })
}

/// From 0.75, where every target is still large enough, to 1.5; in hundredths.
fn density(value: &str) -> bool {
    let (whole, part) = value.split_once('.').unwrap_or((value, "0"));
    if !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let tenths = if part.len() == 1 { 10 } else { 1 };
    match (whole, part.parse::<u8>()) {
        ("0", Ok(part)) => value.len() <= 4 && part * tenths >= 75,
        ("1", Ok(part)) => value.len() <= 4 && part * tenths <= 50,
        _ => false,
    }
}

fn fonts(value: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b" ,-_'\"".contains(&byte);
    (1..=200).contains(&value.len()) && value.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_helpdesk_brings_its_colours_and_fonts() {
        for (name, value) in [
            ("--scx-accent", "#1f73b7"),
            ("--scx-surface", "rgb(20 20 20 / 90%)"),
            ("--scx-ink", "hsl(210deg, 20%, 12.5%)"),
            ("--scx-line", "gainsboro"),
            ("--scx-radius", "4px"),
            ("--scx-text", "0.8125rem"),
            ("--scx-font", "Inter, 'Segoe UI', sans-serif"),
            ("--scx-text-large", "1.25rem"),
            ("--scx-density", "0.75"),
            ("--scx-density", "0.9"),
            ("--scx-density", "1"),
            ("--scx-density", "1.25"),
            ("--scx-density", "1.5"),
        ] {
            assert!(allowed(name, value), "{name}: {value}");
        }
    }

    #[test]
    fn nothing_else_gets_in() {
        for (name, value) in [
            ("--scx-unknown", "#fff"),
            ("color", "#fff"),
            ("--scx-ink", "url(https://evil.example/x)"),
            ("--scx-ink", "var(--scx-surface)"),
            ("--scx-ink", "#fff; display: none"),
            ("--scx-ink", "rgb(0,0,0) url(x)"),
            ("--scx-ink", "#ggg"),
            ("--scx-ink", ""),
            ("--scx-radius", "400px"),
            ("--scx-radius", "-4px"),
            ("--scx-radius", "calc(1px)"),
            ("--scx-text", "0.8em; x"),
            ("--scx-font", "x; background: url(y)"),
            ("--scx-font", ""),
            ("--scx-density", "0"),
            ("--scx-density", "0.7"),
            ("--scx-density", "0.74"),
            ("--scx-density", "1.51"),
            ("--scx-density", "1.6"),
            ("--scx-density", "2"),
            ("--scx-density", "1e1"),
            ("--scx-density", "-1"),
            ("--scx-density", "0.75px"),
            ("--scx-density", "1.255"),
            ("--scx-density", "1.+5"),
        ] {
            assert!(!allowed(name, value), "{name}: {value}");
        }
    }

    #[test]
    fn every_token_is_in_the_style_sheet() {
        let css = include_str!("../../www/card.css");
        for (name, _) in TOKENS {
            assert!(css.contains(&format!("{name}:")), "{name} is not defined in www/card.css");
        }
        let defined = css.lines().filter_map(|line| line.trim().strip_prefix("--scx-")?.split_once(':'));
        for (name, _) in defined {
            let name = format!("--scx-{name}");
            assert!(TOKENS.iter().any(|(token, _)| *token == name), "no host can set {name}");
        }
    }

    /// The value of a token in a block of the style sheet; in the dark, what is not said again stays.
    fn default(name: &str, dark: bool) -> String {
        let css = include_str!("../../www/card.css");
        let in_block = |block: &str| {
            let (_, rest) = css.split_once(block).unwrap();
            let (body, _) = rest.split_once('}').unwrap();
            let value = body.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(": "));
            value.map(|value| value.trim_end_matches(';').to_owned())
        };
        let dark = dark.then(|| in_block(":root[data-scheme=\"dark\"] {")).flatten();
        dark.or_else(|| in_block(":root {")).unwrap()
    }

    #[test]
    fn vendors_read_every_token_with_its_defaults() {
        let docs = include_str!("../../docs/theme.md");
        let rows: Vec<_> = docs.lines().filter(|line| line.starts_with("| `--scx-")).collect();
        for ((name, holds), row) in TOKENS.iter().zip(&rows) {
            let kind = match holds {
                Holds::Colour => "colour",
                Holds::Length => "length",
                Holds::Density => "number",
                Holds::Fonts => "fonts",
            };
            let (light, dark) = (default(name, false), default(name, true));
            let defaults = if light == dark { format!("`{light}` | |") } else { format!("`{light}` | `{dark}` |") };
            let start = format!("| `{name}` | {kind} | {defaults} ");
            assert!(row.starts_with(&start), "docs/theme.md says\n{row}\nand should begin with\n{start}");
        }
        assert_eq!(rows.len(), TOKENS.len());
    }
}
