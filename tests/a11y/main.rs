//! Every state of the app, held to WCAG 2.2 AA in a real browser under the production headers: by
//! axe-core in light and dark, in a narrow window, at 200 %, without movement, and by keyboard.
//!
//! A test has the name of its state and finds everything that is wrong with it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod axe;
mod keyboard;
mod layout;

use std::process::ExitCode;

use end_to_end::browser::View;
use end_to_end::harness::Harness;
use end_to_end::states::{State, state, states};
use libtest_mimic::{Arguments, Failed, Trial};

/// The states in which every control is walked to with the Tab key: together they show all kinds.
const WALKED: [&str; 7] = [
    "landing",
    "dashboard-everything",
    "api-answered-long",
    "api-answered-long-unfolded",
    "session-ended",
    "configuration-out-of-reach",
    "guide",
];

/// The states in which a rule of good practice, none of WCAG, does not hold, and which one: the empty
/// frame, which stands for a moment until the program has started, has nothing to put a heading over.
const EXCUSED: [(&str, &str); 2] = [
    ("dashboard-loading", "page-has-heading-one"),
    ("landing-loading-signed-in", "page-has-heading-one"),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let looked_at = states().into_iter().map(|state| {
        let name = format!("look::{}", state.name);
        let excused = EXCUSED.iter().find(|(name, _)| *name == state.name);
        let excused = excused.map(|(_, rule)| *rule);
        Trial::test(name, move || {
            finds_nothing(state, async |harness| looks(harness, excused).await)
        })
    });
    let walked = WALKED.map(|name| {
        let state = state(name);
        Trial::test(format!("keyboard::{name}"), || {
            finds_nothing(state, keyboard::walk)
        })
    });
    let trials = looked_at.chain(walked).collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Brings the app into the state; what is found there fails the test.
fn finds_nothing(
    state: State,
    check: impl AsyncFnOnce(&Harness) -> Vec<String>,
) -> Result<(), Failed> {
    let mut findings = Vec::new();
    state.run(async |harness| findings = check(harness).await);
    if findings.is_empty() {
        return Ok(());
    }
    Err(findings.join("\n").into())
}

async fn looks(harness: &Harness, excused: Option<&str>) -> Vec<String> {
    let tab = &harness.tab;
    let mut findings = Vec::new();
    for view in [View::LIGHT, View::DARK] {
        tab.look(&view).await;
        findings.extend(named(&view, axe::run(tab, excused).await));
    }
    for view in [View::NARROW, View::ZOOMED] {
        tab.look(&view).await;
        findings.extend(named(&view, layout::too_wide(tab).await));
    }
    tab.look(&View::STILL).await;
    findings.extend(named(&View::STILL, layout::moving(tab).await));
    findings
}

fn named(view: &View, findings: Vec<String>) -> impl Iterator<Item = String> {
    let name = view.name;
    findings
        .into_iter()
        .map(move |finding| format!("{name}: {finding}"))
}
