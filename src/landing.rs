//! The landing page as `index.html` holds it.

use crate::markup::Tag;
use leptos::{tachys::dom::document, wasm_bindgen::JsValue};
use web_sys::Element;

/// What the start script writes on the document where it shows the landing page at once.
const PAINTED: &str = "painted";

/// The landing page, which the program takes out of the document.
#[derive(Clone)]
pub(crate) struct Landing {
    page: Element,
    /// Where what depends on the session stands in it.
    way_in: Element,
    /// The link that begins a login. It stays the same one, so that whoever is about to press it can.
    log_in: Element,
    /// Whether it was shown before the program was there.
    pub(crate) is_painted: bool,
    /// Whether the focus was in it then.
    pub(crate) had_focus: bool,
}

impl Landing {
    /// Fails where the document has none.
    pub(crate) fn take() -> Result<Self, JsValue> {
        let missing = || JsValue::from("#landing");
        let document = document();
        let page = document.get_element_by_id("landing").ok_or_else(missing)?;
        let find = |selector| page.query_selector(selector)?.ok_or_else(missing);
        let (way_in, log_in) = (find(".way-in")?, find(".way-in a")?);
        let root = document.document_element();
        let had_focus = page.contains(document.active_element().as_deref());
        page.remove();
        Ok(Self {
            page,
            way_in,
            log_in,
            is_painted: root.is_some_and(|root| root.class_list().contains(PAINTED)),
            had_focus,
        })
    }

    /// The link that begins a login.
    pub(crate) fn log_in(&self) -> Tag {
        Tag::existing(self.log_in.clone())
    }

    /// The page, with `way_in` for what depends on the session.
    pub(crate) fn page(&self, way_in: Tag) -> Tag {
        self.way_in.set_text_content(None);
        way_in.mount(&self.way_in);
        Tag::existing(self.page.clone())
    }
}
