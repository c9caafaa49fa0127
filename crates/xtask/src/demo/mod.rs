//! `cargo xtask demo`: a real card in a real inbox, from one command.
//!
//! Builds everything, starts the sandbox shops, the proxy and the demo inbox, and stays until somebody ends it or one
//! of the three ends. None of them outlives this process: each stops when its standard input is closed.

mod child;
mod ports;
mod shops;

use crate::cargo;
use crate::error::XtaskError;
use crate::screen::{self, Step};
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use crate::{build, card};
use child::Child;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// `cargo xtask demo`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The port of the inbox on 127.0.0.1; 0 takes any free one.
    #[arg(long, default_value_t = 8788)]
    port: u16,
    /// Write the addresses to this file, as JSON, once the card can be seen.
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Build the proxy, the sandbox and the inbox optimised. (The card always is.)
    #[arg(long)]
    release: bool,
    /// Start what was built before, without looking whether it is up to date.
    #[arg(long)]
    skip_build: bool,
    /// What the demo's agent may do: admin or agent.
    #[arg(long, default_value = "agent", value_parser = ["admin", "agent"])]
    role: String,
    /// The agent's language and region.
    #[arg(long, default_value = "en-GB")]
    locale: String,
}

/// What the ready file says.
#[derive(Serialize)]
struct Ready<'a> {
    /// The page to open.
    inbox: String,
    /// The proxy.
    card: &'a str,
    /// The sandbox, with its control routes under `/_sandbox/`.
    sandbox: &'a str,
    /// The inbox's id at the proxy.
    inbox_id: &'a str,
    /// What each of the three writes to its standard output and error.
    logs: Logs<'a>,
}

#[derive(Serialize)]
struct Logs<'a> {
    inbox: &'a Path,
    card: &'a Path,
    sandbox: &'a Path,
}

/// The three binaries.
struct Binaries {
    proxy: PathBuf,
    sandbox: PathBuf,
    inbox: PathBuf,
}

const PROXY: &str = "context-card";
const SANDBOX: &str = "context-card-sandbox";
const INBOX: &str = "context-card-demo";

/// Runs the demo until it is ended.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), XtaskError> {
    // Before minutes of building, not after.
    let port = ports::take(options.port)?;
    if let Some(file) = options.ready_file.as_deref().filter(|file| file.exists()) {
        std::fs::remove_file(file).map_err(XtaskError::file("remove", file))?;
    }
    let binaries = if options.skip_build { built_before(workspace, options)? } else { build_all(workspace, options)? };

    let (stop, stopped) = channel();
    ctrlc::set_handler(move || {
        // The receiver lives as long as the process.
        let _ = stop.send(());
    })
    .map_err(XtaskError::Signals)?;

    let folder = Folder::make(workspace)?;
    let result = serve(&binaries, options, port, &folder.0, &stopped);
    match result {
        Err(XtaskError::Stopped) => {
            screen::line("stopped");
            Ok(())
        }
        result => result,
    }
}

fn build_all(workspace: &Workspace, options: &Options) -> Result<Binaries, XtaskError> {
    let toolchain = Toolchain::check()?;
    cargo::fetch(workspace, &toolchain.targets())?;
    card::build(workspace, &toolchain)?;
    let what = "building the proxy, the sandbox and the inbox";
    let built = build::native(workspace, what, &[PROXY, SANDBOX, INBOX], options.release)?;
    Ok(Binaries { proxy: built.binary(PROXY)?, sandbox: built.binary(SANDBOX)?, inbox: built.binary(INBOX)? })
}

fn built_before(workspace: &Workspace, options: &Options) -> Result<Binaries, XtaskError> {
    let folder = workspace.target.join(if options.release { "release" } else { "debug" });
    let binary = |name: &str| {
        let path = folder.join(name).with_extension(std::env::consts::EXE_EXTENSION);
        let missing =
            XtaskError::Missing { what: "what should have been built before", remedy: "leave out --skip-build" };
        if path.is_file() { Ok(path) } else { Err(missing) }
    };
    Ok(Binaries { proxy: binary(PROXY)?, sandbox: binary(SANDBOX)?, inbox: binary(INBOX)? })
}

fn serve(
    binaries: &Binaries,
    options: &Options,
    port: u16,
    folder: &Path,
    stopped: &Receiver<()>,
) -> Result<(), XtaskError> {
    let step = Step::begin("starting the sandbox shops");
    let mut sandbox = Child::start("the sandbox", &binaries.sandbox, folder, |command| {
        command.args(["--listen", "127.0.0.1:0", "--until-stdin-closes"]);
    })?;
    let sandbox_url = sandbox.wait_until_listening(stopped)?;
    step.done(&sandbox_url);

    let step = Step::begin("connecting them");
    let inbox_url = format!("http://127.0.0.1:{port}");
    let proxy = shops::Proxy::new(&binaries.proxy, folder, &sandbox_url);
    let inbox = proxy.set_up(&inbox_url, &sandbox)?;
    step.done(&format!("{} stores", inbox.stores));

    let step = Step::begin("starting the proxy");
    let listen = format!("127.0.0.1:{}", ports::free()?);
    let card_url = format!("http://{listen}");
    let mut card = Child::start("the proxy", &binaries.proxy, folder, |command| {
        proxy.arguments(command);
        command.args(["serve", "--listen", &listen, "--public-url", &card_url, "--until-stdin-closes"]);
    })?;
    card.wait_until_listening(stopped)?;
    step.done(&card_url);

    let step = Step::begin("starting the inbox");
    let mut desk = Child::start("the inbox", &binaries.inbox, folder, |command| {
        command.args(["--listen", &format!("127.0.0.1:{port}"), "--card-url", &card_url, "--until-stdin-closes"]);
        command.args(["--inbox", &inbox.id, "--key", &inbox.key, "--role", &options.role, "--locale", &options.locale]);
        command.env("CONTEXT_CARD_DEMO_SIGNING_SECRET", &inbox.signing_secret);
    })?;
    desk.wait_until_listening(stopped)?;
    ports::answers(port, "/", "the inbox")?;
    ports::answers(ports::of(&card_url), &format!("/embed/{}", inbox.id), "the proxy")?;
    step.done(&inbox_url);

    let ready = Ready {
        inbox: format!("{inbox_url}/"),
        card: &card_url,
        sandbox: &sandbox_url,
        inbox_id: &inbox.id,
        logs: Logs { inbox: desk.log(), card: card.log(), sandbox: sandbox.log() },
    };
    if let Some(file) = &options.ready_file {
        write_whole(file, &ready)?;
    }
    screen::line(&format!("ready: {}", ready.inbox));
    screen::line(&format!("settings, for an owner: {}", proxy.owner_link(&inbox.tenant)?));
    screen::line("Ctrl-C ends it.");

    let mut children = [desk, card, sandbox];
    let result = watch(&mut children, stopped);
    if let Some(file) = &options.ready_file {
        // What it says no longer holds; that it is gone already is as good.
        let _ = std::fs::remove_file(file);
    }
    result
}

/// Waits for the end: somebody's wish, or a child that is gone.
fn watch(children: &mut [Child], stopped: &Receiver<()>) -> Result<(), XtaskError> {
    loop {
        match stopped.recv_timeout(Duration::from_millis(200)) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return Err(XtaskError::Stopped),
        }
        for child in &mut *children {
            if let Some(words) = child.ended() {
                return Err(XtaskError::Died { name: child.name(), words });
            }
        }
    }
}

/// Writes a file so that nobody ever reads half of it.
fn write_whole(file: &Path, ready: &Ready<'_>) -> Result<(), XtaskError> {
    let text =
        serde_json::to_string_pretty(ready).map_err(|reason| XtaskError::Json { what: "the ready file", reason })?;
    let beside = file.with_extension(format!("{}.part", std::process::id()));
    std::fs::write(&beside, text + "\n").map_err(XtaskError::file("write", &beside))?;
    std::fs::rename(&beside, file).map_err(XtaskError::file("write", file))
}

/// The demo's own folder: database, key file, logs. It goes when the demo ends.
struct Folder(PathBuf);

impl Folder {
    fn make(workspace: &Workspace) -> Result<Self, XtaskError> {
        let name = std::process::id().to_string();
        let path = workspace.target.join("demo").join(name);
        std::fs::create_dir_all(&path).map_err(XtaskError::file("make", &path))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Leftovers are in the target folder, where they do no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
