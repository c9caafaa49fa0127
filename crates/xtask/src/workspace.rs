//! Where things are.

use crate::error::XtaskError;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The project's folders.
pub(crate) struct Workspace {
    /// The folder with the workspace's Cargo.toml.
    pub(crate) root: PathBuf,
    /// Where cargo puts what it builds.
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// Finds them.
    pub(crate) fn find() -> Result<Self, XtaskError> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let built_in = manifest.parent().and_then(Path::parent).filter(|root| root.join("Cargo.lock").is_file());
        // The binary may have been moved elsewhere since it was built: then the current folder counts.
        let root = match built_in {
            Some(root) => root.to_path_buf(),
            None => std::env::current_dir().map_err(|_| XtaskError::NoWorkspace)?,
        };
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        Ok(Self { root, target })
    }

    /// Where a program for browsers lies when it is built.
    pub(crate) fn dist(&self, name: &str) -> PathBuf {
        self.root.join("dist").join(name)
    }

    /// `cargo`, the one that started us.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root);
        // Set for us by `cargo run`; a build script that looked at them would run again each time.
        for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
            command.env_remove(name);
        }
        command
    }
}
