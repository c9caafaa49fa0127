//! `cargo xtask size`: what ships, in bytes, against the budgets. One KB is 1,024 bytes.

use crate::card::{self, Package};
use crate::cargo;
use crate::error::XtaskError;
use crate::loader;
use crate::screen;
use crate::table;
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use std::io::Write as _;

/// Wasm and glue, brotli.
const CARD_BUDGET: usize = 96 * 1024;
/// What they should come to.
const CARD_AIM: usize = 64 * 1024;
/// Wasm and glue of the settings panel, brotli. It is opened seldom; this keeps it from growing unseen.
const PANEL_BUDGET: usize = 332 * 1024;
/// The loader of the card's element, brotli.
const LOADER_BUDGET: usize = 1536;
/// The loader of the element without an iframe, brotli.
const INLINE_BUDGET: usize = 2048;
/// The loaders, as they are called in `www` and in the package, and their budgets.
pub(crate) const LOADERS: [(&str, usize); 2] = [("embed.js", LOADER_BUDGET), ("inline.js", INLINE_BUDGET)];
/// What a browser gets before it can draw: it fits into the first flight of a fresh connection.
const FIRST_BUDGET: usize = 14 * 1024;

struct Row {
    name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// `cargo xtask size`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Print also what of each program weighs how much.
    #[arg(long)]
    table: bool,
}

/// Prints the table. Whether every budget is kept.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<bool, XtaskError> {
    let toolchain = Toolchain::check()?;
    cargo::fetch(workspace, &toolchain.targets())?;
    card::build(workspace, &toolchain)?;
    if options.table {
        for package in [&card::CARD, &card::PANEL] {
            table::print(package.folder, &card::with_names(workspace, &toolchain, package)?);
        }
    }
    table(workspace)
}

/// The table for what is built. Whether every budget is kept.
pub(crate) fn table(workspace: &Workspace) -> Result<bool, XtaskError> {
    let www = workspace.root.join("www");
    let read = |path: std::path::PathBuf| std::fs::read(&path).map_err(XtaskError::file("read", path));

    let programs = |package: &Package| {
        let folder = workspace.dist(package.folder);
        let file = |name: String| read(folder.join(&name)).map(|bytes| row(&name, &bytes));
        let program = |name: &str| card::files(name).into_iter().map(file).collect::<Result<Vec<_>, XtaskError>>();
        package.programs.iter().map(|(_, name)| program(name)).collect::<Result<Vec<_>, _>>()
    };
    let (cards, panels) = (programs(&card::CARD)?, programs(&card::PANEL)?);
    let messages: serde_json::Value = serde_json::from_slice(&read(www.join("messages/en.json"))?)
        .map_err(|reason| XtaskError::Json { what: "www/messages/en.json", reason })?;
    let first = [
        row("early.js", &read(www.join("early.js"))?),
        row("boot/start.js", &read(www.join("boot/start.js"))?),
        row("boot/generic.js", &read(www.join("boot/generic.js"))?),
        row("card.css", &read(www.join("card.css"))?),
        row("words (en)", messages["ui"].to_string().as_bytes()),
    ];

    screen::line(&format!("{:<24}{:>10}{:>10}{:>10}", "bytes", "raw", "gzip 9", "brotli 11"));
    // Each page loads one of them.
    let card = cards.iter().all(|card| print("the agent's card", card, CARD_BUDGET, Some(CARD_AIM)));
    let first = print("the first flight", &first, FIRST_BUDGET, None);
    let panel = panels.iter().all(|panel| print("the settings panel", panel, PANEL_BUDGET, None));
    let loaders = LOADERS.map(|(name, budget)| Ok((row(name, &loader(workspace, name)?), budget)));
    let loaders = loaders.into_iter().collect::<Result<Vec<_>, XtaskError>>()?;
    let loader = loaders.into_iter().fold(true, |kept, (row, budget)| print("a loader", &[row], budget, None) && kept);
    screen::line(
        "(1 KB = 1,024 bytes; the first flight without the page's own markup, which the browser tests measure)",
    );
    Ok(card && first && panel && loader)
}

/// A loader as it is shipped.
pub(crate) fn loader(workspace: &Workspace, name: &str) -> Result<Vec<u8>, XtaskError> {
    loader::made(&workspace.root.join("www"), name).map(String::into_bytes).map_err(XtaskError::Loader)
}

fn row(name: &str, bytes: &[u8]) -> Row {
    Row { name: name.to_owned(), raw: bytes.len(), gzip: gzip(bytes), brotli: brotli(bytes) }
}

fn print(name: &str, rows: &[Row], budget: usize, aim: Option<usize>) -> bool {
    let line = |name: &str, raw, gzip, brotli| format!("{name:<24}{raw:>10}{gzip:>10}{brotli:>10}");
    for Row { name, raw, gzip, brotli } in rows {
        screen::line(&line(&format!("  {name}"), raw, gzip, brotli));
    }
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let total = sum(|row| row.brotli);
    let kept = total <= budget;
    let verdict = match (kept, aim) {
        (false, _) => format!("above the budget of {budget}"),
        (true, Some(aim)) if total > aim => format!("within the budget of {budget}, above the aim of {aim}"),
        (true, _) => format!("within the budget of {budget}"),
    };
    screen::line(&format!("{}  {verdict}", line(name, &sum(|row| row.raw), &sum(|row| row.gzip), &total)));
    kept
}

fn gzip(bytes: &[u8]) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    // Writing to memory can't fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().map_or(usize::MAX, |out| out.len())
}

pub(crate) fn brotli(bytes: &[u8]) -> usize {
    let mut out = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut out, 64 * 1024, 11, 22);
    // Writing to memory can't fail.
    let _ = encoder.write_all(bytes);
    drop(encoder);
    out.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_that_is_not_kept_fails() {
        let rows = [
            Row { name: "a".to_owned(), raw: 10, gzip: 6, brotli: 5 },
            Row { name: "b".to_owned(), raw: 10, gzip: 6, brotli: 5 },
        ];
        assert!(print("both", &rows, 10, None));
        assert!(!print("both", &rows, 9, None));
    }

    #[test]
    fn compression_compresses() {
        let text = "the same words again and again. ".repeat(200);
        assert!(brotli(text.as_bytes()) < gzip(text.as_bytes()));
        assert!(gzip(text.as_bytes()) < text.len() / 10);
    }
}
