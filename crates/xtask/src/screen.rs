//! What the person at the terminal sees: one line for each step, with progress and the time it took.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// Prints a line. Where nobody reads any more there is nothing to say.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Prints an error.
pub(crate) fn error(text: &str) {
    let _ = writeln!(std::io::stderr(), "error: {text}");
}

/// How often a step without a terminal says where it is.
const QUIET: Duration = Duration::from_secs(15);

/// A step that is under way.
pub(crate) struct Step {
    name: String,
    began: Instant,
    said: Instant,
    terminal: bool,
}

impl Step {
    /// Begins a step: its name is shown at once.
    pub(crate) fn begin(name: &str) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let step = Self { name: name.to_owned(), began: Instant::now(), said: Instant::now(), terminal };
        if terminal {
            step.redraw("");
        }
        step
    }

    fn redraw(&self, progress: &str) {
        let mut out = std::io::stdout();
        let _ = write!(out, "\r\x1b[K{} … {progress}", self.name);
        let _ = out.flush();
    }

    /// Says how far it is.
    pub(crate) fn progress(&mut self, text: &str) {
        if self.terminal {
            self.redraw(text);
        } else if self.said.elapsed() > QUIET {
            self.said = Instant::now();
            line(&format!("{} … {text}", self.name));
        }
    }

    /// Ends it well.
    pub(crate) fn done(self, result: &str) {
        let time = self.began.elapsed().as_secs_f32();
        let result = if result.is_empty() { "done" } else { result };
        let start = if self.terminal { "\r\x1b[K" } else { "" };
        line(&format!("{start}{} … {result} ({time:.1} s)", self.name));
    }

    /// Clears its line, so that what went wrong can be read.
    pub(crate) fn failed(self) {
        let start = if self.terminal { "\r\x1b[K" } else { "" };
        line(&format!("{start}{} … failed", self.name));
    }
}
