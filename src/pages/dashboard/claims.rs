//! What the session's tokens say.

use crate::{
    components::{ClaimTable, Folded, Latest},
    texts,
};
use leptos::prelude::*;
use leptos_cognito::{Claims, inspect, use_auth};

/// The claims of the tokens that have any. They are renewed in place: what is open stays open.
#[component]
pub(super) fn TokenClaims() -> impl IntoView {
    let auth = use_auth();
    // A renewal changes when the session ends.
    let id_token = Signal::derive(move || {
        auth.expires_at().track();
        inspect::id_token_claims(auth)
    });
    let access_token = Signal::derive(move || {
        auth.expires_at().track();
        inspect::access_token_claims(auth)
    });
    view! {
        <FoldedClaims summary=texts::ID_TOKEN_CLAIMS claims=id_token/>
        <FoldedClaims summary=texts::ACCESS_TOKEN_CLAIMS claims=access_token/>
    }
}

#[component]
fn FoldedClaims(summary: &'static str, claims: Signal<Option<Claims>>) -> impl IntoView {
    view! {
        <Show when=move || claims.with(Option::is_some)>
            <Folded summary>
                <Latest of=move || claims.get() let:claims>
                    <ClaimTable claims/>
                </Latest>
            </Folded>
        </Show>
    }
}
