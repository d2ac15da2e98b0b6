//! Any other address.

use crate::components::set_title;
use leptos::{
    html::{a, h1, p},
    prelude::*,
};

pub(crate) fn not_found() -> AnyView {
    set_title("Page not found");
    (
        h1().child("Page not found"),
        p().class("lead").child("There is nothing at this address."),
        p().class("actions").child(
            a().class("button primary")
                .href("/")
                .child("Go to the start page"),
        ),
    )
        .into_any()
}
