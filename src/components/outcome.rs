use super::{Alert, Latest, Status};
use leptos::{either::Either, prelude::*};
use leptos_cognito::AuthError;

/// What came of an action: `waiting` while it is under way, then its answer, or why there is none.
/// The button that started it is the way to try again.
#[component]
pub(crate) fn Outcome<I, T, V>(
    action: Action<I, Result<T, AuthError>>,
    waiting: &'static str,
    /// How the answer is shown.
    children: impl Fn(T) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    I: Send + Sync + 'static,
    T: Clone + PartialEq + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let pending = action.pending();
    let outcome = move || action.value().get().filter(|_| !pending.get());
    view! {
        <Show when=move || pending.get()>
            <Status text=waiting/>
        </Show>
        <Latest of=outcome let:outcome>
            {match outcome {
                Ok(answer) => Either::Left(children(answer)),
                Err(error) => Either::Right(view! { <Alert error takes_focus=true/> }),
            }}
        </Latest>
    }
}
