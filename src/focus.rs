//! Where the keyboard goes on.

use leptos::{leptos_dom::helpers::set_timeout, tachys::dom::document, wasm_bindgen::JsCast};
use std::time::Duration;
use web_sys::{Element, HtmlElement};

/// A failure that somebody has to know of before going on.
const ALERT: &str = "main [role=alert][tabindex]";
/// The beginning of a page.
const HEADING: &str = "main h1";

/// Puts the focus on what `find` finds, once what is being shown is in the page.
pub(crate) fn focus_on(find: impl FnOnce() -> Option<Element> + 'static) {
    let focus = move || {
        if let Some(element) = find() {
            // What cannot have the focus does not get it.
            let _ = element.unchecked_into::<HtmlElement>().focus();
        }
    };
    set_timeout(focus, Duration::ZERO);
}

/// Puts the focus where a page begins: at its alert, else at its heading.
pub(crate) fn focus_on_page() {
    focus_on(|| first(ALERT).or_else(|| first(HEADING)));
}

/// The first element that fits.
pub(crate) fn first(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}
