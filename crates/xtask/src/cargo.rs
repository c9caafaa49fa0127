//! Runs cargo with its progress condensed to one line.

use crate::error::XtaskError;
use crate::screen::{self, Step};
use crate::workspace::Workspace;
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::Stdio;

/// What a build made: the binaries by name, and the libraries' files.
#[derive(Default)]
pub(crate) struct Built {
    pub(crate) binaries: BTreeMap<String, PathBuf>,
    pub(crate) files: Vec<PathBuf>,
}

impl Built {
    /// A binary that the build was asked for.
    pub(crate) fn binary(&self, name: &str) -> Result<PathBuf, XtaskError> {
        self.binaries.get(name).cloned().ok_or_else(|| XtaskError::Build { what: format!("building {name}") })
    }
}

/// A line of cargo's `--message-format json`.
#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    package_id: String,
    #[serde(default)]
    executable: Option<PathBuf>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// What to build.
pub(crate) struct Build<'a> {
    /// For the progress line: `building the proxy`.
    pub(crate) what: &'a str,
    pub(crate) packages: &'a [&'a str],
    /// Further arguments for cargo.
    pub(crate) arguments: &'a [&'a str],
    /// Arguments that decide which libraries take part: features and target.
    pub(crate) selection: &'a [&'a str],
    /// Further environment variables.
    pub(crate) environment: &'a [(&'a str, &'a str)],
}

/// Runs `cargo build`.
pub(crate) fn build(workspace: &Workspace, build: &Build<'_>) -> Result<Built, XtaskError> {
    let mut step = Step::begin(build.what);
    let total = count(workspace, build);
    let mut command = workspace.cargo();
    command.args(["build", "--quiet", "--message-format", "json-render-diagnostics"]);
    command.args(build.packages.iter().flat_map(|package| ["-p", package]));
    command.args(build.selection).args(build.arguments).envs(build.environment.iter().copied());
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|reason| start("cargo", reason))?;

    // Two pipes: the second is read beside, else cargo would wait for us when it is full.
    let stderr = child.stderr.take();
    let words = std::thread::spawn(move || {
        let mut text = String::new();
        if let Some(mut stderr) = stderr {
            let _ = stderr.read_to_string(&mut text);
        }
        text
    });

    let mut built = Built::default();
    let mut seen = HashSet::new();
    for text in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines()).map_while(Result::ok) {
        // Build scripts may print lines of their own.
        let Ok(message) = serde_json::from_str::<Message>(&text) else { continue };
        if message.reason != "compiler-artifact" {
            continue;
        }
        if let (Some(executable), Some(target)) = (message.executable, message.target) {
            built.binaries.insert(target.name, executable);
        }
        built.files.extend(message.filenames);
        seen.insert(message.package_id);
        step.progress(&match total {
            Some(total) => format!("{}/{}", seen.len(), total.max(seen.len())),
            None => seen.len().to_string(),
        });
    }
    let status = child.wait().map_err(|reason| start("cargo", reason))?;
    let words = words.join().unwrap_or_default();
    if status.success() {
        step.done("");
        return Ok(built);
    }
    step.failed();
    Err(failed(build.what, &words))
}

/// Downloads what is missing for these targets, or for all there are, so that what follows needs no network.
pub(crate) fn fetch(workspace: &Workspace, targets: &[&str]) -> Result<(), XtaskError> {
    let step = Step::begin("getting the libraries");
    let output = workspace
        .cargo()
        .args(["fetch", "--quiet"])
        .args(targets.iter().flat_map(|target| ["--target", target]))
        .stdin(Stdio::null())
        .output()
        .map_err(|reason| start("cargo", reason))?;
    if output.status.success() {
        step.done("");
        return Ok(());
    }
    step.failed();
    Err(failed("getting the libraries", &String::from_utf8_lossy(&output.stderr)))
}

/// How many packages a build has, for the progress; unknown is no harm.
fn count(workspace: &Workspace, build: &Build<'_>) -> Option<usize> {
    let mut command = workspace.cargo();
    command.args(["tree", "--quiet", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
    command.args(build.packages.iter().flat_map(|package| ["-p", package])).args(build.selection);
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let packages: HashSet<&str> =
        text.lines().map(|line| line.trim_end_matches(" (*)")).filter(|line| !line.is_empty()).collect();
    (!packages.is_empty()).then_some(packages.len())
}

/// Tells what failed from cargo's words.
fn failed(what: &str, words: &str) -> XtaskError {
    const NETWORK: [&str; 6] = [
        "failed to download",
        "Could not resolve host",
        "Couldn't resolve host",
        "failed to query replaced source registry",
        "Could not connect",
        "spurious network error",
    ];
    if NETWORK.iter().any(|sign| words.contains(sign)) {
        return XtaskError::NoNetwork;
    }
    if words.contains("linker `cc` not found") || words.contains("failed to find tool \"cc\"") {
        return XtaskError::NoCompiler;
    }
    screen::error(words.trim_end());
    XtaskError::Build { what: what.to_owned() }
}

fn start(program: &str, reason: std::io::Error) -> XtaskError {
    XtaskError::Start { program: program.to_owned(), reason, remedy: "is Rust installed and on the PATH?" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_network_is_told_from_a_mistake_in_the_code() {
        let offline = "error: failed to download from `https://example.test/x`\nCaused by: [6] Could not resolve host";
        assert!(matches!(failed("building", offline), XtaskError::NoNetwork));
        assert!(matches!(failed("building", "error[E0425]: cannot find value `x`"), XtaskError::Build { .. }));
    }

    #[test]
    fn a_missing_compiler_is_told_too() {
        assert!(matches!(failed("building", "error: linker `cc` not found"), XtaskError::NoCompiler));
    }
}
