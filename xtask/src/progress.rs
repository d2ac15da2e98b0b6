//! One line for something that takes a while.

use std::{sync::LazyLock, time::Duration};

use indicatif::{HumanDuration, MultiProgress, ProgressBar};

/// Several may go on at a time.
static ALL: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// Says what is going on and, on a terminal, that it still is.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn start(what: &str) -> Self {
        let bar = ALL.add(ProgressBar::new_spinner().with_message(format!("{what}…")));
        if bar.is_hidden() {
            eprintln!("{what}…");
        } else {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self(bar)
    }

    /// Says that it is done; without this call, dropping leaves the line as it is.
    pub(crate) fn done(self) {
        self.0.finish_and_clear();
        let took = HumanDuration(self.0.elapsed());
        ALL.suspend(|| eprintln!("{} done in {took:#}", self.0.message()));
    }
}
