use super::Latest;
use crate::texts;
use leptos::prelude::*;
use leptos_cognito::{AuthStatus, use_auth};

/// A sentence about something that will end by itself.
#[component]
pub(crate) fn Status(text: &'static str) -> impl IntoView {
    view! { <p class="status" role="status">{text}</p> }
}

/// That the session is about to be another one; nothing where it stays.
#[component]
pub(crate) fn UnderWay(
    /// What is said of a login that is under way.
    #[prop(default = texts::SIGNING_IN)]
    signing_in: &'static str,
) -> impl IntoView {
    let auth = use_auth();
    let text = move || match auth.status().get() {
        AuthStatus::Loading => Some(texts::CHECKING),
        AuthStatus::SigningIn => Some(signing_in),
        AuthStatus::SigningOut => Some(texts::SIGNING_OUT),
        AuthStatus::Misconfigured | AuthStatus::SignedOut | AuthStatus::SignedIn => None,
    };
    view! {
        <Latest of=text key=ToString::to_string let:text>
            <Status text/>
        </Latest>
    }
}
