//! Markup whose type says nothing about its shape.
//!
//! Leptos' own elements carry their attributes and children in their type, and the compiler writes
//! the code for every shape anew. A page of one shape only is less than half the size to load.
//! Like Leptos' builder syntax, and other than `view!`, it never sets `innerHTML`, which Trusted
//! Types forbid.

use leptos::{
    attr::{
        any_attribute::{AnyAttribute, IntoAnyAttribute},
        custom::custom_attribute,
    },
    ev::{MouseEvent, click, on},
    html::custom,
    prelude::*,
};
use std::borrow::Cow;

type Text = Cow<'static, str>;

/// An element that is being put together.
pub(crate) struct Tag {
    name: &'static str,
    attributes: Vec<AnyAttribute>,
    children: Vec<AnyView>,
}

/// The beginning of an element.
pub(crate) fn tag(name: &'static str) -> Tag {
    Tag {
        name,
        attributes: Vec::new(),
        children: Vec::new(),
    }
}

/// A button that does something on this page.
pub(crate) fn button(label: &'static str, action: impl Fn() + 'static) -> Tag {
    fn erased(label: &'static str, action: Box<dyn Fn()>) -> Tag {
        let mut button = tag("button").attribute("type", "button").child(label);
        let handler: Box<dyn FnMut(MouseEvent)> = Box::new(move |_| action());
        button.attributes.push(on(click, handler).into_any_attr());
        button
    }
    erased(label, Box::new(action))
}

/// A link to another page of this site.
pub(crate) fn link(label: &'static str, href: impl Into<Text>) -> Tag {
    tag("a").attribute("href", href).child(label)
}

/// Text or markup that follows the signals that `content` reads.
pub(crate) fn dynamic<V: Into<AnyMarkup>>(content: impl Fn() -> V + Send + 'static) -> AnyView {
    fn erased(content: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
        (move || content()).into_any()
    }
    erased(Box::new(move || content().into().0))
}

impl Tag {
    pub(crate) fn class(self, class: &'static str) -> Self {
        self.attribute("class", class)
    }

    pub(crate) fn attribute(mut self, name: &'static str, value: impl Into<Text>) -> Self {
        self.attributes
            .push(custom_attribute(name, value.into()).into_any_attr());
        self
    }

    pub(crate) fn child(mut self, child: impl Into<AnyMarkup>) -> Self {
        self.children.push(child.into().0);
        self
    }

    pub(crate) fn into_view(self) -> AnyView {
        custom(self.name)
            .add_any_attr(self.attributes)
            .child(self.children)
            .into_any()
    }
}

/// Anything that can stand in an element, or be a page.
pub(crate) struct AnyMarkup(AnyView);

impl From<Tag> for AnyMarkup {
    fn from(tag: Tag) -> Self {
        Self(tag.into_view())
    }
}

impl From<AnyView> for AnyMarkup {
    fn from(view: AnyView) -> Self {
        Self(view)
    }
}

impl From<Text> for AnyMarkup {
    fn from(text: Text) -> Self {
        Self(text.into_any())
    }
}

impl From<&'static str> for AnyMarkup {
    fn from(text: &'static str) -> Self {
        Text::from(text).into()
    }
}

impl From<String> for AnyMarkup {
    fn from(text: String) -> Self {
        Text::from(text).into()
    }
}

/// Nothing, where there is none.
impl<T: Into<AnyMarkup>> From<Option<T>> for AnyMarkup {
    fn from(optional: Option<T>) -> Self {
        optional.map_or_else(|| "".into(), Into::into)
    }
}
