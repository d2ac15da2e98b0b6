use leptos::prelude::*;

/// The page for administrators.
#[component]
pub fn Stock() -> impl IntoView {
    view! {
        <h1>"Stock"</h1>
        <p>"Teapots: 12. Cups: 80."</p>
    }
}
