//! Builds what runs in browsers, the card and the settings panel: Rust to Wasm, then the JavaScript around it. They end up in
//! `dist/card` and `dist/panel`, where the proxy's build takes them from.

use crate::cargo::{self, Build};
use crate::error::XtaskError;
use crate::screen::Step;
use crate::toolchain::Toolchain;
use crate::trim;
use crate::workspace::Workspace;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::{Bindgen, Output};

/// What cargo builds together.
pub(crate) struct Package {
    /// For the progress lines.
    what: &'static str,
    pub(crate) package: &'static str,
    /// What of it, and with which features. `csr` alone for the card: with `ssr` in the same build it would draw for the
    /// wrong side.
    pub(crate) selection: &'static [&'static str],
    /// The folder in `dist`.
    pub(crate) folder: &'static str,
    /// Its programs: what cargo calls the Wasm, and what we call it.
    pub(crate) programs: &'static [(&'static str, &'static str)],
}

/// The agent's card: one program for each kind of host (`src/host`).
pub(crate) const CARD: Package = Package {
    what: "the card",
    package: "shopify-context-card",
    selection: &["--bins", "--features", "csr"],
    folder: "card",
    programs: &[
        ("generic", "card-generic"),
        ("chatwoot", "card-chatwoot"),
        ("front", "card-front"),
        ("helpscout", "card-helpscout"),
        ("livechat", "card-livechat"),
        ("mcp", "card-mcp"),
        ("zendesk", "card-zendesk"),
        ("signed-url", "card-signed-url"),
        ("url", "card-url"),
    ],
};
/// The settings panel.
pub(crate) const PANEL: Package = Package {
    what: "the settings panel",
    package: "context-card-settings",
    selection: &["--bins", "--features", "browser"],
    folder: "panel",
    programs: &[("panel", "panel")],
};

/// The files of a program: its Wasm, and the JavaScript around it.
pub(crate) fn files(name: &str) -> [String; 2] {
    [format!("{name}_bg.wasm"), format!("{name}.js")]
}

/// How they are made: a change of it makes them anew.
const HOW: &str = concat!(include_str!("card.rs"), include_str!("trim.rs"));
/// Builds the card and the panel. Takes a second where nothing has changed.
pub(crate) fn build(workspace: &Workspace, toolchain: &Toolchain) -> Result<(), XtaskError> {
    for package in [&CARD, &PANEL] {
        let raw = compile(workspace, toolchain, package)?;
        let mut step = None;
        for ((_, name), raw) in package.programs.iter().zip(&raw) {
            prepare(raw, name, package, &mut step, &workspace.dist(package.folder))?;
        }
        if let Some(step) = step {
            step.done("");
        }
    }
    Ok(())
}

/// A program as it ships, but with the names of its functions: for the table of what weighs how much.
pub(crate) fn with_names(
    workspace: &Workspace,
    toolchain: &Toolchain,
    package: &Package,
) -> Result<walrus::Module, XtaskError> {
    let raw = compile(workspace, toolchain, package)?;
    let (Some(raw), Some((_, name))) = (raw.first(), package.programs.first()) else {
        return Err(XtaskError::Build { what: package.what.to_owned() });
    };
    let bytes = std::fs::read(raw).map_err(XtaskError::file("read", raw))?;
    let beside = workspace.dist(&format!("{}-with-names", package.folder));
    let (mut output, _) = bind(bytes, name, &beside, true)?;
    std::fs::remove_dir_all(&beside).map_err(XtaskError::file("remove", &beside))?;
    Ok(std::mem::take(output.wasm_mut()))
}

/// Rust to Wasm. The files that cargo made, in the order of the programs.
fn compile(workspace: &Workspace, toolchain: &Toolchain, package: &Package) -> Result<Vec<PathBuf>, XtaskError> {
    let (environment, further) = toolchain.for_wasm();
    let mut arguments = vec!["--profile", "wasm"];
    let (kinds, features): (Vec<_>, Vec<_>) = package.selection.iter().partition(|word| **word == "--bins");
    arguments.extend(kinds);
    arguments.extend(further);
    let what = format!("building {}", package.what);
    let selection: Vec<_> = ["--target", "wasm32-unknown-unknown"].into_iter().chain(features).collect();
    let build = Build {
        what: &what,
        packages: &[package.package],
        arguments: &arguments,
        selection: &selection,
        environment: &environment,
    };
    let built = cargo::build(workspace, &build)?;
    let find = |name: &str| {
        let file = format!("{name}.wasm");
        built.files.iter().find(|path| path.file_name().is_some_and(|name| *name == *file)).cloned()
    };
    let raw: Option<Vec<_>> = package.programs.iter().map(|(raw, _)| find(raw)).collect();
    raw.ok_or(XtaskError::Build { what })
}

/// Runs wasm-bindgen, as a library: the command-line tool takes minutes to install.
fn prepare(raw: &Path, name: &str, package: &Package, step: &mut Option<Step>, dist: &Path) -> Result<(), XtaskError> {
    let bytes = std::fs::read(raw).map_err(XtaskError::file("read", raw))?;
    let of = Sha256::new().chain_update(&bytes).chain_update(HOW);
    let hash = of.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    // Beside them: the hash of the Wasm that they were made from.
    let stamp = dist.join(format!(".{name}-made-from"));
    let whole = files(name).iter().all(|name| dist.join(name).is_file());
    if whole && std::fs::read_to_string(&stamp).is_ok_and(|old| old == hash) {
        return Ok(());
    }

    step.get_or_insert_with(|| Step::begin(&format!("making the JavaScript of {}", package.what)));
    // A run that is cut off must not leave a stamp beside files of another build.
    if stamp.exists() {
        std::fs::remove_file(&stamp).map_err(XtaskError::file("remove", &stamp))?;
    }
    let (mut output, glue) = bind(bytes, name, dist, false)?;
    output.emit(dist).map_err(|error| XtaskError::Bindgen(format!("{error:#}")))?;
    let [_, file] = files(name).map(|name| dist.join(name));
    std::fs::write(&file, glue).map_err(XtaskError::file("write", &file))?;
    std::fs::write(&stamp, hash).map_err(XtaskError::file("write", &stamp))
}

/// Makes the JavaScript around the Wasm, and trims both. What is in `dist` then is not trimmed yet.
fn bind(bytes: Vec<u8>, name: &str, dist: &Path, names: bool) -> Result<(Output, String), XtaskError> {
    std::fs::create_dir_all(dist).map_err(XtaskError::file("make", dist))?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes(name, bytes)
        .web(true)
        .map_err(|error| XtaskError::Bindgen(error.to_string()))?
        .typescript(false)
        .remove_name_section(!names)
        .remove_producers_section(true)
        // The page names the Wasm by its hashed address; a default would be a dead link in the shipped file.
        .omit_default_module_path(true);
    let failed = |error| XtaskError::Bindgen(format!("{error:#}"));
    let mut output = bindgen.generate_output().map_err(failed)?;
    output.emit(dist).map_err(failed)?;
    let [_, file] = files(name).map(|name| dist.join(name));
    // Read back: only what is written has the layout that can be read.
    let glue = std::fs::read_to_string(&file).map_err(XtaskError::file("read", &file))?;
    let glue = trim::trim(&glue, output.wasm_mut())?;
    Ok((output, glue))
}
