//! The count of what passed and what failed.

use std::fmt;

/// How many tests and checks passed and failed so far.
#[derive(Debug, Default, Eq, PartialEq)]
pub(super) struct Summary {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) skipped: u64,
}

impl Summary {
    /// Counts one check, and hands on how it ended.
    pub(super) fn check<T, E>(&mut self, outcome: Result<T, E>) -> Result<T, E> {
        match outcome {
            Ok(_) => self.passed += 1,
            Err(_) => self.failed += 1,
        }
        outcome
    }

    /// Counts tests that were counted as passed, and were not run.
    pub(super) fn skip(&mut self, count: usize) {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        self.passed = self.passed.saturating_sub(count);
        self.skipped += count;
    }

    /// Counts the results in a line of a test program, as in
    /// `test result: ok. 3 passed; 0 failed; 0 ignored; …`; any other line counts nothing.
    pub(super) fn read(&mut self, line: &str) {
        let result = line.strip_prefix("test result: ");
        let counts = result.and_then(|result| Some(result.split_once(". ")?.1));
        for count in counts.unwrap_or_default().split(';') {
            match count.trim().split_once(' ') {
                Some((number, "passed")) => self.passed += number.parse().unwrap_or(0),
                Some((number, "failed")) => self.failed += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)?;
        match self.skipped {
            0 => Ok(()),
            skipped => write!(formatter, ", {skipped} skipped"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_all_test_programs_add_up() {
        let mut summary = Summary::default();
        for line in [
            "running 3 tests",
            "test a ... ok",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s",
        ] {
            summary.read(line);
        }
        assert_eq!(summary.check(Ok::<_, ()>(1)), Ok(1));
        assert_eq!(summary.check(Err::<(), _>(2)), Err(2));
        assert_eq!(summary.to_string(), "16 passed, 3 failed");
        summary.skip(2);
        assert_eq!(summary.to_string(), "14 passed, 3 failed, 2 skipped");
    }

    #[test]
    fn a_test_that_prints_something_similar_counts_nothing() {
        let mut summary = Summary::default();
        summary.read("  test result: ok. 1 passed; 0 failed");
        summary.read("test result: nothing to see");
        assert_eq!(summary, Summary::default());
    }
}
