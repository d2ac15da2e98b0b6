//! What happens when signals change.

use leptos::{prelude::on_cleanup, reactive::effect::RenderEffect};

/// Does `action` now, and again whenever a signal that it reads has changed, for as long as the
/// part of the page lives that this is called from.
pub(crate) fn effect(action: impl FnMut() + 'static) {
    fn erased(mut action: Box<dyn FnMut()>) {
        let effect = RenderEffect::new(move |_| action());
        on_cleanup(move || drop(effect));
    }
    erased(Box::new(action));
}
