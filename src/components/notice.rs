use super::{Alert, Latest, failure_key};
use crate::texts;
use leptos::{prelude::*, task::spawn_local};
use leptos_cognito::{AuthStatus, Renewal, use_auth};

/// What went wrong although the session goes on, above every page.
#[component]
pub(crate) fn Notice() -> impl IntoView {
    let auth = use_auth();
    let error = move || {
        let is_signed_in = auth.status().get() == AuthStatus::SignedIn;
        auth.error().get().filter(|_| is_signed_in)
    };
    let try_again = move |_| {
        // Its outcome is the session's state, and with it this notice.
        spawn_local(async move { drop(auth.renew().await) });
    };
    view! {
        <Latest of=error key=failure_key let:error>
            <Alert error>
                <Show when=move || auth.renewal().get() == Renewal::Waiting>
                    <button type="button" on:click=try_again>
                        {texts::TRY_AGAIN}
                    </button>
                </Show>
            </Alert>
        </Latest>
    }
}
