//! `/dashboard`: guarded, and where the provider sends a person back to.

mod account;
mod claims;
mod response;
mod session;
mod task;
mod timeline;

use crate::{
    components::{Alert, Heading, Latest, LogInLink, UnderWay, failure_key},
    texts,
};
use account::Account;
use leptos::prelude::*;
use leptos_cognito::{RequireAuth, use_auth};
use leptos_router::hooks::use_location;
use timeline::Timeline;

#[component]
pub(crate) fn Dashboard() -> impl IntoView {
    let auth = use_auth();
    // What one person has seen is not for the next.
    let person = move || auth.user().get().map(|user| user.sub);
    view! {
        <Heading title=texts::DASHBOARD/>
        <RequireAuth loading=|| view! { <UnderWay/> } signed_out=SignedOut>
            <Latest of=person key=Clone::clone let:_person>
                <Account/>
            </Latest>
        </RequireAuth>
    }
}

/// What stands here while nobody is signed in.
#[component]
fn SignedOut() -> impl IntoView {
    let auth = use_auth();
    let here = use_location();
    let return_to = move || {
        // What a login that failed was to lead to is not forgotten.
        let missed = auth.return_to_after_failure();
        Some(missed.unwrap_or_else(|| path_and_query(&here.pathname.get(), &here.search.get())))
    };
    view! {
        <p class="lead">{texts::SIGNED_OUT}</p>
        <Latest of=move || auth.error().get() key=failure_key let:error>
            <Alert error takes_focus=true/>
        </Latest>
        <div class="actions">
            <Latest of=return_to key=Clone::clone let:path>
                <LogInLink return_to=path/>
            </Latest>
        </div>
        <Timeline/>
    }
}

fn path_and_query(path: &str, query: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    [path, mark, query].concat()
}
