use leptos::prelude::*;
use std::sync::Arc;

/// Shows the latest value that `of` returns, each one in elements of its own; nothing where there is
/// none.
///
/// A plain `{move || …}` changes the text that is there. A browser that translates the page has put
/// its own text in the place of that one, which then never changes again. New elements are always
/// seen, are read out by a screen reader where they are an alert, and take the focus where they are
/// to.
#[component]
pub(crate) fn Latest<T, V>(
    /// What there is to show.
    of: impl Fn() -> Option<T> + Send + Sync + 'static,
    /// What tells one value from another.
    key: impl Fn(&T) -> String + Send + Sync + 'static,
    /// How it is shown.
    children: impl Fn(T) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    V: IntoView + 'static,
{
    let children = Arc::new(children);
    one_view_a_key(Box::new(move || {
        let value = of()?;
        let children = children.clone();
        Some(Keyed {
            key: key(&value),
            view: Box::new(move || children(value).into_any()),
        })
    }))
}

/// What is shown, without the type of its value.
struct Keyed {
    key: String,
    view: Box<dyn FnOnce() -> AnyView + Send>,
}

/// The one part of it that does not depend on what is shown, so that it is compiled once.
fn one_view_a_key(of: Box<dyn Fn() -> Option<Keyed> + Send + Sync>) -> impl IntoView {
    view! { <For each=of key=|shown| shown.key.clone() children=|shown| (shown.view)()/> }
}
