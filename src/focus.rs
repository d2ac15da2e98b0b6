//! Where the keyboard goes on.

use leptos::{leptos_dom::helpers::set_timeout, tachys::dom::document, wasm_bindgen::JsCast};
use std::time::Duration;
use web_sys::HtmlElement;

/// A failure that somebody has to know of before going on.
pub(crate) const ALERT: &str = "main [role=alert][tabindex]";
/// The beginning of a page.
pub(crate) const HEADING: &str = "main h1";

/// Puts the focus on the first of these that there is, once what is being shown is in the page.
pub(crate) fn focus_on(selectors: &'static [&'static str]) {
    let focus = move || {
        let find = |selector: &&str| document().query_selector(selector).ok().flatten();
        if let Some(element) = selectors.iter().find_map(find) {
            // What cannot have the focus does not get it.
            let _ = element.unchecked_into::<HtmlElement>().focus();
        }
    };
    set_timeout(focus, Duration::ZERO);
}
