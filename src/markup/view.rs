//! An element as a view of Leptos' own, which the router and the mount point take.

use super::Tag;
use leptos::{
    attr::any_attribute::AnyAttribute,
    prelude::StoredValue,
    tachys::{
        hydration::Cursor,
        no_attrs,
        view::{Mountable, Position, PositionState, Render, RenderHtml},
    },
};
use web_sys::Element;

impl Tag {
    /// Puts `view` into this element for as long as its owner lives.
    pub(crate) fn view<V: Render<State: 'static>>(mut self, view: V) -> Self {
        let mut state = view.build();
        state.mount(&self.element, None);
        StoredValue::new_local(state);
        self.live = true;
        self
    }
}

impl Render for Tag {
    type State = Element;

    fn build(self) -> Element {
        self.element
    }

    fn rebuild(self, state: &mut Element) {
        let mut new = self.element;
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

no_attrs!(Tag);

impl RenderHtml for Tag {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        *buf += &self.element.outer_html();
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        _cursor: &Cursor,
        _position: &PositionState,
    ) -> Element {
        self.element
    }

    fn into_owned(self) -> Self {
        self
    }
}
