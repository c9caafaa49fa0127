//! The key file: the keys that seal every tenant's data key. Made once, readable by its owner only.
//!
//! Without it the database's secrets do not open, so the two are backed up together, and a second one is never made
//! for a database that already holds sealed data.

use super::seal::Key;
use crate::ids::random_text;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The keys, and which of them seals what is new.
#[derive(Clone, Debug)]
pub struct KeyFile {
    current: String,
    keys: BTreeMap<String, Key>,
}

/// Why the key file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// It is not there.
    #[error(
        "there is no key file {0}; give --key-file PATH, and restore it from your backup if the database is not new"
    )]
    Missing(PathBuf),
    /// It can't be read or written.
    #[error("can't use the key file {path}: {why}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        why: std::io::Error,
    },
    /// It is not a key file.
    #[error("{0} is not a key file; restore it from your backup")]
    Damaged(PathBuf),
    /// Others may read it.
    #[error("{0} can be read by others; run: chmod 600 {0}")]
    Open(PathBuf),
    /// No randomness to make a key of.
    #[error("the operating system gives no randomness to make a key of")]
    NoRandomness,
}

#[derive(Serialize, Deserialize)]
struct Written {
    current: String,
    keys: BTreeMap<String, Zeroizing<String>>,
}

impl KeyFile {
    /// Reads the key file.
    ///
    /// # Errors
    /// When it is missing, damaged, or others may read it.
    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        let unusable = |why| KeyFileError::Unusable { path: path.to_owned(), why };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => Zeroizing::new(text),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => {
                return Err(KeyFileError::Missing(path.to_owned()));
            }
            Err(why) => return Err(unusable(why)),
        };
        if readable_by_others(path).map_err(unusable)? {
            return Err(KeyFileError::Open(path.to_owned()));
        }
        Self::parse(&text).ok_or_else(|| KeyFileError::Damaged(path.to_owned()))
    }

    /// Makes the key file with a first key. If another process made it meanwhile, that one is read.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn make(path: &Path) -> Result<Self, KeyFileError> {
        let unusable = |why| KeyFileError::Unusable { path: path.to_owned(), why };
        let current = format!("m_{}", random_text(8).map_err(|_| KeyFileError::NoRandomness)?);
        let key = Key::random().map_err(|_| KeyFileError::NoRandomness)?;
        let written = Written {
            current: current.clone(),
            keys: BTreeMap::from([(current, Zeroizing::new(STANDARD.encode(key.bytes())))]),
        };
        let text = Zeroizing::new(serde_json::to_string_pretty(&written).map_err(|why| unusable(why.into()))?);
        // Written whole beside its place, then linked into it: nobody ever reads half a key file, and an existing one stays.
        let beside = path.with_extension(format!("new-{}", random_text(6).map_err(|_| KeyFileError::NoRandomness)?));
        let placed = write_private(&beside, &text).and_then(|()| std::fs::hard_link(&beside, path));
        // The copy goes in any case; what counts is whether it reached its place.
        let _ = std::fs::remove_file(&beside);
        match placed {
            Ok(()) => {}
            Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(why) => return Err(unusable(why)),
        }
        Self::read(path)
    }

    fn parse(text: &str) -> Option<Self> {
        let Written { current, keys } = serde_json::from_str(text).ok()?;
        let keys: BTreeMap<String, Key> = keys
            .into_iter()
            .map(|(id, text)| Some((id, Key::from_bytes(&Zeroizing::new(STANDARD.decode(text.as_bytes()).ok()?))?)))
            .collect::<Option<_>>()?;
        keys.contains_key(&current).then_some(Self { current, keys })
    }

    /// The key that seals what is new, and its id.
    #[must_use]
    pub fn current(&self) -> Option<(&str, &Key)> {
        self.keys.get(&self.current).map(|key| (self.current.as_str(), key))
    }

    /// The key with this id.
    #[must_use]
    pub fn key(&self, id: &str) -> Option<&Key> {
        self.keys.get(id)
    }
}

#[cfg(unix)]
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(not(unix))]
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(unix)]
fn readable_by_others(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(std::fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn readable_by_others(_: &Path) -> std::io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card.key");
        assert!(matches!(KeyFile::read(&path), Err(KeyFileError::Missing(_))));
        let made = KeyFile::make(&path).unwrap();
        let again = KeyFile::make(&path).unwrap();
        assert_eq!(made.current().unwrap().1.bytes(), again.current().unwrap().1.bytes());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no copy is left behind");
    }

    #[test]
    fn damaged_files_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card.key");
        for text in ["", "{}", r#"{"current":"m_a","keys":{"m_a":"c2hvcnQ="}}"#, r#"{"current":"m_b","keys":{}}"#] {
            let _ = std::fs::remove_file(&path);
            write_private(&path, text).unwrap();
            assert!(matches!(KeyFile::read(&path), Err(KeyFileError::Damaged(_))), "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card.key");
        KeyFile::make(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(KeyFile::read(&path), Err(KeyFileError::Open(_))));
    }
}
