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

/// The keys, which of them seals what is new, and which one will next.
///
/// A rotation has two steps, so that several copies of the file, one for each process, can be changed one after the other:
/// first every copy gets the next key, then it becomes the current one. Old keys stay: what they sealed still opens.
#[derive(Clone, Debug)]
pub struct KeyFile {
    current: String,
    next: Option<String>,
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
    /// A rotation was begun before.
    #[error("{0} has its next key already; once every copy of the file has it, run: context-card keys rotate --finish")]
    Begun(PathBuf),
    /// No randomness to make a key of.
    #[error("the operating system gives no randomness to make a key of")]
    NoRandomness,
}

#[derive(Serialize, Deserialize)]
struct Written {
    current: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<String>,
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
        let (current, key) = new_key()?;
        let file = Self { keys: BTreeMap::from([(current.clone(), key)]), current, next: None };
        // Linked into its place, which fails where there is one: an existing key file stays.
        match file.write(path, |beside| std::fs::hard_link(beside, path)) {
            Err(KeyFileError::Unusable { why, .. }) if why.kind() == std::io::ErrorKind::AlreadyExists => {}
            done => done?,
        }
        Self::read(path)
    }

    /// First step of a rotation: the file gets its next key.
    ///
    /// # Errors
    /// When a rotation is under way, or the file can't be used.
    pub fn add_next(path: &Path) -> Result<Self, KeyFileError> {
        let file = Self::read(path)?;
        if file.next.is_some() {
            return Err(KeyFileError::Begun(path.to_owned()));
        }
        let (id, key) = new_key()?;
        let mut keys = file.keys;
        keys.insert(id.clone(), key);
        let file = Self { next: Some(id), keys, ..file };
        file.write(path, |beside| std::fs::rename(beside, path))?;
        Ok(file)
    }

    /// Second step: the next key becomes the current one. Without a next key the file stays as it is.
    ///
    /// # Errors
    /// When the file can't be used.
    pub fn use_next(path: &Path) -> Result<Self, KeyFileError> {
        let mut file = Self::read(path)?;
        if let Some(next) = file.next.take() {
            file.current = next;
            file.write(path, |beside| std::fs::rename(beside, path))?;
        }
        Ok(file)
    }

    /// Writes the file whole beside its place and lets `place` put it there: nobody ever reads half a key file.
    fn write(&self, path: &Path, place: impl FnOnce(&Path) -> std::io::Result<()>) -> Result<(), KeyFileError> {
        let unusable = |why| KeyFileError::Unusable { path: path.to_owned(), why };
        let written = Written {
            current: self.current.clone(),
            next: self.next.clone(),
            keys: self
                .keys
                .iter()
                .map(|(id, key)| (id.clone(), Zeroizing::new(STANDARD.encode(key.bytes()))))
                .collect(),
        };
        let text = Zeroizing::new(serde_json::to_string_pretty(&written).map_err(|why| unusable(why.into()))?);
        let beside = path.with_extension(format!("new-{}", random_text(6).map_err(|_| KeyFileError::NoRandomness)?));
        let placed = write_private(&beside, &text).and_then(|()| place(&beside));
        // The copy goes in any case, if it has not been moved; what counts is whether it reached its place.
        let _ = std::fs::remove_file(&beside);
        placed.map_err(unusable)
    }

    fn parse(text: &str) -> Option<Self> {
        let Written { current, next, keys } = serde_json::from_str(text).ok()?;
        let keys: BTreeMap<String, Key> = keys
            .into_iter()
            .map(|(id, text)| Some((id, Key::from_bytes(&Zeroizing::new(STANDARD.decode(text.as_bytes()).ok()?))?)))
            .collect::<Option<_>>()?;
        let whole = keys.contains_key(&current) && next.as_ref().is_none_or(|next| keys.contains_key(next));
        whole.then_some(Self { current, next, keys })
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

fn new_key() -> Result<(String, Key), KeyFileError> {
    let id = random_text(8).map_err(|_| KeyFileError::NoRandomness)?;
    Ok((format!("m_{id}"), Key::random().map_err(|_| KeyFileError::NoRandomness)?))
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
    fn a_rotation_has_two_steps_and_keeps_the_old_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card.key");
        let first = KeyFile::make(&path).unwrap();
        let begun = KeyFile::add_next(&path).unwrap();
        assert_eq!(begun.current, first.current, "not used yet");
        assert!(matches!(KeyFile::add_next(&path), Err(KeyFileError::Begun(_))));
        let finished = KeyFile::use_next(&path).unwrap();
        assert_eq!(Some(&finished.current), begun.next.as_ref());
        assert!(finished.key(&first.current).is_some(), "what it sealed still opens");
        assert_eq!(KeyFile::use_next(&path).unwrap().current, finished.current, "a second time changes nothing");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no copy is left behind");
        assert!(!readable_by_others(&path).unwrap());
    }

    #[test]
    fn damaged_files_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card.key");
        let unknown_next =
            r#"{"current":"m_a","next":"m_b","keys":{"m_a":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}"#;
        for text in
            [unknown_next, "", "{}", r#"{"current":"m_a","keys":{"m_a":"c2hvcnQ="}}"#, r#"{"current":"m_b","keys":{}}"#]
        {
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
