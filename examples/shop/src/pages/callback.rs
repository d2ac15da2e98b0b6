use leptos::prelude::*;
use leptos_cognito::*;
use leptos_router::components::A;

use crate::failure::Failure;

/// The page that a login comes back to, and the error page where it failed.
#[component]
pub fn Callback() -> impl IntoView {
    view! { <AuthCallback pending=|| "Logging in…" failed=|| view! { <LoginFailed/> }/> }
}

#[component]
fn LoginFailed() -> impl IntoView {
    let auth = use_auth();
    let failure = move || auth.error().get().map(|error| view! { <Failure error/> });
    let try_again = move |_| {
        let page = auth
            .return_to_after_failure()
            .unwrap_or_else(|| "/".to_owned());
        auth.sign_in_with(SignIn::default().return_to(page));
    };
    view! {
        <h1>"You are not logged in"</h1>
        {failure}
        <button on:click=try_again>"Try again"</button>
        {" "}
        <A href="/">"Back to the shop"</A>
    }
}
