//! What pages share.

mod links;
mod problem;
mod status;

pub(crate) use links::log_in_link;
pub(crate) use problem::{alert, problem_alert};
pub(crate) use status::{status, under_way};

use crate::markup::{Tag, tag};
use leptos::tachys::dom::document;

/// A page under its heading, named in the tab and in the history by its title.
pub(crate) fn page(title: &str, heading: &str) -> Tag {
    document().set_title(&[title, " · leptos-cognito"].concat());
    tag("div").child(tag("h1").child(heading))
}
