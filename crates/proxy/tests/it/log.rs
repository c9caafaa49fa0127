//! What the proxy in this process writes into its log, for tests of why something was refused.

use std::io::Write;
use std::sync::{Mutex, Once};
use tracing_subscriber::fmt::MakeWriter;

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Kept;

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LINES.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Kept {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}

/// Keeps what is logged from now on. Tests run side by side, so each looks for what only it knows: an inbox, a reference.
pub(crate) fn keep() {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(|| {
        let subscriber = tracing_subscriber::fmt().json().flatten_event(true).with_writer(Kept).finish();
        // Nobody else sets one.
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
}

/// The lines with this text.
pub(crate) fn lines_with(text: &str) -> Vec<String> {
    let all = String::from_utf8(LINES.lock().unwrap().clone()).unwrap();
    all.lines().filter(|line| line.contains(text)).map(str::to_owned).collect()
}
