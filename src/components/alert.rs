use super::{GuideLink, take_focus};
use crate::texts;
use leptos::{html, prelude::*};
use leptos_cognito::AuthError;

/// What tells one failure from another.
pub(crate) fn failure_key(error: &AuthError) -> String {
    let detail = error.detail().unwrap_or_default();
    [error.code(), error.message(), detail].join("\n")
}

/// A failure: what happened, what to do next, the server's own words as text, and a code that leads to
/// its likely causes.
#[component]
pub(crate) fn Alert(
    error: AuthError,
    /// Whether somebody has to know of it before going on: then it takes the focus.
    #[prop(optional)]
    takes_focus: bool,
    /// What can be done about it at once.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let alert = NodeRef::<html::Div>::new();
    if takes_focus {
        take_focus(alert);
    }
    let detail = error.detail().map(str::to_owned);
    let code = error.code().to_owned();
    view! {
        <div class="alert" role="alert" tabindex=takes_focus.then_some("-1") node_ref=alert>
            <p class="what">{error.message().to_owned()}</p>
            <p>{error.hint().to_owned()}</p>
            {detail
                .map(|words| view! { <p class="detail">{texts::SERVER_SAID} <q>{words}</q></p> })}
            <p class="detail">
                {texts::CODE}
                <GuideLink id=code.clone()>
                    <code>{code}</code>
                </GuideLink>
            </p>
            {children.map(|children| children())}
        </div>
    }
}
