use super::Status;
use crate::texts;
use leptos::{prelude::*, task::spawn_local};
use leptos_cognito::use_auth;

/// A renewal that a person has asked for. One that the session makes by itself is told to nobody.
#[derive(Clone, Copy)]
pub(crate) struct AskedRenewal(RwSignal<bool>);

impl AskedRenewal {
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(false))
    }
}

/// Asks for it. The button stays while it is under way, and keeps the focus.
#[component]
pub(crate) fn RenewButton(label: &'static str, renewal: AskedRenewal) -> impl IntoView {
    let auth = use_auth();
    let renew = move |_| {
        renewal.0.set(true);
        spawn_local(async move {
            // Its outcome is the session's state.
            drop(auth.renew().await);
            renewal.0.try_set(false);
        });
    };
    view! { <button type="button" on:click=renew>{label}</button> }
}

/// That it is under way.
#[component]
pub(crate) fn RenewalStatus(renewal: AskedRenewal) -> impl IntoView {
    view! {
        <Show when=move || renewal.0.get()>
            <Status text=texts::RENEWING/>
        </Show>
    }
}
