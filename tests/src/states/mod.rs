//! Every state that the app can show, for checks and pictures of all of them.
//!
//! A state is found by the contract's roles, names and addresses alone, so that it stays what it is
//! when the page gets another look.

mod dashboard;
mod landing;
mod login;
mod site;

use futures_util::future::LocalBoxFuture;
use local_cognito::{Endpoint, Fault};

use crate::harness::{Harness, Setup};

/// Nothing that waits for a second or more ever happens: a state stays while it is looked at.
const FROZEN_TIMERS: &str = "{
    const timer = setTimeout.bind(window);
    window.setTimeout = (then, ms, ...more) => ms >= 1000 ? 0 : timer(then, ms, ...more);
    window.setInterval = () => 0;
}";

/// The program is loaded and never starts.
const NEVER_STARTS: &str = "for (const way of \
    ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming']) {
    WebAssembly[way] = () => new Promise(() => {});
}";

/// What the page has fetched ahead for its program. Where none starts, browsers warn that it was fetched for
/// nothing.
const FETCHED_AHEAD: &str = "*/config.json";

type Arrive = for<'a> fn(&'a Harness) -> LocalBoxFuture<'a, ()>;

/// A state of the app, and the way there.
#[derive(Debug)]
pub struct State {
    /// Names it in tests and files: lower-case words with hyphens.
    pub name: &'static str,
    setup: Setup,
    arrive: Arrive,
}

impl State {
    fn new(name: &'static str, arrive: Arrive) -> Self {
        Self {
            name,
            setup: Setup::default(),
            arrive,
        }
    }

    fn with(mut self, change: fn(Setup) -> Setup) -> Self {
        self.setup = change(self.setup);
        self
    }

    /// Starts a harness, brings it into this state and runs `body`.
    ///
    /// # Panics
    /// When the state is not reached, and as [`Setup::run`] does.
    pub fn run(self, body: impl AsyncFnOnce(&Harness)) {
        let Self { setup, arrive, .. } = self;
        setup.script(FROZEN_TIMERS).run(async |harness| {
            arrive(harness).await;
            body(harness).await;
        });
    }
}

/// All states.
pub fn states() -> Vec<State> {
    [
        landing::states(),
        login::states(),
        dashboard::states(),
        site::states(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The state of that name.
///
/// # Panics
/// When there is none.
pub fn state(name: &str) -> State {
    let found = states().into_iter().find(|state| state.name == name);
    found.unwrap_or_else(|| panic!("there is no state {name}"))
}

impl Harness {
    /// The provider's pages do not open: the browser stays at the page that left for them.
    pub fn no_page_opens(&self) {
        let pages = [Endpoint::Authorize, Endpoint::Signup, Endpoint::Logout];
        let faults = pages.map(|page| Fault::answering(page, 204, ""));
        self.pool.set_faults(faults.into());
    }

    /// Logs out as another tab of this session would: this one learns it when it is loaded again.
    async fn logs_out_elsewhere(&self) {
        let [kept, ..] = self.tab.stores().await;
        self.tab.press("Log out").await;
        self.arrives_at("/").await;
        let script = format!("Object.assign(sessionStorage, {kept}); return null");
        self.tab.eval(&script).await;
    }
}
