//! What is known of the session: how long it lasts, what it allows, what its tokens say.

use super::{
    claims::TokenClaims,
    task::{Done, Outcome, Task, TaskButton, use_task},
};
use crate::{
    components::{AskedRenewal, ClaimTable, Latest, Panel, RenewButton, RenewalStatus, time_left},
    texts,
};
use js_sys::Date;
use leptos::prelude::*;
use leptos_cognito::{Renewal, inspect, use_auth};
use std::time::Duration;

#[component]
pub(super) fn Session() -> impl IntoView {
    let auth = use_auth();
    let (profile, copy) = (use_task(), use_task());
    let renewal = AskedRenewal::new();
    view! {
        <Panel id="session" heading=texts::SESSION>
            <Details/>
            <div class="actions">
                <Show when=move || auth.renewal().get() != Renewal::Unavailable>
                    <RenewButton label=texts::RENEW renewal/>
                </Show>
                {inspect::keeps_tokens(auth)
                    .then(|| {
                        view! {
                            <TaskButton
                                label=texts::LOAD_PROFILE
                                action=profile
                                task=Task::LoadProfile
                            />
                            <TaskButton
                                label=texts::COPY_TOKEN
                                action=copy
                                task=Task::CopyAccessToken
                            />
                            <TaskButton
                                label=texts::COPY_AS_CURL
                                action=copy
                                task=Task::CopyAsCurl
                            />
                        }
                    })}
            </div>
            <RenewalStatus renewal/>
            <Outcome action=copy waiting=texts::COPYING/>
            <Outcome action=profile waiting=texts::LOADING_PROFILE show=loaded/>
            <TokenClaims/>
        </Panel>
    }
}

#[component]
fn Details() -> impl IntoView {
    let auth = use_auth();
    let now = use_now();
    let left = move || {
        Some(match auth.expires_at().get() {
            Some(end) => time_left(end - now.get()),
            None => texts::UNLIMITED.into(),
        })
    };
    let renewal = move || {
        Some(match auth.renewal().get() {
            Renewal::Idle => texts::RENEWAL_IDLE,
            Renewal::Running => texts::RENEWAL_RUNNING,
            Renewal::Waiting => texts::RENEWAL_WAITING,
            Renewal::Unavailable if inspect::keeps_tokens(auth) => texts::NOT_RENEWABLE,
            Renewal::Unavailable => texts::RENEWED_BY_SERVER,
        })
    };
    let scopes = move || auth.user().get().map(|user| user.scopes);
    view! {
        <dl>
            <dt>{texts::TIME_LEFT}</dt>
            <dd>
                <Latest of=left key=Clone::clone let:left>
                    <span>{left}</span>
                </Latest>
            </dd>
            <dt>{texts::RENEWAL}</dt>
            <dd>
                <Latest of=renewal key=ToString::to_string let:renewal>
                    <span>{renewal}</span>
                </Latest>
            </dd>
            <dt>{texts::SCOPES}</dt>
            <dd>
                <Latest of=scopes key=|scopes| scopes.join(" ") let:scopes>
                    <ul class="scopes">
                        {scopes
                            .into_iter()
                            .map(|scope| {
                                view! {
                                    <li>
                                        <code>{scope}</code>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                </Latest>
            </dd>
        </dl>
    }
}

/// Now by the device's clock, in milliseconds since 1970; it changes every second.
fn use_now() -> ReadSignal<f64> {
    let (now, set_now) = signal(Date::now());
    let ticking =
        set_interval_with_handle(move || set_now.set(Date::now()), Duration::from_secs(1));
    // Where the browser gives no timer, the time stands still.
    if let Ok(ticking) = ticking {
        on_cleanup(move || ticking.clear());
    }
    now
}

fn loaded(done: Done) -> AnyView {
    match done {
        Done::ProfileLoaded(claims) => view! {
            <div>
                <h3>{texts::PROFILE}</h3>
                <ClaimTable claims/>
            </div>
        }
        .into_any(),
        _ => ().into_any(),
    }
}
