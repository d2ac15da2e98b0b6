//! `/`: what this is, and the way in.
//!
//! The release build writes its signed-out form into `index.html`, so that it is there before the
//! program is.

use crate::{
    components::{Alert, Heading, Latest, LogInLink, UnderWay, failure_key},
    texts,
};
use leptos::prelude::*;
use leptos_cognito::{AuthStatus, use_auth};

/// Whether the start script showed this page before the program was there: it does where this tab
/// keeps no session.
#[derive(Clone, Copy)]
pub(crate) struct Painted(pub(crate) bool);

#[component]
pub(crate) fn Landing() -> impl IntoView {
    let demo = texts::DEMO.map(|(request, what, outcome)| {
        view! {
            <p>
                <b>{request}</b>
                {what}
                <i>{outcome}</i>
            </p>
        }
    });
    let steps = texts::STEPS.map(|(name, what)| {
        view! {
            <li>
                <strong>{name}</strong>
                {what}
            </li>
        }
    });
    view! {
        <div class="hero">
            <div>
                <Heading title=texts::WELCOME text=texts::SIGN_IN_ONCE/>
                <p class="lead">{texts::WHAT_THIS_IS}</p>
                <WayIn/>
            </div>
            <figure class="demo" aria-hidden="true">
                {demo.collect_view()}
            </figure>
        </div>
        <ol class="steps">{steps.collect_view()}</ol>
    }
}

/// What can be done next, which depends on who is signed in.
#[component]
fn WayIn() -> impl IntoView {
    let auth = use_auth();
    let status = auth.status();
    let reason = move || {
        let is_signed_out = status.get() == AuthStatus::SignedOut;
        auth.error().get().filter(|_| is_signed_out)
    };
    let Painted(is_painted) = expect_context();
    let offers_login = move || match status.get() {
        AuthStatus::SignedOut => true,
        // As it stands there already.
        AuthStatus::Loading => is_painted,
        _ => false,
    };
    view! {
        <div class="way-in">
            <Latest of=reason key=failure_key let:error>
                <Alert error takes_focus=true/>
            </Latest>
            <Show when=offers_login fallback=Instead>
                <div class="actions">
                    <LogInLink/>
                    <SignUpLink/>
                </div>
            </Show>
        </div>
    }
}

/// Has its place before it is known whether it is wanted, so that nothing moves then.
#[component]
fn SignUpLink() -> impl IntoView {
    let auth = use_auth();
    let is_known = move || auth.status().get() != AuthStatus::Loading;
    let class = move || if is_known() { "button" } else { "button later" };
    view! {
        <Show when=move || !is_known() || auth.sign_up_available().get()>
            <a href="/signup" class=class>
                {texts::SIGN_UP}
            </a>
        </Show>
    }
}

/// What stands there where a login is not what is wanted next.
#[component]
fn Instead() -> impl IntoView {
    let auth = use_auth();
    view! {
        <Show
            when=move || auth.status().get() == AuthStatus::SignedIn
            fallback=|| view! { <UnderWay/> }
        >
            <div class="actions">
                <a href="/dashboard" class="button primary">
                    {texts::OPEN_DASHBOARD}
                </a>
                <button type="button" on:click=move |_| auth.sign_out()>
                    {texts::LOG_OUT}
                </button>
            </div>
        </Show>
    }
}
