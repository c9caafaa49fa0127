//! `cargo xtask test`: every test of the project.

mod browser;
mod deny;
mod postgres;

use crate::error::XtaskError;
use crate::outcome::Outcome;
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use crate::{card, cargo, programs, screen, size};
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

/// `cargo xtask test`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// What takes under five minutes on a warm cache: without the documentation and the licences, and of the browser only a person's day.
    #[arg(long, conflicts_with = "full")]
    quick: bool,
    /// More rounds where a test has rounds.
    #[arg(long)]
    full: bool,
    /// Only this part; may be given several times.
    #[arg(long, value_name = "NAME")]
    only: Vec<Part>,
}

/// The parts of the tests, in the order in which they run.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Formatting.
    Fmt,
    /// Lints of what runs natively.
    Clippy,
    /// Lints of what runs in the browser.
    ClippyWasm,
    /// The documentation: every link in it leads somewhere.
    Doc,
    /// What ships, against the budgets.
    Size,
    /// Every native test.
    Native,
    /// The proxy's tests once more, on PostgreSQL.
    Postgres,
    /// Licences, sources and doubled libraries.
    Deny,
    /// The card in Chromium.
    Browser,
}

const ALL: [Part; 9] = [
    Part::Fmt,
    Part::Clippy,
    Part::ClippyWasm,
    Part::Doc,
    Part::Size,
    Part::Native,
    Part::Postgres,
    Part::Deny,
    Part::Browser,
];

/// What the parts need.
struct Run<'a> {
    workspace: &'a Workspace,
    toolchain: Toolchain,
    quick: bool,
    full: bool,
}

/// Runs the tests. Whether all passed.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<bool, XtaskError> {
    let Options { quick, full, only } = options;
    let toolchain = Toolchain::check()?;
    cargo::fetch(workspace, &toolchain.targets())?;
    // First of all: the proxy's build takes it in, so building it later would build the proxy twice.
    card::build(workspace, &toolchain)?;
    let run = Run { workspace, toolchain, quick: *quick, full: *full };

    let mut total = Outcome::default();
    let mut bad = Vec::new();
    for part in ALL.into_iter().filter(|part| only.is_empty() || only.contains(part)) {
        screen::line(&format!("\n— {}", part.name()));
        let began = Instant::now();
        let outcome = match run.part(part) {
            Ok(outcome) => outcome,
            Err(error) => {
                screen::error(&error.to_string());
                Outcome::of(false)
            }
        };
        if outcome.failed > 0 {
            bad.push(part.name());
        }
        total += outcome;
        let Outcome { passed, failed } = outcome;
        screen::line(&format!(
            "{}: {passed} passed, {failed} failed ({:.1} s)",
            part.name(),
            began.elapsed().as_secs_f32()
        ));
    }
    if !bad.is_empty() {
        screen::line(&format!("\nfailed: {}", bad.join(", ")));
    }
    screen::line(&format!("\n{} passed, {} failed", total.passed, total.failed));
    Ok(total.failed == 0)
}

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::ClippyWasm => "clippy-wasm",
            Self::Doc => "doc",
            Self::Size => "size",
            Self::Native => "native",
            Self::Postgres => "postgres",
            Self::Deny => "deny",
            Self::Browser => "browser",
        }
    }
}

impl Run<'_> {
    fn part(&self, part: Part) -> Result<Outcome, XtaskError> {
        match part {
            Part::Fmt => self.check(&["fmt", "--all", "--check"]),
            Part::Clippy => self.check(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]),
            Part::ClippyWasm => self.clippy_wasm(),
            Part::Size => size::table(self.workspace).map(Outcome::of),
            Part::Native => self.native(),
            Part::Postgres => postgres::run(self),
            Part::Doc | Part::Deny if self.quick => {
                screen::line("left out: --quick");
                Ok(Outcome::default())
            }
            Part::Doc => self.doc(),
            Part::Deny => deny::run(self.workspace),
            Part::Browser => browser::run(self),
        }
    }

    /// One call of cargo that passes or fails as a whole.
    fn check(&self, arguments: &[&str]) -> Result<Outcome, XtaskError> {
        let mut command = self.workspace.cargo();
        command.args(arguments);
        status(&mut command).map(Outcome::of)
    }

    fn doc(&self) -> Result<Outcome, XtaskError> {
        let mut command = self.workspace.cargo();
        command.args(["doc", "--quiet", "--no-deps", "--workspace", "--document-private-items"]);
        command.env("RUSTDOCFLAGS", "-D warnings");
        status(&mut command).map(Outcome::of)
    }

    fn clippy_wasm(&self) -> Result<Outcome, XtaskError> {
        let (environment, further) = self.toolchain.for_wasm();
        let mut well = true;
        for package in [&card::CARD, &card::PANEL] {
            let mut command = self.workspace.cargo();
            command.args(["clippy", "--quiet", "-p", package.package, "--lib"]).args(package.selection);
            command.args(["--target", "wasm32-unknown-unknown"]).args(&further).envs(environment.iter().copied());
            command.args(["--", "-D", "warnings"]);
            well &= status(&mut command)?;
        }
        Ok(Outcome::of(well))
    }

    fn native(&self) -> Result<Outcome, XtaskError> {
        get_openssl()?;
        let mut command = self.workspace.cargo();
        command.args(["test", "--quiet", "--workspace", "--no-fail-fast"]);
        if self.full {
            command.env("PROPTEST_CASES", "4096").env("CONTEXT_CARD_TEST_FULL", "1");
        }
        counted(&mut command)
    }
}

/// The proxy's tests make key pairs with it, as a host would.
fn get_openssl() -> Result<(), XtaskError> {
    if programs::find("openssl").is_none() && programs::can_install() {
        programs::install(&["openssl"]);
    }
    let missing = XtaskError::Missing { what: "openssl", remedy: "install it (Debian: apt-get install openssl)" };
    programs::find("openssl").map(|_| ()).ok_or(missing)
}

/// Runs a program with its words on the screen. Whether it succeeded.
fn status(command: &mut Command) -> Result<bool, XtaskError> {
    command.stdin(Stdio::null()).status().map(|status| status.success()).map_err(|reason| start(command, reason))
}

/// Runs a program that runs tests, with its words on the screen, and counts them.
fn counted(command: &mut Command) -> Result<Outcome, XtaskError> {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(|reason| start(command, reason))?;
    let mut outcome = Outcome::default();
    for line in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines()).map_while(Result::ok) {
        outcome += Outcome::read(&line);
        screen::line(&line);
    }
    let good = child.wait().map_err(|reason| start(command, reason))?.success();
    if !good && outcome.failed == 0 {
        // It did not come as far as counting.
        outcome += Outcome::of(false);
    }
    Ok(outcome)
}

fn start(command: &Command, reason: std::io::Error) -> XtaskError {
    XtaskError::Start {
        program: command.get_program().to_string_lossy().into_owned(),
        reason,
        remedy: "is it installed and on the PATH?",
    }
}
