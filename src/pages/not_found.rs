//! Any other address.

use crate::{
    app::App,
    components::page,
    markup::{Tag, link, tag},
};

pub(crate) fn not_found(_: &App) -> Tag {
    let home = link("Go to the start page", "/").class("button primary");
    page("Page not found", "Page not found")
        .child(
            tag("p")
                .class("lead")
                .child("There is nothing at this address."),
        )
        .child(tag("p").class("actions").child(home))
}
