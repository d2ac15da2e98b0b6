//! Child processes that never outlive this program.
//!
//! Each child leads a process group of its own, so that what it starts in turn (trunk starts
//! cargo, cargo starts rustc) is stopped with it. Ctrl-C therefore reaches this program alone, and
//! is passed on.

use std::{
    io::{self, Seek},
    os::unix::process::CommandExt,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};
use tempfile::TempDir;

/// How long a child may take to stop before it is killed.
const GRACE_PERIOD: Duration = Duration::from_secs(5);
const POLL_INTERVAL: Duration = Duration::from_millis(50);

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static GROUPS: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// Makes Ctrl-C, a hang-up and a termination stop the children; the second time, at once.
///
/// # Errors
/// Where the signals cannot be watched.
pub fn stop_children_on_interrupt() -> Result<()> {
    ctrlc::set_handler(|| {
        let again = INTERRUPTED.swap(true, Ordering::SeqCst);
        let signal = if again {
            Signal::SIGKILL
        } else {
            Signal::SIGTERM
        };
        for group in groups().iter() {
            signal_group(*group, signal);
        }
    })
    .context("Ctrl-C cannot be watched")
}

/// Whether Ctrl-C was pressed.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Fails once Ctrl-C was pressed, so that a loop or a sequence of steps ends.
///
/// # Errors
/// Once Ctrl-C was pressed, and never otherwise.
pub fn check_interrupted() -> Result<()> {
    if interrupted() {
        bail!("interrupted")
    }
    Ok(())
}

/// What a person types until the end of the line, unless it is Ctrl-C.
///
/// # Errors
/// At Ctrl-C, or where the standard input cannot be read.
pub fn read_line() -> Result<String> {
    let (sender, typed) = mpsc::channel();
    // A signal does not end the reading itself.
    thread::spawn(move || {
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line);
        sender.send(read.map(|_| line))
    });
    loop {
        check_interrupted()?;
        if let Ok(line) = typed.recv_timeout(POLL_INTERVAL) {
            return Ok(line?);
        }
    }
}

/// A running child; dropping it stops it and everything it started.
#[derive(Debug)]
pub struct Running {
    name: String,
    child: Child,
    _files: Option<TempDir>,
}

impl Running {
    /// Starts `command`; `name` is what messages call it.
    ///
    /// # Errors
    /// Where it cannot be started, or Ctrl-C was pressed.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        // Held until the child is on the list: a Ctrl-C in between would miss it.
        let mut groups = groups();
        check_interrupted()?;
        let child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        groups.push(group_of(&child));
        Ok(Self {
            name: name.to_owned(),
            child,
            _files: None,
        })
    }

    /// The child with files that are removed once it has stopped.
    #[must_use]
    pub fn with_files(mut self, files: TempDir) -> Self {
        self._files = Some(files);
        self
    }

    /// Fails if the child has ended, which a server never does by itself.
    ///
    /// # Errors
    /// With the status that it ended with.
    pub fn check(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("{} ended ({status})", self.name)
        }
        Ok(())
    }

    /// What the child writes to a piped standard output.
    ///
    /// # Errors
    /// Where the output is not piped, or was taken before.
    pub fn take_stdout(&mut self) -> Result<impl io::Read + use<>> {
        let stdout = self.child.stdout.take();
        stdout.with_context(|| format!("{} has no piped output", self.name))
    }

    /// Waits for the end of the child.
    ///
    /// # Errors
    /// Where Ctrl-C was pressed; how the child ended is in the status.
    pub fn wait(mut self) -> Result<ExitStatus> {
        let status = self.child.wait()?;
        check_interrupted()?;
        Ok(status)
    }

    /// Asks the whole group to end, and kills what is left of it after a while.
    fn stop(&mut self) -> io::Result<()> {
        let group = group_of(&self.child);
        let deadline = Instant::now() + GRACE_PERIOD;
        signal_group(group, Signal::SIGTERM);
        while self.child.try_wait()?.is_none() || killpg(group, None).is_ok() {
            if Instant::now() > deadline {
                signal_group(group, Signal::SIGKILL);
                self.child.wait()?;
                break;
            }
            thread::sleep(POLL_INTERVAL);
        }
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            eprintln!("{} could not be stopped: {error}", self.name);
        }
        let group = group_of(&self.child);
        groups().retain(|other| *other != group);
    }
}

/// Runs `command` with its output shown, and fails unless it succeeds.
///
/// # Errors
/// Where it cannot be started, fails, or Ctrl-C was pressed.
pub fn run(name: &str, command: &mut Command) -> Result<()> {
    let status = Running::start(name, command)?.wait()?;
    if !status.success() {
        bail!("{name} failed ({status})")
    }
    Ok(())
}

/// Runs `command` with its output kept for the message if it fails.
///
/// # Errors
/// As [`run`], with the last lines of what it wrote.
pub fn run_quietly(name: &str, command: &mut Command) -> Result<()> {
    let outcome = capture(name, command)?;
    if !outcome.success {
        let said = outcome.stdout + &outcome.stderr;
        bail!("{name} failed:\n{}", last_lines(&said, 20))
    }
    Ok(())
}

/// What a program wrote, and whether it succeeded.
#[derive(Debug)]
pub struct Outcome {
    /// Whether its exit code is 0.
    pub success: bool,
    /// What it wrote to its standard output.
    pub stdout: String,
    /// What it wrote to its standard error.
    pub stderr: String,
}

/// Runs `command` with its output kept, whether it succeeds or not.
///
/// # Errors
/// Where it cannot be started, its output is not text, or Ctrl-C was pressed.
pub fn capture(name: &str, command: &mut Command) -> Result<Outcome> {
    // A file for one of the two: a program that fills a pipe would wait for its reader.
    let mut errors = tempfile::tempfile()?;
    command.stdout(Stdio::piped()).stderr(errors.try_clone()?);
    let mut running = Running::start(name, command)?;
    let stdout = io::read_to_string(running.take_stdout()?)?;
    let success = running.wait()?.success();
    errors.rewind()?;
    Ok(Outcome {
        success,
        stdout,
        stderr: io::read_to_string(errors)?,
    })
}

/// What a short-lived command such as `rustc --print sysroot` prints; `None` if it cannot be run
/// or fails.
pub fn stdout_of(command: &mut Command) -> Option<String> {
    let outcome = capture("the command", command).ok()?;
    outcome.success.then(|| outcome.stdout.trim().to_owned())
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(count);
    lines.get(from..).unwrap_or_default().join("\n")
}

fn groups() -> std::sync::MutexGuard<'static, Vec<Pid>> {
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn group_of(child: &Child) -> Pid {
    Pid::from_raw(child.id().cast_signed())
}

fn signal_group(group: Pid, signal: Signal) {
    // The only failure is that nobody is left in the group.
    let _ = killpg(group, signal);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_child_is_stopped_with_what_it_started() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 1000 & wait"]);
        let running = Running::start("sh", &mut command).unwrap();
        let group = group_of(&running.child);
        drop(running);
        let deadline = Instant::now() + GRACE_PERIOD;
        while killpg(group, None).is_ok() {
            assert!(Instant::now() < deadline, "a grandchild is left");
            thread::sleep(POLL_INTERVAL);
        }
    }

    #[test]
    fn both_outputs_of_a_failed_command_are_kept_however_long_they_are() {
        let script = "head -c 200000 /dev/zero >&2; echo said; exit 3";
        let outcome = capture("sh", Command::new("sh").args(["-c", script])).unwrap();
        assert!(!outcome.success);
        assert_eq!(outcome.stdout, "said\n");
        assert_eq!(outcome.stderr.len(), 200_000);
    }

    #[test]
    fn the_failure_of_a_quiet_command_carries_its_last_words() {
        let script = "echo no such thing >&2; exit 3";
        let error = run_quietly("the tool", Command::new("sh").args(["-c", script])).unwrap_err();
        assert!(error.to_string().contains("the tool failed"));
        assert!(error.to_string().contains("no such thing"));
    }
}
