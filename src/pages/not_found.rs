//! Any other address.

use crate::{components::Heading, texts};
use leptos::prelude::*;
use leptos_router::components::A;

#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <Heading title=texts::NOT_FOUND/>
        <p class="lead">{texts::NOTHING_HERE}</p>
        <div class="actions">
            <A href="/" attr:class="button primary">
                {texts::TO_THE_START}
            </A>
        </div>
    }
}
