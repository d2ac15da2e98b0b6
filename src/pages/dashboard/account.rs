//! What a signed-in person sees.

use super::{
    response::Response,
    session::Session,
    task::{Done, Outcome, Task, TaskButton, use_task},
    timeline::Timeline,
};
use crate::{components::Latest, texts};
use leptos::{either::Either, prelude::*};
use leptos_cognito::use_auth;
use std::time::Duration;

#[component]
pub(super) fn Account() -> impl IntoView {
    let auth = use_auth();
    let name = move || {
        let user = auth.user().get()?;
        Some(user.display_name().map(str::to_owned))
    };
    let call = use_task();
    // First the name and the button, for which a person waits; then what takes longer to build.
    let is_later = RwSignal::new(false);
    set_timeout(
        move || {
            // The person may have left meanwhile.
            let _ = is_later.try_set(true);
        },
        Duration::ZERO,
    );
    view! {
        <Latest of=name key=|name| name.clone().unwrap_or_default() let:name>
            <p class="lead">
                {match name {
                    Some(name) => {
                        Either::Left(view! { {texts::SIGNED_IN_AS} <strong>{name}</strong> })
                    }
                    None => Either::Right(texts::SIGNED_IN),
                }}
            </p>
        </Latest>
        <div class="actions">
            <TaskButton label=texts::CALL action=call task=Task::CallApi class="primary"/>
            <button type="button" on:click=move |_| auth.sign_out()>
                {texts::LOG_OUT}
            </button>
        </div>
        <Outcome action=call waiting=texts::CALLING show=answer/>
        <Show when=move || is_later.get()>
            <div class="columns">
                <Session/>
                <Timeline/>
            </div>
        </Show>
    }
}

fn answer(done: Done) -> AnyView {
    match done {
        Done::Answered(url, answer) => view! { <Response url answer/> }.into_any(),
        _ => ().into_any(),
    }
}
