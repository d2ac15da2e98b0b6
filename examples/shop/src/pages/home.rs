use leptos::prelude::*;
use leptos_cognito::*;

use crate::failure::Failure;

/// The page for everybody, where one logs in and out.
#[component]
pub fn Home() -> impl IntoView {
    let auth = use_auth();
    let name = move || auth.user().get()?.display_name().map(str::to_owned);
    // Such as a mistake in the configuration, with which nobody is signed in or out.
    let failure = move || auth.error().get().map(|error| view! { <Failure error/> });
    view! {
        <h1>"Tea shop"</h1>
        {failure}
        <SignedOut>
            <button on:click=move |_| auth.sign_in()>"Log in"</button>
            <button on:click=move |_| auth.sign_in_with(SignIn::default().provider("Google"))>
                "Continue with Google"
            </button>
        </SignedOut>
        <SignedIn>
            <p>"Welcome, " {name} "."</p>
            <button on:click=move |_| auth.sign_out()>"Log out"</button>
        </SignedIn>
    }
}
