//! Where the keyboard goes on.

use leptos::{html::ElementType, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

/// Puts the focus on `element` as soon as it is on the page. Each element may be loaded once.
pub(crate) fn take_focus<E>(element: NodeRef<E>)
where
    E: ElementType + 'static,
    E::Output: AsRef<HtmlElement> + JsCast + Clone,
{
    element.on_load(|element| focus(element.as_ref()));
}

/// Puts the focus on `element`.
pub(crate) fn focus(element: &HtmlElement) {
    // What cannot have the focus does not get it.
    let _ = element.focus();
}
