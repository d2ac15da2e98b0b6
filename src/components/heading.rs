use super::take_focus;
use crate::texts;
use leptos::{html, prelude::*};

/// Whether no page has been shown yet since the document was loaded.
#[derive(Clone, Copy)]
pub(crate) struct FirstPage(StoredValue<bool>);

impl Default for FirstPage {
    fn default() -> Self {
        Self(StoredValue::new(true))
    }
}

impl FirstPage {
    /// Whether the page that asks is the first one.
    fn take(self) -> bool {
        self.0.try_update_value(std::mem::take).unwrap_or_default()
    }
}

/// The heading of a page, which also names it in the tab and in the history.
///
/// Where a page takes the place of another one, keyboard and screen reader go on at its heading. A
/// document that has just been loaded they begin by themselves.
#[component]
pub(crate) fn Heading(
    /// The page's name in the tab.
    title: &'static str,
    /// What the heading says where it is not the title.
    #[prop(optional)]
    text: Option<&'static str>,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    let is_first = use_context::<FirstPage>().is_none_or(FirstPage::take);
    Effect::new(move |_| document().set_title(&[title, " · ", texts::SITE].concat()));
    if !is_first {
        take_focus(heading);
    }
    view! { <h1 tabindex="-1" node_ref=heading>{text.unwrap_or(title)}</h1> }
}
