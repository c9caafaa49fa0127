//! `cargo xtask`: every command of the project. It needs Rust alone; what a command needs beyond that, it gets or names.

mod build;
mod card;
mod cargo;
mod demo;
mod error;
#[path = "../../proxy/build/loader.rs"]
mod loader;
mod outcome;
mod package;
mod programs;
mod schema;
mod screen;
mod size;
mod table;
mod test;
mod toolchain;
mod trim;
mod workspace;

use clap::{Parser, Subcommand};
use error::XtaskError;
use std::process::ExitCode;
use workspace::Workspace;

/// Every command of the project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show a real card in a real inbox: builds everything, starts sandbox shops, the proxy and a demo inbox.
    Demo(demo::Options),
    /// Build the card and the settings panel into dist, and the proxy's binary with both inside.
    Build(build::Options),
    /// Print what ships, in bytes, against the budgets; fails above one.
    Size(size::Options),
    /// Run the tests: all of them, or some.
    Test(test::Options),
    /// Make the npm package for vendors, with the loader in it.
    Package(package::Options),
    /// Make the sandbox's schema anew from Shopify's own: the types that the project uses, and their access scopes.
    Schema,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = Workspace::find().and_then(|workspace| match cli.command {
        Command::Demo(options) => demo::run(&workspace, &options).map(|()| true),
        Command::Build(options) => build::run(&workspace, &options).map(|()| true),
        Command::Size(options) => size::run(&workspace, &options),
        Command::Test(options) => test::run(&workspace, &options),
        Command::Package(options) => package::run(&workspace, &options).map(|()| true),
        Command::Schema => schema::run(&workspace.root).map(|()| true).map_err(XtaskError::from),
    });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            screen::error(&error.to_string());
            ExitCode::FAILURE
        }
    }
}
