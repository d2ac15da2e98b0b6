use crate::texts;
use js_sys::encode_uri_component;
use leptos::prelude::*;

/// "Log in": a plain link, so that it works before the program has loaded.
#[component]
pub(crate) fn LogInLink(
    /// The path, with its query, to show after the login; the dashboard where it is not given.
    #[prop(optional, into)]
    return_to: Option<String>,
) -> impl IntoView {
    let href = match return_to {
        Some(path) => [
            "/login?return_to=",
            &String::from(encode_uri_component(&path)),
        ]
        .concat(),
        None => String::from("/login"),
    };
    view! { <a href=href class="button primary">{texts::LOG_IN}</a> }
}
