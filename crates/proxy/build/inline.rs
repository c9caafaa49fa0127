//! The program of the card without an iframe, from what is made for the one with: one JavaScript module with the style sheet and
//! the card's glue in it (`www/inline/card.js` tells what it does). `build.rs` embeds it as `inline-card.js`.

/// What wasm-bindgen ends its glue with.
const EXPORTS: &str = "export { initSync, __wbg_init as default };";

/// The module.
pub(crate) fn module(script: &str, style: &str, glue: &str) -> Result<String, String> {
    let style = in_a_shadow_root(style)?;
    Ok(format!("const STYLE = {};\n{}{script}\n", quoted(&style), factory(glue)?))
}

/// The glue as a function: what stands at the top of a module is there once, and each card needs its own.
fn factory(glue: &str) -> Result<String, String> {
    let body =
        glue.trim_end().strip_suffix(EXPORTS).ok_or("the glue ends in another way than build/inline.rs reads it")?;
    let body = body.replace("\nexport function ", "\nfunction ");
    let body = body.strip_prefix("export ").unwrap_or(&body);
    if body.contains("\nexport ") || body.contains("import.meta") || !body.contains("function start(") {
        return Err("the glue exports in another way than build/inline.rs reads it".to_owned());
    }
    Ok(format!("const program = () => {{\n{body}return {{ init: __wbg_init, start }};\n}};\n"))
}

/// The style sheet for a shadow root. The element that wears the tokens is the card's own, with the class `scx`. Nothing that the page
/// says of its text gets in, and `rem` counts from what the browser's user has set, since pages change what it means.
fn in_a_shadow_root(style: &str) -> Result<String, String> {
    let lines = style.lines().filter(|line| !line.starts_with("html {") && !line.starts_with("body {")).map(|line| {
        let line = line.replace(":root", ".scx");
        // A query can't count with what is set.
        if line.starts_with('@') { rem(&line, |number| format!("{}px", number * 16.0)) } else { rem(&line, medium) }
    });
    let style = lines.collect::<Vec<_>>().join("\n");
    if style.contains("rem;") || style.contains(":root") {
        return Err("the style sheet is written in another way than build/inline.rs reads it".to_owned());
    }
    let around = ":host { display: block; }\n:host([hidden]) { display: none; }\n\
        .scx { all: initial; visibility: inherit; pointer-events: inherit; }\n";
    Ok([around, &style].concat())
}

/// So many times the browser's own size of text: `www/inline/card.js` sets it.
fn medium(number: f64) -> String {
    format!("calc({number} * var(--rem, 16px))")
}

/// Puts something else in the place of every `…rem`.
fn rem(line: &str, other: impl Fn(f64) -> String) -> String {
    let mut pieces = line.split("rem");
    let mut out = String::new();
    let mut piece = pieces.next().unwrap_or_default();
    for next in pieces {
        let digits = piece.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        match piece[digits.len()..].parse() {
            Ok(number) => out = out + digits + &other(number),
            Err(_) => out = out + piece + "rem",
        }
        piece = next;
    }
    out + piece
}

/// A text of several lines in JavaScript.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${");
    format!("`{escaped}`")
}
