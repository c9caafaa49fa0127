//! The languages: every file of `www/messages` is embedded, and each says all that English says, or the build ends.
//!
//! `build.rs` calls this. Adding a language is adding its file. Who is at work on the texts sets
//! `CONTEXT_CARD_UNTRANSLATED=1`: then English stands in for what is missing, with a warning.

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// The plural forms that languages have.
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
/// Languages that are read from right to left. The tests compare this with ICU.
const RIGHT_TO_LEFT: [&str; 10] = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];
/// Gaps that take whole sentences or addresses: these are not set apart from the text around them. A character after
/// an address would become a part of it when it is clicked. `text/messages/message.rs` keeps the same list.
pub(crate) const SENTENCES: [&str; 7] = ["answer", "first", "link", "links", "notes", "second", "states"];

/// Embeds the files of `folder`: writes `<table>.rs`, a table of tags and texts, English first.
pub(crate) fn embed(folder: &Path, out: &Path, table: &str) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-env-changed=CONTEXT_CARD_UNTRANSLATED");
    let english = read(&folder.join("en.json"))?;
    let mut tags = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        tags.extend(name.strip_suffix(".json").map(str::to_owned));
    }
    tags.sort_by_key(|tag| (tag != "en", tag.clone()));
    let (mut code, mut wrong) = (String::from("const LANGUAGES: &[(&str, &str)] = &[\n"), Vec::new());
    for tag in &tags {
        let path = folder.join(format!("{tag}.json"));
        println!("cargo::rerun-if-changed={}", path.display());
        let (said, findings) = compared(&english, &read(&path)?);
        wrong.extend(findings.into_iter().map(|finding| format!("{}: {finding}", path.display())));
        let path = out.join(format!("{table}.{tag}.json"));
        fs::write(&path, embedded(tag, said).to_string())?;
        writeln!(code, "({tag:?}, include_str!({path:?})),")?;
    }
    code.push_str("];\n");
    fs::write(out.join(format!("{table}.rs")), code)?;
    if env::var_os("CONTEXT_CARD_UNTRANSLATED").is_some() {
        wrong.iter().for_each(|finding| println!("cargo::warning={finding}"));
    } else if !wrong.is_empty() {
        wrong.iter().for_each(|finding| println!("cargo::error={finding}"));
        println!("cargo::error=CONTEXT_CARD_UNTRANSLATED=1 lets English stand in while you work on the texts");
    }
    Ok(())
}

fn read(path: &Path) -> Result<Value, Box<dyn Error>> {
    serde_json::from_str(&fs::read_to_string(path)?).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// A language's texts in the shape of English, and what is wrong with them: what is missing, left over or filled in
/// another way. English stands in for it.
pub(crate) fn compared(english: &Value, other: &Value) -> (Value, Vec<String>) {
    let mut findings = Vec::new();
    let mut forms = Vec::new();
    let said = compare(english, other, "", &mut forms, &mut findings);
    // Which forms a language has, the tests know from ICU. That it has them everywhere can be told from the file.
    let all: BTreeSet<&str> = forms.iter().flat_map(|(_, forms)| forms).map(String::as_str).collect();
    for (path, forms) in &forms {
        let missing: Vec<_> = all.iter().filter(|form| !forms.contains(**form)).copied().collect();
        if !missing.is_empty() {
            findings.push(format!("{path} has no form {}", missing.join(", ")));
        }
    }
    (said, findings)
}

type Forms = Vec<(String, BTreeSet<String>)>;

fn compare(english: &Value, other: &Value, path: &str, forms: &mut Forms, findings: &mut Vec<String>) -> Value {
    let wrong = match (english, other) {
        (Value::Object(english), Value::Object(other)) if is_plural(english) => {
            return plural(english, other, path, forms, findings);
        }
        (Value::Object(english), Value::Object(other)) => {
            for key in other.keys().filter(|key| !english.contains_key(*key)) {
                findings.push(format!("{path}/{key} is not in English"));
            }
            let mut said = Map::new();
            for (key, text) in english {
                let place = format!("{path}/{key}");
                let text = match other.get(key) {
                    Some(other) => compare(text, other, &place, forms, findings),
                    None => {
                        findings.push(format!("{place} is missing"));
                        text.clone()
                    }
                };
                said.insert(key.clone(), text);
            }
            return Value::Object(said);
        }
        (Value::String(english), Value::String(other)) => {
            match (other.trim().is_empty(), gaps(english) == gaps(other)) {
                (false, true) => return Value::String(other.clone()),
                (true, _) => "is empty".to_owned(),
                (_, false) => format!("must have the gaps {:?}", gaps(english)),
            }
        }
        _ => "is of another kind than in English".to_owned(),
    };
    findings.push(format!("{path} {wrong}"));
    english.clone()
}

/// A plural: `other` has all gaps; a form for few things may leave out the number (`one order`).
fn plural(
    english: &Map<String, Value>,
    other: &Map<String, Value>,
    path: &str,
    forms: &mut Forms,
    findings: &mut Vec<String>,
) -> Value {
    let gaps_of = |form: &Value| form.as_str().map(gaps).unwrap_or_default();
    let wanted = english.get("other").map(gaps_of).unwrap_or_default();
    let mut wrong = Vec::new();
    if !is_plural(other) {
        wrong.push(format!("{path} must have plural forms, at least \"other\""));
    }
    for (form, text) in other {
        let mut have = gaps_of(text);
        if form != "other" && wanted.contains("n") {
            have.insert("n".to_owned());
        }
        if have != wanted || text.as_str().is_none_or(|text| text.trim().is_empty()) {
            wrong.push(format!("{path}/{form} must have the gaps {wanted:?}"));
        }
    }
    if wrong.is_empty() {
        forms.push((path.to_owned(), other.keys().cloned().collect()));
        return Value::Object(other.clone());
    }
    findings.extend(wrong);
    Value::Object(english.clone())
}

fn is_plural(map: &Map<String, Value>) -> bool {
    map.contains_key("other") && map.keys().all(|key| FORMS.contains(&key.as_str()))
}

/// The named gaps of a text.
pub(crate) fn gaps(text: &str) -> BTreeSet<String> {
    let pieces = text.split('{').skip(1);
    pieces.filter_map(|piece| piece.split_once('}')).map(|(gap, _)| gap.to_owned()).collect()
}

/// The texts as they are embedded. Where they are read from right to left, each gap is set apart: a name or an amount
/// in it keeps its own direction, and does not turn around what stands beside it.
pub(crate) fn embedded(tag: &str, said: Value) -> Value {
    let language = tag.split('-').next().unwrap_or_default();
    if RIGHT_TO_LEFT.contains(&language) { isolated(said) } else { said }
}

fn isolated(value: Value) -> Value {
    match value {
        Value::String(text) => gaps(&text)
            .iter()
            .filter(|gap| !SENTENCES.contains(&gap.as_str()))
            .fold(text.clone(), |text, gap| text.replace(&format!("{{{gap}}}"), &format!("\u{2068}{{{gap}}}\u{2069}")))
            .into(),
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, isolated(value))).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn english() -> Value {
        json!({"ui": {"back": "Back", "copy": "Copy {name}"}, "card": {"orders": {"one": "{n} order", "other": "{n} orders"},
            "items": {"one": "{n} item", "other": "{n} items"}}})
    }

    fn found(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut other = english();
        change(&mut other);
        compared(&english(), &other).1
    }

    #[test]
    fn a_language_that_says_all_is_taken_as_it_is() {
        let german = json!({"ui": {"back": "Zurück", "copy": "{name} kopieren"},
            "card": {"orders": {"one": "Eine Bestellung", "other": "{n} Bestellungen"}, "items": {"one": "Ein Artikel", "other": "{n} Artikel"}}});
        assert_eq!(compared(&english(), &german), (german, vec![]));
    }

    #[test]
    fn what_is_missing_left_over_or_filled_otherwise_is_found() {
        let table: [(Vec<String>, &str); 8] = [
            (found(|it| it["ui"] = json!({"back": "Zurück"})), "/ui/copy is missing"),
            (found(|it| it["ui"]["forth"] = "Vor".into()), "/ui/forth is not in English"),
            (found(|it| it["ui"]["copy"] = "Kopieren".into()), "/ui/copy must have the gaps {\"name\"}"),
            (found(|it| it["ui"]["copy"] = "{wort} kopieren".into()), "/ui/copy must have the gaps {\"name\"}"),
            (found(|it| it["ui"]["back"] = " ".into()), "/ui/back is empty"),
            (found(|it| it["ui"]["back"] = json!(["Zurück"])), "/ui/back is of another kind than in English"),
            (
                found(|it| it["card"]["orders"] = json!({"other": "Aufträge"})),
                "/card/orders/other must have the gaps {\"n\"}",
            ),
            (found(|it| it["card"]["orders"] = json!({"other": "{n} Aufträge"})), "/card/orders has no form one"),
        ];
        for (findings, expected) in table {
            assert_eq!(findings, [expected]);
        }
    }

    #[test]
    fn english_stands_in_for_what_is_wrong() {
        let (said, findings) = compared(&english(), &json!({"ui": {"back": "Zurück", "copy": ""}}));
        assert_eq!((said["ui"]["back"].as_str(), said["ui"]["copy"].as_str()), (Some("Zurück"), Some("Copy {name}")));
        assert_eq!(findings.len(), 2);
    }

    #[test]
    fn what_is_put_into_arabic_is_set_apart_but_not_an_address() {
        let said = json!({"a": "تم {order} مع {carrier}: {link}"});
        let isolated = "تم \u{2068}{order}\u{2069} مع \u{2068}{carrier}\u{2069}: {link}";
        assert_eq!(embedded("ar", said.clone())["a"], isolated);
        assert_eq!(embedded("ar-EG", said.clone())["a"], isolated);
        assert_eq!(embedded("de", said.clone()), said);
    }
}
