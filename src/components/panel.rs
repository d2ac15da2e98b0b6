use leptos::prelude::*;

/// A region of the page under a heading of its own.
#[component]
pub(crate) fn Panel(
    /// Names the heading in the document.
    id: &'static str,
    heading: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby=id>
            <h2 id=id>{heading}</h2>
            {children()}
        </section>
    }
}
