//! One line for something that takes a while.

use std::{
    env,
    io::{self, IsTerminal, Write},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// Says what is going on and, on a terminal, for how long already.
pub(crate) struct Progress {
    what: String,
    started: Instant,
    ticking: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    pub(crate) fn start(what: &str) -> Self {
        let started = Instant::now();
        let on_terminal = io::stderr().is_terminal() && env::var_os("CI").is_none();
        let ticking = if on_terminal {
            Some(tick(what.to_owned(), started))
        } else {
            eprintln!("{what}…");
            None
        };
        Self {
            what: what.to_owned(),
            started,
            ticking,
        }
    }

    /// Says that it is done; without this call, dropping leaves the line as it is.
    pub(crate) fn done(mut self) {
        self.stop_ticking();
        eprintln!("{}: done in {}", self.what, duration(self.started));
    }

    fn stop_ticking(&mut self) {
        if let Some((stop, ticker)) = self.ticking.take() {
            drop(stop);
            // A ticker that panicked has said so itself.
            let _ = ticker.join();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.stop_ticking();
    }
}

fn tick(what: String, started: Instant) -> (Sender<()>, JoinHandle<()>) {
    let (stop, stopped) = mpsc::channel();
    let ticker = thread::spawn(move || {
        loop {
            eprint!("\r{what}… {}", duration(started));
            // A terminal that cannot be written to has nobody who looks at it.
            let _ = io::stderr().flush();
            if stopped.recv_timeout(Duration::from_secs(1)) != Err(RecvTimeoutError::Timeout) {
                break;
            }
        }
        eprint!("\r\x1b[K");
    });
    (stop, ticker)
}

fn duration(since: Instant) -> String {
    let seconds = since.elapsed().as_secs();
    match seconds / 60 {
        0 => format!("{seconds} s"),
        minutes => format!("{minutes} min {} s", seconds % 60),
    }
}
