//! How the shop tells what went wrong.

use leptos::prelude::*;
use leptos_cognito::AuthError;

/// What went wrong, what to do next, and the code to look it up by.
#[component]
pub(crate) fn Failure(error: AuthError) -> impl IntoView {
    view! {
        <p role="alert">
            {error.message().to_owned()} {" "} {error.hint().to_owned()} {" ("} {error.code().to_owned()} {")"}
        </p>
    }
}
