//! What pages share.

mod links;
mod problem;
mod status;
mod units;

pub(crate) use links::{actions, guide_link, log_in_link};
pub(crate) use problem::{alert, problem_alert};
pub(crate) use status::{copied, status, under_way};
pub(crate) use units::{duration, time_left};

use crate::{
    markup::{Markup, Tag, tag},
    texts,
};
use leptos::tachys::dom::document;

/// A page under its heading, named by its title.
pub(crate) fn page(title: &str, heading: &str) -> Tag {
    name_page(title);
    let heading = tag("h1").attribute("tabindex", "-1").child(heading);
    tag("div").child(heading)
}

/// Names the page in the tab and in the history.
pub(crate) fn name_page(title: &str) {
    document().set_title(&[title, " · ", texts::SITE].concat());
}

/// A region of the page under a heading of its own.
pub(crate) fn panel(id: &str, heading: &str) -> Tag {
    tag("section")
        .class("panel")
        .attribute("aria-labelledby", id)
        .child(tag("h2").attribute("id", id).child(heading))
}

/// Something that can be opened under `summary`.
pub(crate) fn folded(summary: impl Into<Markup>) -> Tag {
    tag("details").child(tag("summary").child(summary))
}

/// `list` with one more name and what it stands for.
pub(crate) fn row(list: Tag, name: impl Into<Markup>, value: impl Into<Markup>) -> Tag {
    list.child(tag("dt").child(name))
        .child(tag("dd").child(value))
}
