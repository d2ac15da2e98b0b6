//! The kinds of checks and tests, as they are named on the command line.

use std::env;

use clap::{Args, ValueEnum};

/// A kind of checks and tests, in the order in which they run. The times are of a second run on a
/// machine with two cores.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, ValueEnum)]
pub(crate) enum Kind {
    /// Formatting, clippy, documentation and the tests that need no browser (1 min)
    Native,
    /// Licences, sources and known faults of what is depended on (10 s)
    Dependencies,
    /// cfn-lint and the rules of the CloudFormation template (5 s)
    Infra,
    /// What the provider promises, asked of the local pool and of an emulator (20 s)
    Contract,
    /// The app's behaviour in Chromium, in a production build (8 min)
    Browser,
    /// The same tests in Firefox (6 min)
    Firefox,
    /// The same in WebKit (7 min)
    Webkit,
    /// Every state of the app: accessibility, layout, keyboard (2 min)
    A11y,
    /// JSON and components in Chromium, and the apps in examples/ with a login (1.5 min)
    Examples,
    /// A deployment to an emulator of AWS, and a visit there; sessions in its DynamoDB (4 min)
    Hosting,
}

/// What to run.
#[derive(Args, Debug)]
pub(crate) struct Selection {
    /// The kinds to run; without one, all of them, except a browser beside Chromium that cannot be had
    #[arg(value_name = "KIND")]
    kinds: Vec<Kind>,
    /// Runs only tests whose names contain this; goes to the test programs as it is
    #[arg(last = true, value_name = "FILTER")]
    pub(crate) filter: Vec<String>,
}

impl Selection {
    /// In the order in which they run.
    pub(crate) fn kinds(&self) -> Vec<Kind> {
        let all = Kind::value_variants().iter().copied();
        all.filter(|kind| self.kinds.is_empty() || self.kinds.contains(kind))
            .collect()
    }

    /// Whether this kind has to run: it is named, or nobody is there to run it later (`CI` is set).
    pub(crate) fn insists_on(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind) || env::var_os("CI").is_some_and(|ci| !ci.is_empty())
    }
}
