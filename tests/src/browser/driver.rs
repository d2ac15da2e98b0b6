//! One chromedriver for all tests of a process.

use std::process::Command;
use std::sync::{Arc, Mutex, Weak};

use crate::child::{Running, free_port};

/// A running chromedriver; it ends with the last test that uses it.
#[derive(Debug)]
pub(super) struct Chromedriver(Running);

impl Chromedriver {
    pub(super) fn shared() -> Result<Arc<Self>, String> {
        static SHARED: Mutex<Weak<Chromedriver>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap();
        if let Some(running) = shared.upgrade() {
            return Ok(running);
        }
        let program = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let port = free_port();
        let mut command = Command::new(program);
        command.arg(format!("--port={port}"));
        let running = Arc::new(Self(Running::start(command, port)?));
        *shared = Arc::downgrade(&running);
        Ok(running)
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.0.port)
    }
}
