//! A part of the page that a test mounts a view in.

use leptos::prelude::*;
use leptos::tachys::dom::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};
use std::any::Any;

pub(crate) struct Page {
    root: Element,
    mounted: Option<Box<dyn Any>>,
}

impl Page {
    /// Mounts what `view` makes, and lets the effects run.
    pub(crate) async fn show<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Self {
        let root = document().create_element("div").unwrap();
        document().body().unwrap().append_child(&root).unwrap();
        let mounted = mount_to(root.clone().unchecked_into(), view);
        leptos::task::tick().await;
        Self {
            root,
            mounted: Some(Box::new(mounted)),
        }
    }

    pub(crate) fn text(&self) -> String {
        self.root.text_content().unwrap_or_default()
    }

    pub(crate) fn find(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).unwrap()
    }

    /// Clicks what `selector` finds, and lets the effects run.
    pub(crate) async fn click(&self, selector: &str) {
        let element = self.find(selector).unwrap();
        element.unchecked_into::<HtmlElement>().click();
        leptos::task::tick().await;
    }

    /// Waits until the page says `text`, for two seconds at most.
    pub(crate) async fn wait_for(&self, text: &str) {
        for _ in 0..200 {
            if self.text().contains(text) {
                return;
            }
            gloo_timers::future::TimeoutFuture::new(10).await;
        }
        panic!("the page says {:?} instead of {text:?}", self.text());
    }

    /// Takes the view out of the page.
    pub(crate) fn unmount(&mut self) {
        self.mounted.take();
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.unmount();
        self.root.remove();
    }
}
