//! What the window tells this page.

use gloo_events::EventListener;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, PageTransitionEvent};

/// A listener that is removed when it is dropped.
pub(crate) struct Listener {
    _listener: EventListener,
}

/// Hears the event `name` of the window; nothing where there is none.
pub(crate) fn on(name: &'static str, hear: impl FnMut(&Event) + 'static) -> Option<Listener> {
    let window = web_sys::window()?;
    Some(Listener {
        _listener: EventListener::new(&window, name, hear),
    })
}

/// Whether somebody can see this page.
pub(crate) fn is_visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| !document.hidden())
}

/// Whether a page is shown again from the browser's back/forward cache.
pub(crate) fn is_from_cache(event: &Event) -> bool {
    event
        .dyn_ref::<PageTransitionEvent>()
        .is_some_and(PageTransitionEvent::persisted)
}
