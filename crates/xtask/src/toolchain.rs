//! What building needs: a recent Rust, a C compiler, and the standard library for wasm32.

use crate::error::XtaskError;
use crate::programs;
use crate::screen::Step;
use std::path::Path;
use std::process::Command;

/// The version that Cargo.toml asks for.
const NEEDED: &str = env!("CARGO_PKG_RUST_VERSION");
const WASM: &str = "wasm32-unknown-unknown";

/// What was found.
pub(crate) struct Toolchain {
    /// The triple of this machine.
    host: String,
    wasm: Wasm,
}

/// Where the standard library for wasm32 comes from.
enum Wasm {
    /// It is installed beside rustc.
    Installed,
    /// Debian's sources, built along with the card.
    BuiltFromSource,
}

impl Toolchain {
    /// Checks everything, and adds the target where it is missing.
    pub(crate) fn check() -> Result<Self, XtaskError> {
        let step = Step::begin("checking Rust");
        let about = programs::ask("rustc", &["-vV"]).ok_or(XtaskError::NoRust)?;
        let line = |key: &str| about.lines().find_map(|line| line.strip_prefix(key)).map(str::to_owned);
        let release = line("release: ").ok_or(XtaskError::NoRust)?;
        let host = line("host: ").ok_or(XtaskError::NoRust)?;
        if older(&release, NEEDED) {
            return Err(XtaskError::OldRust { found: release, needed: NEEDED.to_owned() });
        }
        // rustc links by it on Unix, and two libraries bring C along.
        if cfg!(unix)
            && std::env::var_os("CC").is_none()
            && !["cc", "gcc", "clang"].iter().any(|cc| programs::find(cc).is_some())
        {
            return Err(XtaskError::NoCompiler);
        }
        step.done(&format!("rustc {release}"));
        Ok(Self { host, wasm: wasm_target()? })
    }

    /// What is built for.
    pub(crate) fn targets(&self) -> [&str; 2] {
        [&self.host, WASM]
    }

    /// Sets what a build for wasm32 needs in its environment and arguments.
    pub(crate) fn for_wasm(&self) -> (Vec<(&'static str, &'static str)>, Vec<&'static str>) {
        match self.wasm {
            Wasm::Installed => (vec![], vec![]),
            Wasm::BuiltFromSource => (
                vec![
                    ("RUSTC_BOOTSTRAP", "1"),
                    ("RUSTC", "/usr/bin/rustc"),
                    ("CARGO", "/usr/bin/cargo"),
                    ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "/usr/bin/wasm-ld-22"),
                ],
                vec!["-Zbuild-std=std,panic_abort"],
            ),
        }
    }
}

fn wasm_target() -> Result<Wasm, XtaskError> {
    let step = Step::begin("checking the wasm32 target");
    if installed() {
        step.done("there");
        return Ok(Wasm::Installed);
    }
    let added = Command::new("rustup").args(["target", "add", WASM]).output();
    let reason = match added {
        Ok(output) if output.status.success() && installed() => {
            step.done("added");
            return Ok(Wasm::Installed);
        }
        Ok(output) => {
            let words = String::from_utf8_lossy(&output.stderr);
            words.lines().find(|line| line.starts_with("error")).unwrap_or("rustup failed").to_owned()
        }
        Err(_) => "there is no rustup".to_owned(),
    };
    step.failed();
    let debian = ["rustc-web", "cargo-web", "rust-web-src", "libstd-rust-web-dev", "lld-22"];
    if programs::can_install() && programs::install(&debian) && Path::new("/usr/bin/wasm-ld-22").exists() {
        return Ok(Wasm::BuiltFromSource);
    }
    Err(XtaskError::NoWasmTarget { reason })
}

fn installed() -> bool {
    programs::ask("rustc", &["--print", "sysroot"])
        .is_some_and(|root| Path::new(&root).join("lib/rustlib").join(WASM).join("lib").is_dir())
}

/// Whether a version is older than another, by its first two numbers.
fn older(found: &str, needed: &str) -> bool {
    let numbers = |text: &str| -> Vec<u32> { text.split('.').take(2).map(|part| part.parse().unwrap_or(0)).collect() };
    numbers(found) < numbers(needed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(older("1.9.0", "1.94"));
        assert!(!older("1.95.0", "1.94"));
        assert!(!older("1.100.0-nightly", "1.94"));
        assert!(!older("2.0.0", "1.94"));
    }
}
