//! The clipboard.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Puts `text` on the clipboard; whether the browser did.
pub(crate) async fn write(text: &str) -> bool {
    match promise(text) {
        Some(promise) => JsFuture::from(promise).await.is_ok(),
        None => false,
    }
}

/// Not every browser offers a clipboard on every page.
fn promise(text: &str) -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let clipboard = Reflect::get(&navigator, &"clipboard".into()).ok()?;
    let write: JsValue = Reflect::get(&clipboard, &"writeText".into()).ok()?;
    let written = write
        .dyn_into::<Function>()
        .ok()?
        .call1(&clipboard, &text.into());
    written.ok()?.dyn_into().ok()
}
