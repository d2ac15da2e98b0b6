//! Puts the app in the place of what `index.html` shows until it is there.

use crate::{app::App, pages::Painted};
use leptos::{
    mount::mount_to,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};

/// Mounts the app in `<main>`, and removes what stood there in the same step, so that nothing is seen
/// to move. A link that had the focus hands it to the app's link to the same address.
pub fn mount() {
    let Some(main) = first("main") else { return };
    let shell = first("#shell");
    let focused = document()
        .active_element()
        .filter(|element| main.contains(Some(element)))
        .and_then(|element| element.get_attribute("href"));
    let root = document().document_element();
    let painted = Painted(root.is_some_and(|root| root.class_list().contains("painted")));
    mount_to(main.unchecked_into(), move || view! { <App painted/> }).forget();
    if let Some(shell) = shell {
        shell.remove();
    }
    if let Some(href) = focused
        && let Some(link) = first(&["main a[href=\"", &href, "\"]"].concat())
    {
        // It fails for no link that is shown, and one that is not shown had no focus either.
        let _ = link.unchecked_into::<HtmlElement>().focus();
    }
}

fn first(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}
