use leptos::prelude::*;

/// A link to the part `id` of the guide, beside this page: with tokens in memory alone, leaving it
/// would sign out.
#[component]
pub(crate) fn GuideLink(#[prop(into)] id: String, children: Children) -> impl IntoView {
    view! {
        <a href=["/guide.html#", &id].concat() target="_blank" rel="noopener">
            {children()}
        </a>
    }
}
