//! What a signed-in person sees.

use super::{response::Response, session::Session, timeline::Timeline};
use crate::{
    components::{ActionButton, Latest, Outcome},
    texts,
};
use leptos::{either::Either, prelude::*};
use leptos_cognito::use_auth;

#[component]
pub(super) fn Account() -> impl IntoView {
    let auth = use_auth();
    let name = move || {
        let user = auth.user().get()?;
        Some(user.display_name().map(str::to_owned))
    };
    let call = Action::new(move |url: &String| auth.get(url).send());
    let url = auth.apis().into_iter().next().unwrap_or_default();
    view! {
        <Latest of=name let:name>
            <p class="lead">
                {match name {
                    Some(name) => {
                        Either::Left(view! { {texts::SIGNED_IN_AS} <strong>{name}</strong> })
                    }
                    None => Either::Right(texts::SIGNED_IN),
                }}
            </p>
        </Latest>
        <div class="actions">
            <ActionButton label=texts::CALL action=call input=url.clone() class="primary"/>
            <button type="button" on:click=move |_| auth.sign_out()>
                {texts::LOG_OUT}
            </button>
        </div>
        <Outcome action=call waiting=texts::CALLING let:answer>
            <Response url=url.clone() answer/>
        </Outcome>
        <div class="columns">
            <Session/>
            <Timeline/>
        </div>
    }
}
