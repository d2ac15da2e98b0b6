//! A program that runs beside the tests and ends with them.

use std::collections::BTreeSet;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A running program; dropped, it is killed and waited for.
#[derive(Debug)]
pub struct Running {
    child: Child,
    log: std::fs::File,
    /// The loopback port that it listens on.
    pub port: u16,
}

impl Running {
    /// Starts `command` and waits until it accepts connections on `port`.
    ///
    /// # Errors
    /// One sentence, when it cannot be started, ends at once or takes more than 30 seconds.
    pub fn start(mut command: Command, port: u16) -> Result<Self, String> {
        let name = command.get_program().to_string_lossy().into_owned();
        let log = tempfile::tempfile().map_err(|e| format!("no temporary file: {e}"))?;
        let copies = log.try_clone().and_then(|a| Ok((a, log.try_clone()?)));
        let (out, err) = copies.map_err(|e| format!("no temporary file: {e}"))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .spawn()
            .map_err(|e| format!("{name} cannot be started: {e}"))?;
        let mut running = Self { child, log, port };
        let deadline = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Ok(Some(status)) = running.child.try_wait() {
                let said = running.said();
                return Err(format!("{name} ended at once ({status}): {said}"));
            }
            if Instant::now() > deadline {
                return Err(format!("{name} does not listen: {}", running.said()));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(running)
    }

    /// What the system calls the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    fn said(&mut self) -> String {
        let mut text = String::new();
        let read = self.log.seek(SeekFrom::Start(0));
        match read.and_then(|_| self.log.read_to_string(&mut text)) {
            Ok(_) => text,
            Err(e) => format!("(its output cannot be read: {e})"),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only when it has ended already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A loopback port that nothing listens on, and that was not returned before: a browser keeps what a site at
/// it has stored.
pub fn free_port() -> u16 {
    static RETURNED: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    loop {
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr())
            .expect("loopback has a free port")
            .port();
        if RETURNED.lock().unwrap().insert(port) {
            return port;
        }
    }
}
