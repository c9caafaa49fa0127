//! Every word that is translated is said somewhere: a word of the panel's that no source names is taken out, of all languages.
#![allow(clippy::unwrap_used, reason = "this is a test")]

use context_card_wire::settings::PanelWords;
use std::fs;
use std::path::{Path, PathBuf};

/// Every source below a folder.
fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

/// Whether a text has this, and no longer name begins with it.
fn names(text: &str, what: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_');
    text.match_indices(what).any(|(at, _)| ends(&text[at + what.len()..]))
}

/// Where the words of a section are said by their own names alone: in its screen.
fn is_of_section(path: &Path, section: &str) -> bool {
    let own = |part: &std::ffi::OsStr| part == section || part.to_str() == Some(&format!("{section}.rs"));
    let of_shell = section == "shell" && ["setup.rs", "parts.rs"].iter().any(|file| path.ends_with(file));
    of_shell || path.iter().any(own)
}

#[test]
fn every_word_is_said_somewhere() {
    let mut all = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let words = serde_json::to_value(PanelWords::default()).unwrap();
    let mut unused = Vec::new();
    for (section, words) in words.as_object().unwrap() {
        for word in words.as_object().unwrap().keys() {
            let (with_section, alone) = (format!("{section}.{word}"), format!(".{word}"));
            let said = |(path, text): &(PathBuf, String)| {
                names(text, &with_section) || is_of_section(path, section) && names(text, &alone)
            };
            if !all.iter().any(said) {
                unused.push(with_section);
            }
        }
    }
    assert_eq!(unused, Vec::<String>::new(), "nobody says these");
}
