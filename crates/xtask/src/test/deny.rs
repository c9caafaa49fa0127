//! Licences, sources and bans, by `cargo deny`. The advisories are left out: their database is a download.

use super::status;
use crate::cargo;
use crate::error::XtaskError;
use crate::outcome::Outcome;
use crate::programs;
use crate::screen::Step;
use crate::workspace::Workspace;
use std::process::Stdio;

/// The version that deny.toml is written for.
const VERSION: &str = "0.20.2";

pub(super) fn run(workspace: &Workspace) -> Result<Outcome, XtaskError> {
    let program = match programs::find("cargo-deny") {
        Some(program) => program,
        None => install(workspace)?,
    };
    // It looks at every platform's libraries, not at this machine's alone.
    cargo::fetch(workspace, &[])?;
    let mut command = std::process::Command::new(program);
    command.current_dir(&workspace.root).args(["--offline", "--workspace", "check", "bans", "licenses", "sources"]);
    status(&mut command).map(Outcome::of)
}

/// Into the target folder: the person's own tools are left alone.
fn install(workspace: &Workspace) -> Result<std::path::PathBuf, XtaskError> {
    let root = workspace.target.join("tools");
    let program = root.join("bin").join("cargo-deny").with_extension(std::env::consts::EXE_EXTENSION);
    if program.is_file() {
        return Ok(program);
    }
    let step = Step::begin(&format!("installing cargo-deny {VERSION}, which takes minutes"));
    let done = workspace
        .cargo()
        .args(["install", "--quiet", "--locked", "--root"])
        .arg(&root)
        .arg(format!("cargo-deny@{VERSION}"))
        .stdin(Stdio::null())
        .status();
    if done.is_ok_and(|status| status.success()) {
        step.done("");
        return Ok(program);
    }
    step.failed();
    Err(XtaskError::Missing {
        what: "cargo-deny",
        remedy: "install it (cargo install --locked cargo-deny@0.20.2), or leave this part out with --quick",
    })
}
