//! The provider contract: what the app relies on, asked over plain HTTP.
//!
//! Every rule runs unchanged against each provider, so that the local pool, which was written
//! here, is held to what an emulator that was not written here does. Test names are
//! `<provider>::<concern>::<rule>`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod api;
mod authorize;
mod exchange;
mod issuer;
mod logout;
mod refresh;
mod user_info;

use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use end_to_end::provider::local::Local;
use end_to_end::provider::ministack::Ministack;
use end_to_end::provider::{Feature, Provider};
use futures_util::future::BoxFuture;
use libtest_mimic::{Arguments, Trial};
use tokio::runtime::Runtime;

/// One rule, checked by panicking when it does not hold.
struct Rule {
    name: &'static str,
    needs: &'static [Feature],
    check: for<'a> fn(&'a Provider) -> BoxFuture<'a, ()>,
}

/// Lists functions `async fn(&Provider)` of a module as rules, each with the features it needs.
macro_rules! rules {
    ($($name:ident $(needs $($feature:ident),+)?;)*) => {
        pub(crate) const RULES: &[crate::Rule] = &[$(crate::Rule {
            name: concat!(module_path!(), "::", stringify!($name)),
            needs: &[$($(end_to_end::provider::Feature::$feature),+)?],
            check: |provider| Box::pin($name(provider)),
        }),*];
    };
}
pub(crate) use rules;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let runtime = Arc::new(Runtime::new().expect("a runtime"));
    let local = Arc::new(Started::<Local>::default());
    let updated_issuer = Arc::new(Started::<UpdatedIssuer>::default());
    let ministack = Arc::new(Started::<Ministack>::default());
    let mut trials = Vec::new();
    for rule in all_rules() {
        trials.push(trial::<Local>(rule, &local, &runtime));
        trials.push(trial::<UpdatedIssuer>(rule, &updated_issuer, &runtime));
        trials.push(trial::<Ministack>(rule, &ministack, &runtime));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    // Ended here and not by the process' end, which runs no destructor of what tests still hold.
    local.stop();
    updated_issuer.stop();
    ministack.stop();
    conclusion.exit_code()
}

fn all_rules() -> impl Iterator<Item = &'static Rule> {
    [
        authorize::RULES,
        exchange::RULES,
        refresh::RULES,
        issuer::RULES,
        api::RULES,
        user_info::RULES,
        logout::RULES,
    ]
    .into_iter()
    .flatten()
}

/// Something that provides, started by the first rule that needs it.
trait Start: Sized + Send + 'static {
    const NAME: &'static str;
    const LACKS: &'static [Feature];
    async fn start() -> Result<Self, String>;
    fn provider(&self) -> &Provider;
}

impl Start for Local {
    const NAME: &'static str = "local_cognito";
    const LACKS: &'static [Feature] = &[];
    async fn start() -> Result<Self, String> {
        Self::start("http://localhost:3000").await
    }
    fn provider(&self) -> &Provider {
        &self.provider
    }
}

/// The local pool, which names itself by Cognito's updated issuer.
struct UpdatedIssuer(Local);

impl Start for UpdatedIssuer {
    const NAME: &'static str = "updated_issuer";
    const LACKS: &'static [Feature] = &[];
    async fn start() -> Result<Self, String> {
        let started = Local::start_with("http://localhost:3000", true).await;
        started.map(Self)
    }
    fn provider(&self) -> &Provider {
        &self.0.provider
    }
}

impl Start for Ministack {
    const NAME: &'static str = "ministack";
    const LACKS: &'static [Feature] = end_to_end::provider::ministack::LACKS;
    async fn start() -> Result<Self, String> {
        Self::start().await
    }
    fn provider(&self) -> &Provider {
        &self.provider
    }
}

struct Started<T>(Mutex<Option<Result<T, String>>>);

impl<T> Default for Started<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Start> Started<T> {
    fn provider(&self, runtime: &Runtime) -> Result<Provider, String> {
        let mut started = self.0.lock().unwrap();
        match started.get_or_insert_with(|| runtime.block_on(T::start())) {
            Ok(running) => Ok(running.provider().clone()),
            Err(reason) => Err(reason.clone()),
        }
    }

    fn stop(&self) {
        drop(self.0.lock().unwrap().take());
    }
}

fn trial<T: Start>(rule: &'static Rule, on: &Arc<Started<T>>, runtime: &Arc<Runtime>) -> Trial {
    let rule_name = rule.name.trim_start_matches("contract::");
    let name = format!("{}::{rule_name}", T::NAME);
    let lacking = rule.needs.iter().any(|feature| T::LACKS.contains(feature));
    let (on, runtime) = (Arc::clone(on), Arc::clone(runtime));
    Trial::test(name, move || {
        let provider = on.provider(&runtime)?;
        runtime.block_on((rule.check)(&provider));
        Ok(())
    })
    .with_ignored_flag(lacking)
}
