use leptos::{children::ViewFn, either::Either, prelude::*};
use std::sync::{Arc, Mutex, PoisonError};

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
    // Each value has a number.
    let latest = Arc::new(Mutex::new((0_u32, None)));
    let shown = latest.clone();
    let number = move || {
        let value = of();
        let mut latest = latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.1 != value {
            *latest = (latest.0 + 1, value);
        }
        latest.1.is_some().then_some(latest.0)
    };
    let view = move || {
        let shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        let value = shown.1.clone();
        drop(shown);
        value.map(&children)
    };
    one_view_a_number(Box::new(number), view.into())
}

/// The part of it that does not depend on what is shown, so that it is compiled once.
fn one_view_a_number(
    number: Box<dyn Fn() -> Option<u32> + Send + Sync>,
    view: ViewFn,
) -> impl IntoView {
    let number = Memo::new(move |_| number());
    // Leptos changes the elements of a branch, and makes those of the other one.
    move || {
        number.get().map(|number| match number % 2 {
            0 => Either::Left(view.run()),
            _ => Either::Right(view.run()),
        })
    }
}
