//! What pages share.

mod links;
mod problem;
mod status;

pub(crate) use links::{log_in_link, log_in_path};
pub(crate) use problem::problem_alert;
pub(crate) use status::{status, under_way};

use leptos::prelude::document;

/// Names the page in the tab and in the history.
pub(crate) fn set_title(page: &str) {
    document().set_title(&[page, " · leptos-cognito"].concat());
}
