//! Any other address.

use crate::{
    app::App,
    components::{actions, page},
    markup::{Tag, link, tag},
    texts,
};

pub(crate) fn not_found(_: &App) -> Tag {
    let home = link(texts::TO_THE_START, "/").class("button primary");
    page(texts::NOT_FOUND, texts::NOT_FOUND)
        .child(tag("p").class("lead").child(texts::NOTHING_HERE))
        .child(actions().child(home))
}
