//! What a run of tests came to.

use std::ops::AddAssign;

/// How many tests passed, failed and were left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Outcome {
    /// One check, passed or failed.
    pub(crate) const fn of(good: bool) -> Self {
        if good { Self { passed: 1, failed: 0 } } else { Self { passed: 0, failed: 1 } }
    }

    /// Reads a line of cargo's or node's test runner: `test result: ok. 9 passed; 0 failed; …`, `# pass 9`, `ℹ fail 0`.
    pub(crate) fn read(line: &str) -> Self {
        if let Some(rest) = line.trim().strip_prefix("test result:") {
            let number = |word: &str| {
                rest.split(['.', ';'])
                    .find_map(|part| part.trim().strip_suffix(word))
                    .and_then(|number| number.trim().parse().ok())
            };
            return Self { passed: number("passed").unwrap_or(0), failed: number("failed").unwrap_or(0) };
        }
        let number = |word: &str| {
            let rest = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ "))?;
            rest.strip_prefix(word)?.trim().parse().ok()
        };
        Self { passed: number("pass ").unwrap_or(0), failed: number("fail ").unwrap_or(0) }
    }
}

impl AddAssign for Outcome {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_summary_is_read() {
        let line = "test result: FAILED. 41 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s";
        assert_eq!(Outcome::read(line), Outcome { passed: 41, failed: 2 });
    }

    #[test]
    fn nodes_summary_is_read() {
        assert_eq!(Outcome::read("# pass 12"), Outcome { passed: 12, failed: 0 });
        assert_eq!(Outcome::read("ℹ fail 3"), Outcome { passed: 0, failed: 3 });
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(Outcome::read("test it::works ... ok"), Outcome::default());
        assert_eq!(Outcome::read("# duration_ms 12"), Outcome::default());
    }
}
