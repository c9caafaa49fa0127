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

/// A program for browsers.
pub(crate) struct Program {
    /// For the progress lines.
    what: &'static str,
    pub(crate) package: &'static str,
    /// Which features it is built with. `csr` alone for the card: with `ssr` in the same build it would draw for the wrong side.
    pub(crate) features: &'static [&'static str],
    /// Its folder in `dist`, and the name of its files.
    pub(crate) name: &'static str,
    /// What cargo calls its Wasm.
    raw: &'static str,
}

/// The agent's card.
pub(crate) const CARD: Program = Program {
    what: "the card",
    package: "shopify-context-card",
    features: &["--features", "csr"],
    name: "card",
    raw: "shopify_context_card.wasm",
};
/// The settings panel.
pub(crate) const PANEL: Program = Program {
    what: "the settings panel",
    package: "context-card-settings",
    features: &[],
    name: "panel",
    raw: "context_card_settings.wasm",
};

impl Program {
    /// The name of its Wasm.
    pub(crate) fn wasm(&self) -> String {
        format!("{}_bg.wasm", self.name)
    }

    /// The name of the JavaScript around it.
    pub(crate) fn glue(&self) -> String {
        format!("{}.js", self.name)
    }
}

/// How they are made: a change of it makes them anew.
const HOW: &str = concat!(include_str!("card.rs"), include_str!("trim.rs"));
/// Beside them: the hash of the Wasm that they were made from.
const STAMP: &str = ".made-from";

/// Builds the card and the panel. Takes a second where nothing has changed.
pub(crate) fn build(workspace: &Workspace, toolchain: &Toolchain) -> Result<(), XtaskError> {
    [&CARD, &PANEL].into_iter().try_for_each(|program| build_one(workspace, toolchain, program))
}

fn build_one(workspace: &Workspace, toolchain: &Toolchain, program: &Program) -> Result<(), XtaskError> {
    prepare(&compile(workspace, toolchain, program)?, program, &workspace.dist(program.name))
}

/// A program as it ships, but with the names of its functions: for the table of what weighs how much.
pub(crate) fn with_names(
    workspace: &Workspace,
    toolchain: &Toolchain,
    program: &Program,
) -> Result<walrus::Module, XtaskError> {
    let raw = compile(workspace, toolchain, program)?;
    let bytes = std::fs::read(&raw).map_err(XtaskError::file("read", &raw))?;
    let beside = workspace.dist(&format!("{}-with-names", program.name));
    let (mut output, _) = bind(bytes, program, &beside, true)?;
    std::fs::remove_dir_all(&beside).map_err(XtaskError::file("remove", &beside))?;
    Ok(std::mem::take(output.wasm_mut()))
}

/// Rust to Wasm. The file that cargo made.
fn compile(workspace: &Workspace, toolchain: &Toolchain, program: &Program) -> Result<PathBuf, XtaskError> {
    let (environment, further) = toolchain.for_wasm();
    let mut arguments = vec!["--profile", "wasm", "--lib"];
    arguments.extend(further);
    let what = format!("building {}", program.what);
    let selection: Vec<_> = ["--target", "wasm32-unknown-unknown"].iter().chain(program.features).copied().collect();
    let build = Build {
        what: &what,
        packages: &[program.package],
        arguments: &arguments,
        selection: &selection,
        environment: &environment,
    };
    let built = cargo::build(workspace, &build)?;
    let mut files = built.files.into_iter();
    let raw = files.find(|file| file.file_name().is_some_and(|name| name == program.raw));
    raw.ok_or(XtaskError::Build { what })
}

/// Runs wasm-bindgen, as a library: the command-line tool takes minutes to install.
fn prepare(raw: &Path, program: &Program, dist: &Path) -> Result<(), XtaskError> {
    let bytes = std::fs::read(raw).map_err(XtaskError::file("read", raw))?;
    let of = Sha256::new().chain_update(&bytes).chain_update(HOW);
    let hash = of.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    let stamp = dist.join(STAMP);
    let whole = [program.wasm(), program.glue()].iter().all(|name| dist.join(name).is_file());
    if whole && std::fs::read_to_string(&stamp).is_ok_and(|old| old == hash) {
        return Ok(());
    }

    let step = Step::begin(&format!("making the JavaScript of {}", program.what));
    // A run that is cut off must not leave a stamp beside files of another build.
    if stamp.exists() {
        std::fs::remove_file(&stamp).map_err(XtaskError::file("remove", &stamp))?;
    }
    let (mut output, glue) = bind(bytes, program, dist, false)?;
    output.emit(dist).map_err(|error| XtaskError::Bindgen(format!("{error:#}")))?;
    let file = dist.join(program.glue());
    std::fs::write(&file, glue).map_err(XtaskError::file("write", &file))?;
    std::fs::write(&stamp, hash).map_err(XtaskError::file("write", &stamp))?;
    step.done("");
    Ok(())
}

/// Makes the JavaScript around the Wasm, and trims both. What is in `dist` then is not trimmed yet.
fn bind(bytes: Vec<u8>, program: &Program, dist: &Path, names: bool) -> Result<(Output, String), XtaskError> {
    std::fs::create_dir_all(dist).map_err(XtaskError::file("make", dist))?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes(program.name, bytes)
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
    let file = dist.join(program.glue());
    // Read back: only what is written has the layout that can be read.
    let glue = std::fs::read_to_string(&file).map_err(XtaskError::file("read", &file))?;
    let glue = trim::trim(&glue, output.wasm_mut())?;
    Ok((output, glue))
}
