//! `cargo xtask package`: the npm package, from `pkg/` and the loaders as they are shipped. Needs no npm: a package is a tar file.

use crate::error::XtaskError;
use crate::screen;
use crate::size::{self, LOADERS};
use crate::workspace::Workspace;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// `cargo xtask package`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Where to put the tarball.
    #[arg(long, value_name = "FOLDER", default_value = "dist")]
    to: PathBuf,
}

/// What is read of `pkg/package.json`.
#[derive(Deserialize)]
struct Manifest {
    name: String,
    version: String,
    files: Vec<String>,
}

/// A block of a tar file.
const BLOCK: usize = 512;

/// Makes the tarball.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), XtaskError> {
    let root = &workspace.root;
    let manifest = read(&root.join("pkg/package.json"))?;
    let Manifest { name, version, files } =
        serde_json::from_slice(&manifest).map_err(|reason| XtaskError::Json { what: "pkg/package.json", reason })?;
    if version != env!("CARGO_PKG_VERSION") {
        return Err(XtaskError::Package(format!(
            "pkg/package.json says version {version}, the workspace {}: write the same into both",
            env!("CARGO_PKG_VERSION")
        )));
    }
    let mut loaders = BTreeMap::new();
    for (name, budget) in LOADERS {
        if !files.iter().any(|file| file == name) {
            return Err(XtaskError::Package(format!("pkg/package.json does not name {name} among its files")));
        }
        let loader = size::loader(workspace, name)?;
        let bytes = size::brotli(&loader);
        if bytes > budget {
            return Err(XtaskError::Package(format!("{name} has {bytes} bytes (brotli), its budget is {budget}")));
        }
        loaders.insert(name, loader);
    }

    let mut tar = Vec::new();
    add(&mut tar, "package.json", &manifest);
    for file in &files {
        let text = match file.as_str() {
            loader if loaders.contains_key(loader) => loaders.remove(loader).unwrap_or_default(),
            licence if licence.starts_with("LICENSE") => read(&root.join(licence))?,
            other => read(&root.join("pkg").join(other))?,
        };
        add(&mut tar, file, &text);
    }
    // Two empty blocks end it.
    tar.resize(tar.len() + 2 * BLOCK, 0);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let folder = root.join(&options.to);
    let path = folder.join(format!("{name}-{version}.tgz"));
    std::fs::create_dir_all(&folder).map_err(XtaskError::file("make", &folder))?;
    packed.write_all(&tar).map_err(XtaskError::file("pack", &path))?;
    let packed = packed.finish().map_err(XtaskError::file("pack", &path))?;
    std::fs::write(&path, packed).map_err(XtaskError::file("write", &path))?;
    screen::line(&format!("packed: {}", path.display()));
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, XtaskError> {
    std::fs::read(path).map_err(XtaskError::file("read", path))
}

/// One file, as every tar reads it (ustar). Without times and owners: the same files make the same package.
fn add(tar: &mut Vec<u8>, name: &str, text: &[u8]) {
    let mut head = [0_u8; BLOCK];
    let mut put = |at: usize, value: &str| {
        for (to, from) in head.iter_mut().skip(at).zip(value.bytes()) {
            *to = from;
        }
    };
    put(0, &format!("package/{name}"));
    put(100, "0000644");
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{:011o}", text.len()));
    put(136, "00000000000");
    // While the sum is made, its own place holds spaces.
    put(148, "        ");
    put(156, "0");
    put(257, "ustar");
    put(263, "00");
    let sum: u32 = head.iter().copied().map(u32::from).sum();
    for (to, from) in head.iter_mut().skip(148).zip(format!("{sum:06o}\0 ").bytes()) {
        *to = from;
    }
    tar.extend(head);
    tar.extend(text);
    tar.resize(tar.len().next_multiple_of(BLOCK), 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_begins_with_its_name_and_fills_whole_blocks() {
        let mut tar = Vec::new();
        add(&mut tar, "a.js", b"text");
        assert_eq!(tar.len(), 2 * BLOCK);
        assert!(tar.starts_with(b"package/a.js\0") && tar[BLOCK..].starts_with(b"text\0"));
        let sum: u32 = tar[..BLOCK]
            .iter()
            .enumerate()
            .fold(0, |sum, (at, byte)| sum + if (148..156).contains(&at) { 32 } else { u32::from(*byte) });
        assert_eq!(&tar[148..154], format!("{sum:06o}").as_bytes());
    }
}
