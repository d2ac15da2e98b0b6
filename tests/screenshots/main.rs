//! Pictures of every state of the app: `screenshots FOLDER [README_FOLDER]`.
//!
//! Writes `<state>-<light|dark|320>.png` and `index.html`, which shows all of them.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]
// What takes a while says how far it is.
#![allow(clippy::print_stdout)]

mod sheet;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::thread;

use end_to_end::browser::{Tab, View};
use end_to_end::states::{State, states};

const VIEWS: [View; 3] = [View::LIGHT, View::DARK, View::NARROW];

/// The README's pictures: of which state, and the file.
const README: [(&str, &str); 1] = [("api-answered", "dashboard.png")];
const README_VIEW: View = View {
    width: 1000,
    ..View::LIGHT
};
const README_HEIGHT: u64 = 980;

/// Where the pictures go.
struct Folders {
    all: PathBuf,
    readme: Option<PathBuf>,
}

fn main() -> ExitCode {
    let mut folders = std::env::args_os().skip(1).map(PathBuf::from);
    let Some(all) = folders.next() else {
        eprintln!("screenshots FOLDER [README_FOLDER]");
        return ExitCode::FAILURE;
    };
    let folders = Folders {
        all,
        readme: folders.next(),
    };
    fs::create_dir_all(&folders.all).expect("the folder can be made");
    let names: Vec<_> = states().iter().map(|state| state.name).collect();
    let missing = take_all(&folders);
    let sheet = sheet::page(&names, &VIEWS);
    write(&folders.all.join("index.html"), sheet.as_bytes());
    println!("{}", folders.all.join("index.html").display());
    if missing.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("not reached: {}", missing.join(", "));
    ExitCode::FAILURE
}

/// Takes pictures of all states, as many at a time as there are processors. Returns the states that
/// were not reached.
fn take_all(folders: &Folders) -> Vec<&'static str> {
    let waiting = Mutex::new(states().into_iter());
    let missing = Mutex::new(Vec::new());
    let take_next = || {
        let next = || waiting.lock().unwrap().next();
        while let Some(state) = next() {
            let name = state.name;
            let taken = catch_unwind(AssertUnwindSafe(|| take(state, folders)));
            println!("{name}");
            if taken.is_err() {
                missing.lock().unwrap().push(name);
            }
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(take_next);
        }
    });
    missing.into_inner().unwrap()
}

fn take(state: State, folders: &Folders) {
    let name = state.name;
    state.run(async |harness| {
        for view in &VIEWS {
            let file = folders.all.join(sheet::file_name(name, view));
            take_one(&harness.tab, view, u64::MAX, &file).await;
        }
        let of_readme = README.iter().find(|(state, _)| *state == name);
        if let (Some(folder), Some((_, file))) = (&folders.readme, of_readme) {
            let file = folder.join(file);
            take_one(&harness.tab, &README_VIEW, README_HEIGHT, &file).await;
        }
    });
}

async fn take_one(tab: &Tab, view: &View, tallest: u64, file: &Path) {
    tab.look(view).await;
    write(file, &tab.picture(tallest).await);
}

fn write(file: &Path, content: &[u8]) {
    fs::write(file, content).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
}
