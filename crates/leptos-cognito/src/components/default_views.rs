//! What the components show where the app says nothing else: plain markup that a screen reader
//! announces.
//!
//! Texts stand in braces because Leptos writes an element without any value as `innerHTML`, which a
//! page that enforces Trusted Types forbids.

use crate::context::Auth;
use cognito_spa::{AuthError, AuthStatus};
use leptos::prelude::*;

/// What is under way.
pub(super) fn pending(auth: Auth) -> impl IntoView {
    let text = move || match auth.status().get() {
        AuthStatus::SigningIn => "Logging in…",
        AuthStatus::SigningOut => "Logging out…",
        _ => "Loading…",
    };
    view! { <p role="status">{text}</p> }
}

/// What failed, and what to do next.
pub(super) fn failure(error: &AuthError) -> impl IntoView + use<> {
    view! {
        <div role="alert">
            <p>{error.message().to_string()}</p>
            <p>{error.hint().to_string()}</p>
            <p>{"Code: "}<code>{error.code().to_string()}</code></p>
        </div>
    }
}

/// What failed, or that nobody is signed in, and a button that begins a login.
pub(super) fn log_in(auth: Auth, log_in: impl Fn() + 'static) -> impl IntoView {
    let reason = move || match auth.error().get() {
        Some(error) => failure(&error).into_any(),
        None => view! { <p>{"You are not logged in."}</p> }.into_any(),
    };
    view! {
        {reason}
        <button type="button" on:click=move |_| log_in()>{"Log in"}</button>
    }
}

/// What went wrong although somebody is signed in, and the way on.
pub(super) fn go_on(auth: Auth, path: String) -> impl IntoView {
    let reason = move || auth.error().get().map(|error| failure(&error));
    view! {
        {reason}
        <a href=path>{"Continue"}</a>
    }
}

/// What is wrong with the configuration, and a button that reads it again where that may help.
pub(super) fn misconfigured(auth: Auth) -> impl IntoView {
    move || {
        let error = auth.error().get()?;
        let retry = error.is_retryable().then(|| {
            view! { <button type="button" on:click=move |_| auth.retry()>{"Try again"}</button> }
        });
        Some((failure(&error), retry))
    }
}

/// That this page is for others.
pub(super) fn forbidden() -> impl IntoView {
    view! {
        <p role="alert">
            {"Your account is not allowed to see this page. Log in with another account, or ask for \
              access."}
        </p>
    }
}
