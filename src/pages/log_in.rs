//! `/login` and `/signup`: on the way to the provider.

use crate::{
    components::{Alert, Heading, Latest, UnderWay, failure_key},
    texts,
    traversal::Traversal,
};
use leptos::{prelude::*, web_sys::UrlSearchParams};
use leptos_cognito::{Auth, AuthStatus, SignIn, checked_return_to, use_auth};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use std::time::Duration;

const DASHBOARD: &str = "/dashboard";

#[component]
pub(crate) fn LogIn() -> impl IntoView {
    view! { <Departure label=texts::LOG_IN begin=|auth, options| auth.sign_in_with(options)/> }
}

#[component]
pub(crate) fn SignUp() -> impl IntoView {
    view! { <Departure label=texts::SIGN_UP begin=|auth, options| auth.sign_up_with(options)/> }
}

/// Begins at once, except when reached with Back or Forward: then only when asked to.
#[component]
fn Departure(
    /// What the page does, as its heading and its button say it.
    label: &'static str,
    begin: fn(Auth, SignIn),
) -> impl IntoView {
    let auth = use_auth();
    let traversal: Traversal = expect_context();
    let return_to = return_to(&use_location().search.get_untracked());
    // The provider's page takes the place of this one, which would only lead there again.
    let options = SignIn::default().return_to(&return_to).replace_page();
    let begin = move || begin(auth, options.clone());
    let waits_for_click = RwSignal::new(untrack(|| traversal.reached_by_history()));

    let navigate = use_navigate();
    let begin_at_once = begin.clone();
    Effect::new(move |_| match auth.status().get() {
        AuthStatus::SignedIn => {
            let in_its_place = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&return_to, in_its_place);
        }
        AuthStatus::SignedOut if !waits_for_click.get_untracked() => {
            let begin = begin_at_once.clone();
            let leave = move || {
                begin();
                // Nobody waits any more where this page is gone meanwhile.
                let _ = waits_for_click.try_set(true);
            };
            // After the router has put this page into the history.
            set_timeout(leave, Duration::ZERO);
        }
        _ => {}
    });

    let is_offered = move || match auth.status().get() {
        AuthStatus::SignedOut => waits_for_click.get(),
        AuthStatus::SigningIn => traversal.reached_by_history(),
        _ => false,
    };
    view! {
        <Heading title=label/>
        <Show
            when=is_offered
            fallback=|| view! { <UnderWay signing_in=texts::OPENING_LOGIN_PAGE/> }
        >
            <Latest of=move || auth.error().get() key=failure_key let:error>
                <Alert error takes_focus=true/>
            </Latest>
            <div class="actions">
                <button type="button" class="primary" on:click={
                    let begin = begin.clone();
                    move |_| begin()
                }>
                    {label}
                </button>
            </div>
        </Show>
    }
}

/// The page that the address says is to be shown after the login, else the dashboard.
///
/// The router's own map of the query decodes each value twice, which would change a path that has
/// encoded characters of its own.
fn return_to(query: &str) -> String {
    let query = UrlSearchParams::new_with_str(query);
    let asked_for = query.ok().and_then(|query| query.get("return_to"));
    let page = checked_return_to(&asked_for.unwrap_or_default(), DASHBOARD);
    // These pages only lead on.
    let path = page.split(['?', '#']).next().unwrap_or_default();
    match path.trim_end_matches('/') {
        "/login" | "/signup" => DASHBOARD.into(),
        _ => page,
    }
}
