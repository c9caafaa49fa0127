//! `context-card`: the command line of the proxy.

use clap::Parser as _;
use clap::error::ErrorKind;
use context_card::command;
use context_card::config::{Cli, Command};
use std::io::Write as _;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Wrong usage.
const USAGE: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    log_to_stderr(matches!(cli.command, Command::Serve(_)));
    let json = cli.common.json;
    match command::run(cli).await {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(said)) => match writeln!(std::io::stdout(), "{}", said.text(json)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(error) => fail(&error.to_string(), ExitCode::FAILURE),
    }
}

/// One JSON object a line. `RUST_LOG` sets how much; without it `serve` logs, and the other commands say all there is to
/// say themselves, in one line.
fn log_to_stderr(serving: bool) {
    let usual = if serving { "info,sqlx=warn" } else { "off" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// Help and version as clap prints them; what is wrong in one line.
fn usage(error: &clap::Error) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    ) {
        let help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
        // Nobody to tell where standard output is closed.
        let _ = error.print();
        return if help { ExitCode::from(USAGE) } else { ExitCode::SUCCESS };
    }
    let text = error.to_string();
    let what: Vec<&str> = text
        .lines()
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"))
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let line = what.join("; ");
    fail(&format!("{}; see --help", line.strip_prefix("error: ").unwrap_or(&line)), ExitCode::from(USAGE))
}

fn fail(what: &str, code: ExitCode) -> ExitCode {
    // Nobody to tell where standard error is closed.
    let _ = writeln!(std::io::stderr(), "error: {}", what.replace('\n', " "));
    code
}
