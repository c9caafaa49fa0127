//! Programs outside of the project: whether they are there, and Debian's packages where they are not.

use crate::screen::Step;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The path of a program on the PATH.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// What a program prints on standard output, without the white space around it. `None` where it fails or is not there.
pub(crate) fn ask(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// Whether Debian's packages can be installed here without asking anybody.
pub(crate) fn can_install() -> bool {
    Path::new("/etc/debian_version").exists()
        && find("apt-get").is_some()
        && ask("id", &["-u"]).is_some_and(|id| id == "0")
}

/// Installs Debian packages. Whether that worked.
pub(crate) fn install(packages: &[&str]) -> bool {
    let step = Step::begin(&format!("installing {}", packages.join(", ")));
    let quietly = |arguments: &[&str]| {
        Command::new("apt-get")
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    let mut arguments = vec!["install", "-y", "--no-install-recommends"];
    arguments.extend(packages);
    // Old lists are the usual reason for a failure, so they are renewed before the second try.
    let good = quietly(&arguments) || (quietly(&["update"]) && quietly(&arguments));
    if good {
        step.done("");
    } else {
        step.failed();
    }
    good
}
