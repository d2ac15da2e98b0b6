//! Markup whose type says nothing about its shape.
//!
//! Leptos' own elements carry their attributes and children in their type, and the compiler writes
//! the code for every shape anew. Erased to one type, they still describe what is to be made, and
//! compare it with what is there. Here an element is made as it is written down, and what changes is
//! made anew: 5 kB less to load. It never sets `innerHTML`, which Trusted Types forbid.

use crate::{effect::effect, focus::focus_on};
use leptos::{
    prelude::Owner,
    tachys::{dom::document, renderer::Rndr},
    wasm_bindgen::{JsCast, closure::Closure},
};
use web_sys::{Element, Node};

/// An element that is being put together.
pub(crate) struct Tag {
    element: Element,
    /// Whether something in it changes by itself.
    live: bool,
}

/// The beginning of an element.
pub(crate) fn tag(name: &str) -> Tag {
    Tag {
        element: Rndr::create_element(name, None),
        live: false,
    }
}

/// A button that does something on this page.
pub(crate) fn button(label: &str, action: impl Fn() + 'static) -> Tag {
    fn erased(label: &str, action: Box<dyn FnMut()>) -> Tag {
        let button = tag("button").attribute("type", "button").child(label);
        let action = Closure::wrap(action).into_js_value();
        // Fails for no element and no event.
        let _ = button
            .element
            .add_event_listener_with_callback("click", action.unchecked_ref());
        button
    }
    erased(label, Box::new(action))
}

/// A link to another page of this site.
pub(crate) fn link(label: &str, href: &str) -> Tag {
    tag("a").attribute("href", href).child(label)
}

impl Tag {
    /// An element that is there already, which may change by itself.
    pub(crate) fn existing(element: Element) -> Self {
        Self {
            element,
            live: true,
        }
    }

    pub(crate) fn class(self, class: &str) -> Self {
        self.attribute("class", class)
    }

    pub(crate) fn attribute(self, name: &str, value: &str) -> Self {
        Rndr::set_attribute(&self.element, name, value);
        self
    }

    pub(crate) fn child(mut self, child: impl Into<Markup>) -> Self {
        self.append(child.into());
        self
    }

    /// Text or markup that follows the signals that `content` reads. What looks the same as before
    /// stays, and with it the focus.
    pub(crate) fn dynamic<M: Into<Markup>>(self, content: impl Fn() -> M + 'static) -> Self {
        self.follow(Box::new(move || Some(content().into())))
    }

    /// An element that stays for as long as `key` says the same.
    pub(crate) fn keyed<K: PartialEq + 'static>(
        self,
        key: impl Fn() -> K + 'static,
        content: impl Fn(&K) -> Tag + 'static,
    ) -> Self {
        let parent = Owner::new();
        let mut shown: Option<(K, Owner)> = None;
        self.follow(Box::new(move || {
            let key = key();
            if shown.as_ref().is_some_and(|(shown, _)| *shown == key) {
                return None;
            }
            let owner = parent.child();
            let tag = owner.with(|| content(&key));
            shown = Some((key, owner));
            Some(tag.into())
        }))
    }

    /// The element, with the focus once it is in the page.
    pub(crate) fn focused(self) -> Self {
        let element = self.element.clone();
        focus_on(|| Some(element));
        self.attribute("tabindex", "-1")
    }

    /// Puts the element at the end of `parent`.
    pub(crate) fn mount(self, parent: &Element) {
        Rndr::insert_node(parent, &self.element, None);
    }

    fn append(&mut self, child: Markup) {
        Rndr::insert_node(&self.element, &child.node, None);
        self.live |= child.live;
    }

    /// What `content` says last; where it says nothing, what it said before.
    fn follow(mut self, mut content: Box<dyn FnMut() -> Option<Markup>>) -> Self {
        let parent = self.element.clone();
        let mut shown = Markup::from("");
        Rndr::insert_node(&parent, &shown.node, None);
        self.live = true;
        effect(move || {
            if let Some(new) = content()
                && (new.live || !new.node.is_equal_node(Some(&shown.node)))
            {
                // Fails only where `shown` is no child of it.
                let _ = parent.replace_child(&new.node, &shown.node);
                shown = new;
            }
        });
        self
    }
}

/// Anything that can stand in an element.
pub(crate) struct Markup {
    node: Node,
    live: bool,
}

impl From<Tag> for Markup {
    fn from(tag: Tag) -> Self {
        Self {
            node: tag.element.into(),
            live: tag.live,
        }
    }
}

impl From<&str> for Markup {
    fn from(text: &str) -> Self {
        Self {
            node: document().create_text_node(text).into(),
            live: false,
        }
    }
}

impl From<String> for Markup {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

/// Nothing, where there is none.
impl<T: Into<Markup>> From<Option<T>> for Markup {
    fn from(optional: Option<T>) -> Self {
        optional.map_or_else(|| "".into(), Into::into)
    }
}
