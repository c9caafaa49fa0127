//! How the loaders, `www/embed.js` and `www/inline.js`, are shipped: with the parts that they share in `www/loader`, without
//! comments and white space, and with the words that they list as one letter each. `build.rs` embeds them so, and `cargo xtask`
//! measures and packs them so.

use std::collections::BTreeMap;
use std::iter;
use std::path::Path;

/// The line of a script in whose place a file of `www/loader` stands.
const PART: &str = "// part: ";

/// A loader of `www` as browsers get it.
pub(crate) fn made(www: &Path, name: &str) -> Result<String, String> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|why| format!("{}: {why}", path.display()));
    let script = read(&www.join(name))?;
    let lines = script.lines().map(|line| match line.trim().strip_prefix(PART) {
        Some(part) => read(&www.join("loader").join(part)),
        None => Ok(line.to_owned()),
    });
    ship(&lines.collect::<Result<Vec<_>, _>>()?.join("\n"))
}

/// The line of the script that says which words are shortened, and to what.
const SHORT: &str = "// short: ";

/// The script as browsers get it. It is our own one file, so it keeps to what is read here: single quotes alone, a semicolon
/// after every statement, and no listed word as a short property (`{ word }`).
fn ship(script: &str) -> Result<String, String> {
    let listed = script.lines().find_map(|line| line.strip_prefix(SHORT)).unwrap_or_default();
    let short: BTreeMap<&str, &str> = listed.split_whitespace().filter_map(|pair| pair.split_once('=')).collect();
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let text = lines.collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' => rest[1..].find('\'').ok_or("a text without an end")? + 2,
            '"' | '`' => return Err(format!("{first} is not read here")),
            _ if part_of_word(first) => rest.find(|next| !part_of_word(next)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        let next = after.chars().next().unwrap_or(' ');
        let property = out.ends_with('.') && !out.ends_with("...") || next == ':';
        match piece {
            " " if !(out.ends_with(part_of_word) && part_of_word(next)) => {}
            "}" if out.ends_with(';') => {
                out.pop();
                out.push('}');
            }
            _ => out.push_str(short.get(piece).filter(|_| !property).unwrap_or(&piece)),
        }
        rest = after;
    }
    let mut letters: Vec<_> = short.values().collect();
    letters.sort_unstable();
    match iter::zip(&letters, letters.iter().skip(1)).find(|(one, other)| one == other) {
        Some((letter, _)) => Err(format!("two words are both {letter}")),
        None => Ok(out),
    }
}

fn part_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_goes_and_words_become_letters_but_no_text_and_no_property_is_touched() {
        let script = "// A comment.\n// short: host=a frame=b\nconst host = () => {\n  return frame.host(host, 'host  frame', { host: frame });\n};";
        assert_eq!(ship(script).unwrap(), "const a=()=>{return b.host(a,'host  frame',{host:b})};");
        assert_eq!(ship("// short: host=a\n[...host]").unwrap(), "[...a]");
    }

    #[test]
    fn what_is_not_read_here_is_refused() {
        for script in ["const a = `x`;", "const a = \"x\";", "const a = 'x;", "// short: one=a other=a\none"] {
            assert!(ship(script).is_err(), "{script}");
        }
    }

    #[test]
    fn the_loader_lists_no_letter_that_it_uses_itself() {
        let script = [
            include_str!("../../../www/embed.js"),
            include_str!("../../../www/loader/host.js"),
            include_str!("../../../www/loader/element.js"),
        ]
        .join("\n");
        let listed = script.lines().find_map(|line| line.strip_prefix(SHORT)).unwrap();
        let letters: Vec<_> =
            listed.split_whitespace().filter_map(|pair| pair.split_once('=')).map(|(_, letter)| letter).collect();
        let code: String = script.lines().filter(|line| !line.trim().starts_with("//")).collect::<Vec<_>>().join(" ");
        let words = code.split(|letter| !part_of_word(letter)).filter(|word| letters.contains(word));
        // `v` is a key of the protocol's welcome.
        assert_eq!(words.filter(|word| *word != "v").collect::<Vec<_>>(), [""; 0]);
    }
}
