//! Whether the page that is shown was reached with Back or Forward.
//!
//! Pages that navigate by themselves must not do so then: a person who goes back would never get
//! past them.

use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{NavigationType, PerformanceNavigationTiming},
};

#[derive(Clone, Copy)]
pub(crate) struct Traversal(RwSignal<bool>);

impl Traversal {
    /// Watches for Back and Forward as long as the app lives.
    pub(crate) fn watch() -> Self {
        let traversed = RwSignal::new(loaded_by_history());
        // A click is heard before the navigation that it causes, because this listener is there
        // before the router's.
        window_event_listener(ev::click, move |_| traversed.set(false));
        window_event_listener(ev::popstate, move |_| traversed.set(true));
        // The page comes back from the back/forward cache as it was left.
        window_event_listener(ev::pageshow, move |event| {
            if event.persisted() {
                traversed.set(true);
            }
        });
        Self(traversed)
    }

    pub(crate) fn reached_by_history(self) -> bool {
        self.0.get()
    }
}

fn loaded_by_history() -> bool {
    window()
        .performance()
        .and_then(|performance| {
            let entry = performance.get_entries_by_type("navigation").get(0);
            entry.dyn_into::<PerformanceNavigationTiming>().ok()
        })
        .is_some_and(|entry| entry.type_() == NavigationType::BackForward)
}
