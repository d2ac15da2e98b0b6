//! Any other address.

use crate::{components::Heading, texts};
use leptos::prelude::*;

#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <Heading title=texts::NOT_FOUND/>
        <p class="lead">{texts::NOTHING_HERE}</p>
        <div class="actions">
            <a href="/" class="button primary">
                {texts::TO_THE_START}
            </a>
        </div>
    }
}
