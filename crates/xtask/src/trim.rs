//! Takes what the card does not use off what wasm-bindgen made: classes that a library exports and nobody calls, the
//! functions behind them, the long names between Wasm and JavaScript, indentation and comments. `card` calls this.
//!
//! The glue is read by its layout, one item at a time, as wasm-bindgen of our pinned version prints it. Where something
//! does not look as it should, building fails; nothing is guessed.

use std::collections::{BTreeMap, BTreeSet};
use walrus::{ExportId, Module};

/// The module from which the tests' Wasm imports its glue.
#[cfg(test)]
const GLUE: &str = "./card_bg.js";

/// Whether a module that the Wasm imports from is its glue: `./card_bg.js`, `./panel_bg.js`.
fn is_glue(module: &str) -> bool {
    module.starts_with("./") && module.ends_with("_bg.js")
}

/// What is wrong with the glue.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TrimError {
    /// The Wasm imports what the glue does not have.
    #[error("the glue has no {0}; wasm-bindgen prints it in another way than crates/xtask/src/trim.rs reads it")]
    NoShim(String),
}

/// Trims both sides. The glue that belongs to the module from now on.
pub(crate) fn trim(glue: &str, module: &mut Module) -> Result<String, TrimError> {
    let mut items = items(glue);
    // What is dropped on one side may make more superfluous on the other.
    loop {
        let before = (items.len(), module.exports.iter().count(), module.imports.iter().count());
        items = reachable(items);
        keep_exports(&items, module);
        walrus::passes::gc::run(module);
        let imported: BTreeSet<_> = imports(module).into_keys().collect();
        for item in items.iter_mut().filter(|item| item.shims) {
            *item = Item { lines: shims_of(&item.lines, &imported), ..item.clone() };
        }
        if before == (items.len(), module.exports.iter().count(), module.imports.iter().count()) {
            break;
        }
    }
    let text = items.iter().flat_map(|item| &item.lines).fold(String::new(), |text, line| text + line + "\n");
    let text = shorten(text, module)?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).fold(String::new(), |all, line| all + line + "\n"))
}

/// Something at the top of the glue: a function, a class, a constant, a statement.
#[derive(Clone, Debug)]
struct Item {
    lines: Vec<String>,
    /// What others call it; none for a statement.
    name: Option<String>,
    /// Whether somebody outside may want it.
    root: bool,
    /// Whether it holds the functions that the Wasm imports.
    shims: bool,
}

/// The glue's items, without comments.
fn items(glue: &str) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut comment = false;
    for line in glue.lines() {
        let bare = line.trim_start();
        comment |= bare.starts_with("/*");
        let skipped = comment || bare.starts_with("//") || bare.is_empty();
        comment &= !bare.ends_with("*/");
        if skipped {
            continue;
        }
        let goes_on = line.starts_with([' ', '}', ')']) || line.starts_with("if (Symbol.dispose)");
        match items.last_mut().filter(|_| goes_on) {
            Some(item) => item.lines.push(line.to_owned()),
            None => items.push(begin(line)),
        }
    }
    items
}

fn begin(line: &str) -> Item {
    let exported = line.starts_with("export ");
    let rest = line.trim_start_matches("export ").trim_start_matches("default ").trim_start_matches("async ");
    let declared = ["function ", "class ", "const ", "let "].iter().find_map(|word| rest.strip_prefix(word));
    let name = declared.and_then(|rest| words(rest).next()).map(str::to_owned);
    // A class that is exported is a library's: the card itself exports functions.
    let root = name.is_none() || exported && !rest.starts_with("class ");
    let shims = name.as_deref() == Some("__wbg_get_imports");
    Item { lines: vec![line.to_owned()], name, root, shims }
}

/// The names in a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
    text.split(move |c| !inside(c)).filter(|word| !word.is_empty())
}

/// The items that something outside reaches.
fn reachable(items: Vec<Item>) -> Vec<Item> {
    let mut kept: Vec<bool> = items.iter().map(|item| item.root).collect();
    loop {
        let used: BTreeSet<&str> = items
            .iter()
            .zip(&kept)
            .filter(|(_, kept)| **kept)
            .flat_map(|(item, _)| item.lines.iter().flat_map(|l| words(l)))
            .collect();
        let now: Vec<bool> = items
            .iter()
            .zip(&kept)
            .map(|(item, kept)| *kept || item.name.as_deref().is_some_and(|name| used.contains(name)))
            .collect();
        if now == kept {
            return items.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(item, _)| item).collect();
        }
        kept = now;
    }
}

/// Removes the exports that the glue does not name.
fn keep_exports(items: &[Item], module: &mut Module) {
    let called: BTreeSet<&str> = items.iter().flat_map(|item| &item.lines).flat_map(|line| called(line)).collect();
    let unused: Vec<ExportId> =
        module.exports.iter().filter(|export| !called.contains(export.name.as_str())).map(walrus::Export::id).collect();
    for export in unused {
        module.exports.delete(export);
    }
}

/// The exports that a line of the glue calls: `wasm.NAME`.
fn called(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("wasm.").filter_map(|(at, found)| words(&line[at + found.len()..]).next())
}

/// The glue's functions that the Wasm imports, each with its import.
fn imports(module: &Module) -> BTreeMap<String, walrus::ImportId> {
    module
        .imports
        .iter()
        .filter(|import| is_glue(&import.module))
        .map(|import| (import.name.clone(), import.id()))
        .collect()
}

/// The lines of the shims without those that nobody imports. A shim stands between `NAME: function…` and `},`, eight spaces in.
fn shims_of(lines: &[String], imported: &BTreeSet<String>) -> Vec<String> {
    let mut dropping = false;
    let mut kept = Vec::new();
    for line in lines {
        let name = line.strip_prefix("        ").and_then(|rest| rest.split_once(": function")).map(|(name, _)| name);
        if let Some(name) = name.filter(|name| !name.starts_with(' ')) {
            dropping = !imported.contains(name);
        }
        if !dropping {
            kept.push(line.clone());
        }
        dropping &= line != "        },";
    }
    kept
}

/// Gives short names to what goes between Wasm and glue.
fn shorten(mut glue: String, module: &mut Module) -> Result<String, TrimError> {
    let mut names = (0..).map(short);
    for (name, id) in imports(module) {
        let long = ["        ", &name, ": function"].concat();
        if !glue.contains(&long) {
            return Err(TrimError::NoShim(name));
        }
        let new = names.next().unwrap_or_default();
        glue = glue.replace(&long, &["        ", &new, ": function"].concat());
        module.imports.get_mut(id).name = new;
    }
    let mut exports: Vec<_> = module.exports.iter().map(|export| (export.name.clone(), export.id())).collect();
    // The longest first: one name may begin with another.
    exports.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let mut names = (0..).map(short);
    for (name, id) in exports {
        let new = names.next().unwrap_or_default();
        glue = rename(&glue, &name, &new);
        module.exports.get_mut(id).name = new;
    }
    Ok(glue)
}

/// `wasm.OLD` becomes `wasm.NEW`, where the name ends there.
fn rename(glue: &str, old: &str, new: &str) -> String {
    let long = ["wasm.", old].concat();
    let mut parts = glue.split(long.as_str());
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let whole = !part.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$'));
        text += if whole { "wasm." } else { &long };
        text += if whole { new } else { "" };
        text += part;
    }
    text
}

/// The nth of the shortest names: a, b, …, z, ab, …. All of them are small letters, so that none is a word of JavaScript's
/// that can't be a property; every word can.
fn short(mut n: usize) -> String {
    let mut name = String::new();
    loop {
        name.push(char::from(b'a' + u8::try_from(n % 26).unwrap_or_default()));
        n /= 26;
        if n == 0 {
            return name;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::FunctionBuilder;

    const JS: &str = "/**
 * Of a library.
 */
export class Stream {
    free() {
        wasm.stream_free(this.ptr);
    }
}
if (Symbol.dispose) Stream.prototype[Symbol.dispose] = Stream.prototype.free;

export function start(boot) {
    const ret = wasm.start(helper(boot));
    return ret;
}
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg_used_0123456789abcdef: function(arg0) {
            // why
            return arg0;
        },
        __wbg_unused_fedcba9876543210: function(arg0) {
            if (arg0) {
                return only(arg0);
            }
        },
    };
    return {
        __proto__: null,
        \"./card_bg.js\": import0,
    };
}
const StreamFinalization = new FinalizationRegistry(
    ptr => wasm.stream_free(ptr, 1));
function helper(it) {
    return it;
}
function only(it) {
    return it;
}
let wasm;
async function init(input) {
    wasm = (await WebAssembly.instantiate(input, __wbg_get_imports())).exports;
    wasm.start_more();
}
export { init as default };
";

    fn module() -> Module {
        let mut module = Module::default();
        let none = module.types.add(&[], &[]);
        let (used, _) = module.add_import_func(GLUE, "__wbg_used_0123456789abcdef", none);
        let (unused, _) = module.add_import_func(GLUE, "__wbg_unused_fedcba9876543210", none);
        for (name, calls) in [("start", used), ("start_more", used), ("stream_free", unused)] {
            let mut function = FunctionBuilder::new(&mut module.types, &[], &[]);
            function.func_body().call(calls);
            let function = function.finish(Vec::new(), &mut module.funcs);
            module.exports.add(name, function);
        }
        module
    }

    #[test]
    fn what_nobody_calls_goes_on_both_sides() {
        let mut module = module();
        let glue = trim(JS, &mut module).unwrap();
        for gone in ["Stream", "only", "unused", "stream_free", "// why", "0123456789abcdef", "\n "] {
            assert!(!glue.contains(gone), "{gone} in {glue}");
        }
        for kept in
            ["export function start(boot)", "function helper", "export { init as default };", "a: function(arg0)"]
        {
            assert!(glue.contains(kept), "{kept} not in {glue}");
        }
        assert_eq!(imports(&module).into_keys().collect::<Vec<_>>(), ["a"]);
        let mut exports: Vec<_> = module.exports.iter().map(|export| export.name.as_str()).collect();
        exports.sort_unstable();
        assert_eq!(exports, ["a", "b"]);
        // The longer name was renamed first, and is not taken for the shorter one.
        assert!(glue.contains("wasm.a();") && glue.contains("wasm.b(helper(boot))"), "{glue}");
    }

    #[test]
    fn glue_of_another_layout_is_refused() {
        let js = JS.replace("__wbg_used_0123456789abcdef: function", "__wbg_used_0123456789abcdef: (arg0) =>");
        assert!(matches!(trim(&js, &mut module()), Err(TrimError::NoShim(_))));
    }

    #[test]
    fn short_names_are_not_repeated() {
        let names: BTreeSet<_> = (0..2000).map(short).collect();
        assert_eq!(names.len(), 2000);
    }
}
