//! The programs that drive a browser over WebDriver.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};

use super::engine::Engine;
use crate::child::{Running, free_port};

/// A running driver; it ends with the last test that uses it.
#[derive(Debug)]
pub(super) struct Driver {
    running: Running,
    /// The display that it needs, where it needs one.
    _display: Option<Display>,
}

impl Driver {
    /// Chromium's is the one of all tests; the others have one session at a time, so each test has its
    /// own.
    pub(super) fn of(engine: Engine) -> Result<Arc<Self>, String> {
        static SHARED: Mutex<Weak<Driver>> = Mutex::new(Weak::new());
        if engine != Engine::Chromium {
            return Self::start(engine).map(Arc::new);
        }
        let mut shared = SHARED.lock().unwrap();
        if let Some(running) = shared.upgrade() {
            return Ok(running);
        }
        let running = Arc::new(Self::start(engine)?);
        *shared = Arc::downgrade(&running);
        Ok(running)
    }

    fn start(engine: Engine) -> Result<Self, String> {
        let (variable, name) = match engine {
            Engine::Chromium => ("CHROMEDRIVER", "chromedriver"),
            Engine::Firefox => ("GECKODRIVER", "geckodriver"),
            Engine::WebKit => ("WEBKIT_DRIVER", "WebKitWebDriver"),
        };
        let program = std::env::var_os(variable).unwrap_or_else(|| name.into());
        let port = free_port();
        let mut command = Command::new(program);
        command.arg(format!("--port={port}"));
        if engine == Engine::Firefox {
            command.arg(format!("--websocket-port={}", free_port()));
        }
        let display = match engine {
            Engine::WebKit => {
                let display = Display::start()?;
                command.env("DISPLAY", format!(":{}", display.number));
                // Layers, which it paints without a graphics card, are a third of what a test costs.
                command.env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
                Some(display)
            }
            Engine::Chromium | Engine::Firefox => None,
        };
        let running = Running::start(command, port)?;
        Ok(Self {
            running,
            _display: display,
        })
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.running.port)
    }
}

/// An X display that nobody looks at; dropped, it ends.
#[derive(Debug)]
struct Display {
    xvfb: Child,
    number: String,
}

impl Display {
    fn start() -> Result<Self, String> {
        let failed = |e: std::io::Error| format!("Xvfb cannot be started: {e}");
        let mut xvfb = Command::new(std::env::var_os("XVFB").unwrap_or_else(|| "Xvfb".into()))
            .args(["-displayfd", "1", "-nolisten", "tcp"])
            .args(["-screen", "0", "1200x1000x24"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let mut number = String::new();
        if let Some(said) = xvfb.stdout.take() {
            // It says its number as soon as it is there.
            BufReader::new(said)
                .read_line(&mut number)
                .map_err(failed)?;
        }
        Ok(Self {
            xvfb,
            number: number.trim().to_owned(),
        })
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // Both fail only when it has ended already, which is what is wanted.
        let _ = self.xvfb.kill();
        let _ = self.xvfb.wait();
    }
}

/// Where WebKit's MiniBrowser is, which is on no search path.
pub(super) fn minibrowser() -> PathBuf {
    std::env::var_os("MINIBROWSER").map_or_else(
        || PathBuf::from("/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser"),
        PathBuf::from,
    )
}
