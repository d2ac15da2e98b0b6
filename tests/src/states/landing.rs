//! The landing page.

use super::{FETCHED_AHEAD, NEVER_STARTS, State};
use crate::browser::Role;

pub(super) fn states() -> Vec<State> {
    vec![
        State::new("landing", |harness| {
            Box::pin(async move {
                harness.open("/").await;
                harness.tab.sees(Role::Control, "Log in").await;
            })
        }),
        State::new("landing-loading", |harness| {
            Box::pin(async move {
                harness.tab.before_every_page(NEVER_STARTS).await;
                harness.open("/").await;
                harness.tab.sees(Role::Control, "Log in").await;
            })
        }),
        State::new("landing-loading-signed-in", |harness| {
            Box::pin(async move {
                harness.log_in().await;
                harness.blocks(&[FETCHED_AHEAD]).await;
                harness.tab.before_every_page(NEVER_STARTS).await;
                harness.open("/").await;
            })
        }),
        State::new("landing-signed-in", |harness| {
            Box::pin(async move {
                harness.log_in().await;
                harness.open("/").await;
                harness.tab.sees(Role::Control, "Open dashboard").await;
            })
        }),
        State::new("landing-signed-out-elsewhere", |harness| {
            Box::pin(async move {
                harness.log_in().await;
                harness.logs_out_elsewhere().await;
                harness.open("/").await;
                harness.tab.alert().await;
                harness.tab.sees(Role::Control, "Log in").await;
            })
        }),
    ]
}
