//! What the kinds of tests need beside cargo.

use std::{
    collections::BTreeMap,
    env, panic,
    path::PathBuf,
    thread::{self, ScopedJoinHandle},
};

use anyhow::{Error, Result};

use super::kind::{
    Kind::{self, *},
    Selection,
};
use crate::tools::{self, Programs};

/// The kinds that visit a release build.
pub(super) const NEED_A_RELEASE: [Kind; 5] = [Browser, Firefox, Webkit, A11y, Hosting];

/// Those that run the tests of the API client.
pub(super) const NEED_THE_API_APP: [Kind; 3] = [Browser, Firefox, Webkit];

type Install<T> = fn() -> Result<T>;
type Kinds = &'static [Kind];

/// The browsers, and the kinds that run in them.
const BROWSERS: [(Install<Programs>, Kinds); 3] = [
    (tools::chromium, &[Browser, A11y, Examples, Hosting]),
    (tools::firefox, &[Firefox]),
    (tools::webkit, &[Webkit]),
];

/// Other tools, the kinds that use them, and the variables that tell the tests where they are.
const TOOLS: [(&str, Install<PathBuf>, Kinds); 6] = [
    ("CARGO_DENY", tools::cargo_deny, &[Dependencies]),
    ("MINISTACK_VENV", tools::ministack, &[Contract, Hosting]),
    (
        "AWS_TOOLS_VENV",
        tools::aws_tools,
        &[Infra, Contract, Hosting],
    ),
    ("AXE", tools::axe, &[A11y]),
    (
        "OIDC_PROVIDER",
        tools::oidc_provider,
        &[Browser, Firefox, Webkit],
    ),
    (
        "DJANGO_OAUTH_TOOLKIT",
        tools::django_oauth_toolkit,
        &[Browser, Firefox, Webkit],
    ),
];

pub(super) struct Needs {
    /// The programs, by the variables that name them to the tests.
    pub(super) environment: Programs,
    /// Kinds that cannot run here, and why.
    pub(super) left_out: BTreeMap<Kind, Error>,
}

impl Needs {
    /// Installs what these kinds need: everything at once and first, so that a machine that lacks something
    /// says so soon. Beside each other, because packages and the end of a compilation leave processors idle.
    pub(super) fn install(selection: &Selection) -> Result<Self> {
        let (browsers, tools, trunk) = thread::scope(|scope| {
            let browsers = scope.spawn(|| Self::install_browsers(selection));
            let tools = scope.spawn(|| install_tools(selection));
            let trunk = install_trunk(selection);
            (joined(browsers), joined(tools), trunk)
        });
        trunk?;
        let mut needs = browsers?;
        needs.environment.extend(tools?);
        // This program. Cargo may put a new one in its place before it is used.
        needs.environment.push(("XTASK", env::current_exe()?));
        Ok(needs)
    }

    fn install_browsers(selection: &Selection) -> Result<Self> {
        let mut environment = Vec::new();
        let mut left_out = BTreeMap::new();
        let wanted = |(_, by): &(_, Kinds)| is_wanted(selection, by);
        for (install, by) in BROWSERS.into_iter().filter(wanted) {
            match (install(), by) {
                (Ok(programs), _) => environment.extend(programs),
                (Err(error), [kind]) if !selection.insists_on(*kind) => {
                    left_out.insert(*kind, error);
                }
                (Err(error), _) => return Err(error),
            }
        }
        Ok(Self {
            environment,
            left_out,
        })
    }
}

fn install_tools(selection: &Selection) -> Result<Programs> {
    let mut environment = Vec::new();
    for (variable, install, by) in TOOLS {
        if is_wanted(selection, by) {
            environment.push((variable, install()?));
        }
    }
    Ok(environment)
}

fn install_trunk(selection: &Selection) -> Result<()> {
    if is_wanted(selection, &NEED_A_RELEASE) || is_wanted(selection, &[Examples]) {
        tools::trunk_for_release("build")?;
    }
    Ok(())
}

fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panicked| panic::resume_unwind(panicked))
}

fn is_wanted(selection: &Selection, by: &[Kind]) -> bool {
    selection.kinds().iter().any(|kind| by.contains(kind))
}
