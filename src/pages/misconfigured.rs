//! What every address shows while `/config.json` cannot be used.

use crate::{
    components::{Alert, Heading, Latest, failure_key},
    texts,
};
use leptos::prelude::*;
use leptos_cognito::use_auth;

#[component]
pub(crate) fn Misconfigured() -> impl IntoView {
    let auth = use_auth();
    view! {
        <Latest of=move || auth.error().get() key=failure_key let:error>
            {
                // A file that did not arrive is no fault of whoever wrote it.
                let can_retry = error.is_retryable();
                let (title, text) = match can_retry {
                    true => (texts::UNAVAILABLE, texts::OUT_OF_REACH),
                    false => (texts::MISCONFIGURED, texts::NOT_SET_UP),
                };
                view! {
                    <Heading title text/>
                    <Alert error takes_focus=true>
                        {can_retry
                            .then(|| {
                                view! {
                                    <button type="button" on:click=move |_| auth.retry()>
                                        {texts::TRY_AGAIN}
                                    </button>
                                }
                            })}
                    </Alert>
                }
            }
        </Latest>
    }
}
