//! The tests in `tests/`: the card in Chromium, inside the demo inbox. Gets the browser and Node where it can.

use super::{Run, counted};
use crate::build;
use crate::error::XtaskError;
use crate::outcome::Outcome;
use crate::programs;
use crate::screen::{self, Step};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where a browser may be.
const BROWSERS: [&str; 5] =
    ["chromium", "chromium-headless-shell", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// What is run with `--quick`.
const SMOKE: &str = "day.test.mjs";

pub(super) fn run(run: &Run<'_>) -> Result<Outcome, XtaskError> {
    let workspace = run.workspace;
    let tests = workspace.root.join("tests");
    if run.quick && (browser().is_none() || programs::find("node").is_none()) {
        screen::line("left out: --quick installs nothing, and a browser or Node is missing");
        return Ok(Outcome::default());
    }
    let browser = get_browser()?;
    get_node()?;
    get_packages(&tests)?;
    get_languages(run.quick);
    // Each test file starts a demo of its own from these.
    build::native(
        workspace,
        "building the proxy, the sandbox and the inbox",
        &["context-card", "context-card-sandbox", "context-card-demo"],
        false,
    )?;

    let mut command = Command::new("node");
    command.current_dir(&tests).args(["--test", "--test-reporter=spec", "--test-concurrency=2"]);
    if run.quick {
        command.arg(SMOKE);
    } else {
        command.args(test_files(&tests)?);
    }
    command.env("CONTEXT_CARD_TEST_BROWSER", browser);
    // The tests start the demo by this very program.
    if let Ok(this) = std::env::current_exe() {
        command.env("CONTEXT_CARD_TEST_XTASK", this);
    }
    command.env("CARGO_TARGET_DIR", &workspace.target);
    if run.full {
        command.env("CONTEXT_CARD_TEST_FULL", "1");
    }
    counted(&mut command)
}

fn test_files(tests: &Path) -> Result<Vec<PathBuf>, XtaskError> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(tests)
        .map_err(XtaskError::file("read", tests))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    Ok(files)
}

/// A browser that is there: the one that is asked for, else one on the PATH.
fn browser() -> Option<PathBuf> {
    let asked = std::env::var_os("CONTEXT_CARD_TEST_BROWSER").map(PathBuf::from).filter(|path| path.is_file());
    asked.or_else(|| BROWSERS.iter().find_map(|name| programs::find(name)))
}

fn get_browser() -> Result<PathBuf, XtaskError> {
    if browser().is_none() && programs::can_install() {
        // The fonts are for the pictures: people here write in many scripts.
        programs::install(&["chromium-headless-shell", "chromium-common"]);
        programs::install(&["fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji"]);
    }
    browser().ok_or(XtaskError::Missing {
        what: "Chromium",
        remedy: "install it (Debian: apt-get install chromium), or name another in CONTEXT_CARD_TEST_BROWSER",
    })
}

fn get_node() -> Result<(), XtaskError> {
    if (programs::find("node").is_none() || programs::find("npm").is_none()) && programs::can_install() {
        programs::install(&["nodejs", "npm"]);
    }
    let major = programs::ask("node", &["--version"])
        .and_then(|version| version.trim_start_matches('v').split('.').next()?.parse::<u32>().ok());
    if major.is_some_and(|major| major >= 18) && programs::find("npm").is_some() {
        return Ok(());
    }
    Err(XtaskError::Missing {
        what: "Node 18.19 or newer, with npm,",
        remedy: "install it (Debian: apt-get install nodejs npm)",
    })
}

/// The languages of the guide's snippets for a backend. What can't be installed is left out, and the test says so.
fn get_languages(quick: bool) {
    if quick || !programs::can_install() {
        return;
    }
    for (program, package) in
        [("ruby", "ruby"), ("php", "php-cli"), ("go", "golang-go"), ("javac", "default-jdk-headless")]
    {
        if programs::find(program).is_none() {
            programs::install(&[package]);
        }
    }
}

/// `npm ci`, where the lock file is newer than what is there.
fn get_packages(tests: &Path) -> Result<(), XtaskError> {
    let time = |path: &str| tests.join(path).metadata().and_then(|data| data.modified()).ok();
    if time("node_modules/.package-lock.json") >= time("package-lock.json") {
        return Ok(());
    }
    let step = Step::begin("getting the tests' packages");
    let done = Command::new("npm")
        .current_dir(tests)
        .args(["ci", "--no-audit", "--no-fund", "--silent"])
        .stdin(Stdio::null())
        .status();
    if done.is_ok_and(|status| status.success()) {
        step.done("");
        return Ok(());
    }
    step.failed();
    Err(XtaskError::Missing { what: "the tests' packages", remedy: "check the network, then run this again" })
}
