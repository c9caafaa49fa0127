//! `cargo xtask build`: what ships.

use crate::card;
use crate::cargo::{self, Build, Built};
use crate::error::XtaskError;
use crate::screen;
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;

/// `cargo xtask build`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Build the proxy optimised, as it is installed. (The card always is.)
    #[arg(long)]
    release: bool,
}

/// Builds the card and the settings panel, then the proxy around them.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), XtaskError> {
    let toolchain = Toolchain::check()?;
    cargo::fetch(workspace, &toolchain.targets())?;
    card::build(workspace, &toolchain)?;
    let built = native(workspace, "building the proxy", &["context-card"], options.release)?;
    screen::line(&format!("built: {}", built.binary("context-card")?.display()));
    for package in [&card::CARD, &card::PANEL] {
        screen::line(&format!("built: {}", workspace.dist(package.folder).display()));
    }
    Ok(())
}

/// Builds binaries for this machine.
pub(crate) fn native(workspace: &Workspace, what: &str, packages: &[&str], release: bool) -> Result<Built, XtaskError> {
    let arguments: &[&str] = if release { &["--bins", "--release"] } else { &["--bins"] };
    cargo::build(workspace, &Build { what, packages, arguments, selection: &[], environment: &[] })
}
