use leptos::prelude::*;

/// A button that starts `action` with `input`, unless it is under way already.
#[component]
pub(crate) fn ActionButton<I, O>(
    label: &'static str,
    action: Action<I, O>,
    input: I,
    #[prop(optional)] class: Option<&'static str>,
) -> impl IntoView
where
    I: Clone + Send + Sync + 'static,
    O: Send + Sync + 'static,
{
    let start = move |_| {
        if !action.pending().get_untracked() {
            action.dispatch(input.clone());
        }
    };
    view! {
        <button type="button" class=class on:click=start>
            {label}
        </button>
    }
}
