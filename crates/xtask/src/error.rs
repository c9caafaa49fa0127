//! Why a command failed: one sentence that says what to do.

use std::path::PathBuf;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum XtaskError {
    #[error("can't {doing} {}: {reason}", path.display())]
    File { doing: &'static str, path: PathBuf, reason: std::io::Error },
    #[error("can't start {program}: {reason}; {remedy}")]
    Start { program: String, reason: std::io::Error, remedy: &'static str },
    #[error("rustc {found} is too old: the project needs {needed}; run: rustup update stable")]
    OldRust { found: String, needed: String },
    #[error("rustc can't be asked for its version; install Rust by rustup, or put rustc on the PATH")]
    NoRust,
    #[error(
        "there is no C compiler; install one (Debian: apt-get install gcc libc6-dev; macOS: xcode-select --install)"
    )]
    NoCompiler,
    #[error(
        "the wasm32 target is missing and can't be added ({reason}); with rustup and a network, run: rustup target add wasm32-unknown-unknown"
    )]
    NoWasmTarget { reason: String },
    #[error(
        "no network: the libraries can't be downloaded; connect it, or check the proxy's settings, and run this again"
    )]
    NoNetwork,
    #[error("{what} failed; the compiler's words are above")]
    Build { what: String },
    #[error("the card's Wasm can't be prepared for the browser: {0}")]
    Bindgen(String),
    #[error("the card's JavaScript can't be trimmed: {0}")]
    Trim(#[from] crate::trim::TrimError),
    #[error("the loader www/embed.js can't be shipped: {0}")]
    Loader(String),
    #[error("the package can't be made: {0}")]
    Package(String),
    #[error("port {0} is in use; choose another with --port N, or any free one with --port 0, or end what uses it")]
    PortInUse(u16),
    #[error("can't listen on 127.0.0.1: {0}")]
    Port(std::io::Error),
    #[error("{name} did not start: {words}")]
    DidNotStart { name: &'static str, words: String },
    #[error("{name} has ended, so the demo ends too: {words}")]
    Died { name: &'static str, words: String },
    #[error("{name} did not understand or answer as expected: {words}")]
    Unexpected { name: &'static str, words: String },
    #[error("can't catch Ctrl-C: {0}")]
    Signals(ctrlc::Error),
    #[error("{what} is missing; {remedy}")]
    Missing { what: &'static str, remedy: &'static str },
    #[error("stopped")]
    Stopped,
    #[error("can't understand {what}: {reason}")]
    Json { what: &'static str, reason: serde_json::Error },
    #[error(transparent)]
    Schema(#[from] crate::schema::SchemaError),
    #[error("this must run inside the project: cargo xtask")]
    NoWorkspace,
}

impl XtaskError {
    /// For `map_err`: what was being done to which file.
    pub(crate) fn file(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |reason| Self::File { doing, path, reason }
    }
}
