//! A log of what happens to the session while the page is open.

use leptos::prelude::*;
use leptos_cognito::*;

/// What has happened since the page was loaded.
#[derive(Clone, Copy, Default)]
pub(crate) struct Events(RwSignal<Vec<String>>);

impl Events {
    pub(crate) fn push(self, event: &AuthEvent) {
        self.0.update(|events| events.push(sentence(event)));
    }
}

#[component]
pub(crate) fn EventLog(events: Events) -> impl IntoView {
    let lines = move || {
        let events = events.0.get().into_iter();
        events
            .map(|event| view! { <li>{event}</li> })
            .collect_view()
    };
    let auth = use_auth();
    let renew = Action::new(move |(): &()| auth.renew());
    view! {
        <aside>
            <h2>{"What happened"}</h2>
            <ol>{lines}</ol>
            <SignedIn>
                <button disabled=renew.pending() on:click=move |_| { renew.dispatch(()); }>"Renew now"</button>
            </SignedIn>
        </aside>
    }
}

fn sentence(event: &AuthEvent) -> String {
    match event {
        AuthEvent::SignedIn(user) => {
            format!("{} logged in.", user.display_name().unwrap_or("Somebody"))
        }
        AuthEvent::SignInFailed(error) => format!("A login failed: {error}"),
        AuthEvent::Renewed => "The session was renewed.".to_owned(),
        AuthEvent::RenewalFailed(error) => format!("The session was not renewed: {error}"),
        AuthEvent::SignedOut(SignOutReason::Requested) => "You logged out.".to_owned(),
        AuthEvent::SignedOut(SignOutReason::Elsewhere) => {
            "You logged out in another tab.".to_owned()
        }
        AuthEvent::SignedOut(_) => "The session ended.".to_owned(),
        _ => "Something else happened to the session.".to_owned(),
    }
}
