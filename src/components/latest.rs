use leptos::{children::ViewFn, prelude::*};

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
    /// How it is shown.
    children: impl Fn(T) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let numbered = Memo::new(move |before: Option<&(u32, Option<T>)>| {
        let value = of();
        match before {
            Some((number, before)) if *before != value => (number + 1, value),
            Some((number, _)) => (*number, value),
            None => (0, value),
        }
    });
    let number = move || numbered.with(|(number, value)| value.is_some().then_some(*number));
    let view = move || {
        numbered
            .with_untracked(|(_, value)| value.clone())
            .map(&children)
    };
    one_view_a_number(Signal::derive(number), view.into())
}

/// The one part of it that does not depend on what is shown, so that it is compiled once.
fn one_view_a_number(number: Signal<Option<u32>>, view: ViewFn) -> impl IntoView {
    view! { <For each=move || number.get() key=|number| *number children=move |_| view.run()/> }
}
