//! A program that the demo starts. It stops when its standard input is closed, so it can't outlive us, whatever
//! happens to us.

use crate::error::XtaskError;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long a program may take until it listens.
const START: Duration = Duration::from_secs(60);
/// How long it may take to stop before it is killed.
const STOP: Duration = Duration::from_secs(3);

/// A running program.
pub(super) struct Child {
    name: &'static str,
    process: std::process::Child,
    log: PathBuf,
    printed: Arc<Mutex<Vec<String>>>,
    listening: Receiver<String>,
}

impl Child {
    /// Starts a program. What it writes goes into a log file.
    pub(super) fn start(
        name: &'static str,
        binary: &Path,
        folder: &Path,
        set: impl FnOnce(&mut Command),
    ) -> Result<Self, XtaskError> {
        let log = folder.join(binary.file_stem().unwrap_or_default()).with_extension("log");
        let file = File::options().create(true).append(true).open(&log).map_err(XtaskError::file("write", &log))?;
        let mut copy = file.try_clone().map_err(XtaskError::file("write", &log))?;

        let mut command = clean(binary);
        set(&mut command);
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(file)
            .spawn()
            .map_err(|reason| XtaskError::DidNotStart { name, words: reason.to_string() })?;

        let (tell, listening) = channel();
        let printed = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::clone(&printed);
        let stdout = process.stdout.take();
        std::thread::spawn(move || {
            for line in stdout.into_iter().flat_map(|out| BufReader::new(out).lines()).map_while(Result::ok) {
                // A log that can't be written is no reason to end the demo.
                let _ = writeln!(copy, "{line}");
                if let Some(url) = line.strip_prefix("listening on ") {
                    // Nobody waits for a second one.
                    let _ = tell.send(url.trim_end_matches('/').to_owned());
                }
                if let Ok(mut lines) = lines.lock() {
                    lines.push(line);
                }
            }
        });
        Ok(Self { name, process, log, printed, listening })
    }

    pub(super) const fn name(&self) -> &'static str {
        self.name
    }

    /// The file with everything that it writes.
    pub(super) fn log(&self) -> &Path {
        &self.log
    }

    /// The lines that it has printed so far.
    pub(super) fn printed(&self) -> Vec<String> {
        self.printed.lock().map(|lines| lines.clone()).unwrap_or_default()
    }

    /// Waits for its line `listening on …`, and gives the address.
    pub(super) fn wait_until_listening(&mut self, stopped: &Receiver<()>) -> Result<String, XtaskError> {
        let began = Instant::now();
        loop {
            match self.listening.recv_timeout(Duration::from_millis(20)) {
                Ok(url) => return Ok(url),
                Err(RecvTimeoutError::Timeout) if began.elapsed() < START => {}
                Err(_) => {
                    // Its output has ended, so it has or will.
                    let words = self.ended().unwrap_or_else(|| "it did not say that it listens".to_owned());
                    return Err(XtaskError::DidNotStart { name: self.name, words });
                }
            }
            if stopped.try_recv().is_ok() {
                return Err(XtaskError::Stopped);
            }
        }
    }

    /// Its last words, where it has ended.
    pub(super) fn ended(&mut self) -> Option<String> {
        let status = self.process.try_wait().ok()??;
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let last = text.lines().rev().find(|line| !line.trim().is_empty());
        Some(last.map_or_else(|| status.to_string(), str::to_owned))
    }
}

impl Drop for Child {
    /// Closes its standard input, waits a little, then kills it.
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let began = Instant::now();
        while began.elapsed() < STOP {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        // It may have ended in this very moment.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A command without the settings that the person's own environment may hold: the demo is the same for everybody.
pub(super) fn clean(binary: &Path) -> Command {
    let mut command = Command::new(binary);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CONTEXT_CARD_")) {
        command.env_remove(name);
    }
    command
}
