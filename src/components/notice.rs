use super::{Alert, AskedRenewal, Latest, RenewButton, RenewalStatus, failure_key};
use crate::texts;
use leptos::prelude::*;
use leptos_cognito::{AuthStatus, Renewal, use_auth};

/// What went wrong although the session goes on, above every page.
#[component]
pub(crate) fn Notice() -> impl IntoView {
    let auth = use_auth();
    let error = move || {
        let is_signed_in = auth.status().get() == AuthStatus::SignedIn;
        auth.error().get().filter(|_| is_signed_in)
    };
    let can_renew = move || matches!(auth.renewal().get(), Renewal::Waiting | Renewal::Running);
    let renewal = AskedRenewal::new();
    view! {
        <Latest of=error key=failure_key let:error>
            <Alert error>
                <Show when=can_renew>
                    <RenewButton label=texts::TRY_AGAIN renewal/>
                    <RenewalStatus renewal/>
                </Show>
            </Alert>
        </Latest>
    }
}
