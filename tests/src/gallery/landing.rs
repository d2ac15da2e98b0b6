//! The landing page.

use super::{FETCHED_AHEAD, NEVER_STARTS, State};
use crate::browser::Role;

pub(super) fn states() -> Vec<State> {
    vec![
        State::new("landing", |scene| {
            Box::pin(async move {
                scene.open("/").await;
                scene.tab.sees(Role::Control, "Log in").await;
            })
        }),
        State::new("landing-loading", |scene| {
            Box::pin(async move {
                scene.tab.before_every_page(NEVER_STARTS).await;
                scene.open("/").await;
                scene.tab.sees(Role::Control, "Log in").await;
            })
        }),
        State::new("landing-loading-signed-in", |scene| {
            Box::pin(async move {
                scene.log_in().await;
                scene.blocks(&[FETCHED_AHEAD]).await;
                scene.tab.before_every_page(NEVER_STARTS).await;
                scene.open("/").await;
            })
        }),
        State::new("landing-signed-in", |scene| {
            Box::pin(async move {
                scene.log_in().await;
                scene.open("/").await;
                scene.tab.sees(Role::Control, "Open dashboard").await;
            })
        }),
        State::new("landing-signed-out-elsewhere", |scene| {
            Box::pin(async move {
                scene.log_in().await;
                scene.logs_out_elsewhere().await;
                scene.open("/").await;
                scene.tab.alert().await;
                scene.tab.sees(Role::Control, "Log in").await;
            })
        }),
    ]
}
