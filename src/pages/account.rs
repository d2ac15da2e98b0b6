//! What a signed-in person sees on the dashboard.

use super::response::{Call, response};
use leptos::{
    ev::click,
    html::{button, code, dd, div, dl, dt, h2, li, p, section, strong, ul},
    prelude::*,
    task::spawn_local,
};
use leptos_cognito::{Auth, Identity, Session};
use std::time::Duration;

pub(crate) fn account(auth: Auth) -> AnyView {
    let session = auth.session();
    let identity = move || match session.get() {
        Session::SignedIn(identity) => Some(identity),
        _ => None,
    };
    let name = move || identity().map(|identity| identity.name);
    let call = RwSignal::new(Call::None);
    (
        p().class("lead")
            .child(("Signed in as ", strong().child(name))),
        div().class("actions").child((
            button()
                .r#type("button")
                .class("primary")
                .on(click, move |_| call_api(auth, call))
                .child("Call protected API"),
            button()
                .r#type("button")
                .on(click, move |_| auth.logout())
                .child("Log out"),
        )),
        move || response(auth, call.get()),
        session_panel(identity),
    )
        .into_any()
}

fn call_api(auth: Auth, call: RwSignal<Call>) {
    if call.with_untracked(|call| matches!(call, Call::Running)) {
        return;
    }
    call.set(Call::Running);
    spawn_local(async move {
        let outcome = match auth.get(&auth.api_url()).await {
            Ok(answer) => Call::Answered(answer),
            Err(problem) => Call::Failed(problem),
        };
        // Nobody waits for the answer any more where the person signed out meanwhile.
        let _ = call.try_set(outcome);
    });
}

fn session_panel(identity: impl Fn() -> Option<Identity> + Copy + Send + 'static) -> impl IntoView {
    let now = RwSignal::new(js_sys::Date::now());
    if let Ok(tick) =
        set_interval_with_handle(move || now.set(js_sys::Date::now()), Duration::from_secs(1))
    {
        on_cleanup(move || tick.clear());
    }
    let scopes = move || {
        let scopes = identity()
            .map(|identity| identity.scopes)
            .unwrap_or_default();
        scopes
            .into_iter()
            .map(|scope| li().child(code().child(scope)))
            .collect_view()
    };
    let left = move || identity().map(|identity| time_left(identity.expires_at - now.get()));
    section().class("panel").aria_labelledby("session").child((
        h2().id("session").child("Session"),
        dl().child((
            dt().child("Time left"),
            dd().child(left),
            dt().child("Scopes"),
            dd().child(ul().class("scopes").child(scopes)),
        )),
    ))
}

/// `millis` from now in words, or that it has passed.
fn time_left(millis: f64) -> String {
    // A cast saturates: what is past becomes 0.
    let seconds = (millis / 1000.0) as u32;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let mut words = String::new();
    for (number, unit) in [(hours, " h "), (minutes, " min ")] {
        if number > 0 || !words.is_empty() {
            words += &number.to_string();
            words += unit;
        }
    }
    words += &(seconds % 60).to_string();
    words + " s"
}
