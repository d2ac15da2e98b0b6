use leptos::prelude::*;

/// Something that can be opened under `summary`. What is in it is made when it is opened for the first
/// time, because most of it nobody looks at.
#[component]
pub(crate) fn Folded(
    summary: impl IntoView + 'static,
    /// Whether it is open from the beginning.
    #[prop(optional)]
    open: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let was_opened = RwSignal::new(open);
    view! {
        <details open=open on:toggle=move |_| was_opened.set(true)>
            <summary>{summary}</summary>
            <Show when=move || was_opened.get()>{children()}</Show>
        </details>
    }
}
