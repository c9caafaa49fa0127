//! Which of the host's theme tokens are taken over: known names, and values that are nothing but a colour, a length or
//! fonts. A value goes to the CSSOM, where it can't leave its property; these checks keep out what loads or hides.

/// What a token holds.
#[derive(Clone, Copy)]
enum Holds {
    Colour,
    Length,
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
    ("--scx-text", Holds::Length), ("--scx-radius", Holds::Length), ("--scx-radius-inside", Holds::Length),
    ("--scx-font", Holds::Fonts),
];

/// Whether the host may set this token to this value.
pub(super) fn allowed(name: &str, value: &str) -> bool {
    let Some((_, holds)) = TOKENS.iter().find(|(token, _)| *token == name) else {
        return false;
    };
    let value = value.trim();
    match holds {
        Holds::Colour => colour(value),
        Holds::Length => length(value),
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
    }
}
