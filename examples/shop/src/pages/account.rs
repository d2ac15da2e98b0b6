use leptos::prelude::*;
use leptos_cognito::*;
use serde::Deserialize;

use crate::config::GREETING_API;
use crate::failure::Failure;

#[derive(Clone, Deserialize)]
struct Greeting {
    message: String,
}

/// Who is signed in, and an API that greets them.
#[component]
pub fn Account() -> impl IntoView {
    let auth = use_auth();
    let user = move || auth.user().get().unwrap_or_default();
    let greet = Action::new(move |(): &()| auth.get(GREETING_API).fetch::<Greeting>());
    let greeting = move || match greet.value().get()? {
        Ok(greeting) => Some(view! { <p role="status">{greeting.message}</p> }.into_any()),
        Err(error) => Some(view! { <Failure error/> }.into_any()),
    };
    view! {
        <h1>"Your account"</h1>
        <dl>
            <dt>{"Email"}</dt>
            <dd>{move || user().email}</dd>
            <dt>{"Groups"}</dt>
            <dd>{move || user().groups.join(", ")}</dd>
        </dl>
        <button disabled=greet.pending() on:click=move |_| { greet.dispatch(()); }>"Say hello"</button>
        {greeting}
    }
}
