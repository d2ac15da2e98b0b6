//! What a person asks for with a button, and what comes of it.
//!
//! All tasks share one type of action, because each type of one is several kilobytes to load.

use crate::{
    components::{Alert, Latest, Status},
    texts,
};
use leptos::prelude::*;
use leptos_cognito::{Answer, Auth, AuthError, Claims, inspect, use_auth};

/// What is asked for.
#[derive(Clone, PartialEq)]
pub(super) enum Task {
    /// The answer of the first API to a GET.
    CallApi,
    LoadProfile,
    CopyAccessToken,
    CopyAsCurl,
    Copy(String),
}

/// What comes of it.
#[derive(Clone, PartialEq)]
pub(super) enum Done {
    /// The API's address and what it answered.
    Answered(String, Answer),
    ProfileLoaded(Claims),
    Copied,
}

pub(super) type TaskAction = Action<Task, Result<Done, AuthError>>;

/// An action that does one task at a time.
pub(super) fn use_task() -> TaskAction {
    let auth = use_auth();
    Action::new_unsync(move |task: &Task| run(auth, task.clone()))
}

async fn run(auth: Auth, task: Task) -> Result<Done, AuthError> {
    match task {
        Task::CallApi => {
            auth.ready().await;
            let url = auth.apis().into_iter().next().unwrap_or_default();
            let answer = auth.get(url.as_str()).send().await?;
            return Ok(Done::Answered(url, answer));
        }
        Task::LoadProfile => return auth.user_info().await.map(Done::ProfileLoaded),
        Task::CopyAccessToken => inspect::copy_access_token(auth).await?,
        Task::CopyAsCurl => inspect::copy_as_curl(auth).await?,
        Task::Copy(text) => inspect::copy(&text).await?,
    }
    Ok(Done::Copied)
}

/// A button that asks for `task`, unless another one is under way.
#[component]
pub(super) fn TaskButton(
    label: &'static str,
    action: TaskAction,
    task: Task,
    #[prop(optional)] class: Option<&'static str>,
) -> impl IntoView {
    let start = move |_| {
        if !action.pending().get_untracked() {
            action.dispatch(task.clone());
        }
    };
    view! {
        <button type="button" class=class on:click=start>
            {label}
        </button>
    }
}

/// What came of the task: `waiting` while it is under way, then what was asked for, or why there is
/// none. The button that asked is the way to try again.
#[component]
pub(super) fn Outcome(
    action: TaskAction,
    waiting: &'static str,
    /// Shows what was asked for.
    #[prop(default = copied)]
    show: fn(Done) -> AnyView,
) -> impl IntoView {
    let (pending, version) = (action.pending(), action.version());
    let outcome = move || action.value().get().filter(|_| !pending.get());
    view! {
        <Show when=move || pending.get()>
            <Status text=waiting/>
        </Show>
        <Latest of=outcome key=move |_| version.get_untracked().to_string() let:outcome>
            {match outcome {
                Ok(done) => show(done),
                Err(error) => view! { <Alert error takes_focus=true/> }.into_any(),
            }}
        </Latest>
    }
}

fn copied(_: Done) -> AnyView {
    view! { <p role="status">{texts::COPIED}</p> }.into_any()
}
