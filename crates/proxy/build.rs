//! Embeds the card's files: hashes their names and compresses them with brotli. And the languages: see `build/`.
//!
//! The programs of the card, one for each kind of host, are made by `cargo xtask build` in `dist/card`, the settings panel in
//! `dist/panel`. Without them the proxy still builds, so that a plain `cargo test` needs no Wasm; `serve` says then that the
//! card is missing.

#[path = "build/inline.rs"]
mod inline;
#[path = "build/languages.rs"]
mod languages;
#[path = "build/loader.rs"]
mod loader;

use sha2::{Digest as _, Sha256};
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
/// The scripts for other people's pages.
const LOADERS: &[&str] = &["embed.js", "inline.js"];
const FILES: &[(&str, &str, &str)] = &[
    ("www", "embed.js", JAVASCRIPT),
    ("www", "inline.js", JAVASCRIPT),
    ("www", "card.css", "text/css; charset=utf-8"),
    ("dist/panel", "panel.js", JAVASCRIPT),
    ("dist/panel", "panel_bg.wasm", "application/wasm"),
    ("www", "settings.css", "text/css; charset=utf-8"),
    ("www", "settings.js", JAVASCRIPT),
    ("www", "icon.svg", "image/svg+xml"),
    ("www", "owner.css", "text/css; charset=utf-8"),
    ("www", "owner.js", JAVASCRIPT),
    ("www", "sign-in.js", JAVASCRIPT),
];

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../..");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut code = String::from("const ASSETS: &[Asset] = &[\n");
    println!("cargo::rerun-if-changed={}", root.join("www/boot").display());
    let mut kinds = Vec::new();
    for entry in fs::read_dir(root.join("www/boot"))? {
        kinds.extend(
            entry?.path().file_stem().map(|name| name.to_string_lossy().into_owned()).filter(|name| name != "start"),
        );
    }
    let cards = kinds.iter().flat_map(|kind| {
        let file = |name, content_type| ("dist/card", name, content_type);
        [file(format!("card-{kind}.js"), JAVASCRIPT), file(format!("card-{kind}_bg.wasm"), "application/wasm")]
    });
    let fixed = FILES.iter().map(|(folder, name, content_type)| (*folder, (*name).to_owned(), *content_type));
    for (folder, name, content_type) in cards.chain(fixed) {
        let (path, name) = (root.join(folder).join(&name), name.as_str());
        println!("cargo::rerun-if-changed={}", path.display());
        if path.is_file() {
            let raw = match name {
                _ if LOADERS.contains(&name) => loader::made(&root.join(folder), name)?.into_bytes(),
                _ if name.ends_with(".css") => lean_css(&fs::read_to_string(&path)?).into_bytes(),
                _ => fs::read(&path)?,
            };
            embed(raw, name, content_type, &out, &mut code)?;
        }
    }
    println!("cargo::rerun-if-changed={}", root.join("www/loader").display());
    let around = root.join("www/inline/card.js");
    println!("cargo::rerun-if-changed={}", around.display());
    // The host without an iframe is the generic one, and no other.
    if let Ok(glue) = fs::read_to_string(root.join("dist/card/card-generic.js")) {
        let style = lean_css(&fs::read_to_string(root.join("www/card.css"))?);
        let module = inline::module(&lean(&fs::read_to_string(around)?), &style, &glue)?;
        embed(module.into_bytes(), "inline-card.js", JAVASCRIPT, &out, &mut code)?;
    }
    code.push_str("];\nconst BOOT: &[(&str, &str)] = &[\n");
    let boot =
        |name: &str| fs::read_to_string(root.join("www/boot").join(format!("{name}.js"))).map(|script| lean(&script));
    let start = boot("start")?;
    for kind in &kinds {
        let script = ["(() => {\n", &start, "\n", &boot(kind)?, "\n})();"].concat();
        writeln!(code, "({kind:?}, {script:?}),")?;
    }
    let early = root.join("www/early.js");
    println!("cargo::rerun-if-changed={}", early.display());
    writeln!(code, "];\nconst EARLY: &str = {:?};", lean(&fs::read_to_string(early)?))?;
    fs::write(out.join("assets.rs"), code)?;
    languages::embed(&root.join("www/messages"), &out, "languages")?;
    languages::embed(&root.join("www/messages/settings"), &out, "languages.settings")
}

fn embed(raw: Vec<u8>, name: &str, content_type: &str, out: &Path, code: &mut String) -> Result<(), Box<dyn Error>> {
    let hash: String =
        Sha256::digest(&raw).iter().take(6).fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let mut compressed = Vec::new();
    brotli::CompressorWriter::new(&mut compressed, 4096, 11, 22).write_all(&raw)?;
    let (raw_path, compressed_path) = (out.join(name), out.join(format!("{name}.br")));
    fs::write(&raw_path, raw)?;
    fs::write(&compressed_path, compressed)?;
    writeln!(
        code,
        "Asset {{ name: {name:?}, hashed: \"{stem}.{hash}.{ending}\", content_type: {content_type:?}, raw: include_bytes!({raw_path:?}), brotli: include_bytes!({compressed_path:?}) }},"
    )?;
    Ok(())
}

/// A script without its comment lines and indentation: it stands in every page. Comments after code stay.
fn lean(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// A style sheet without comments and indentation.
fn lean_css(css: &str) -> String {
    let mut text = String::new();
    let mut rest = css;
    while let Some((before, tail)) = rest.split_once("/*") {
        text.push_str(before);
        rest = tail.split_once("*/").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
