//! What the session's tokens say.

use crate::{
    components::{ClaimTable, Folded, Latest},
    texts,
};
use leptos::prelude::*;
use leptos_cognito::{Auth, Claims, inspect, use_auth};

/// The claims of the tokens that have any. They are renewed in place: what is open stays open.
#[component]
pub(super) fn TokenClaims() -> impl IntoView {
    view! {
        <FoldedClaims summary=texts::ID_TOKEN_CLAIMS claims=inspect::id_token_claims/>
        <FoldedClaims summary=texts::ACCESS_TOKEN_CLAIMS claims=inspect::access_token_claims/>
    }
}

#[component]
fn FoldedClaims(summary: &'static str, claims: fn(Auth) -> Option<Claims>) -> impl IntoView {
    let auth = use_auth();
    let claims = move || {
        // A renewal changes when the session ends.
        auth.expires_at().track();
        claims(auth)
    };
    view! {
        <Show when=move || claims().is_some()>
            <Folded summary>
                <Latest of=claims key=written let:claims>
                    <ClaimTable claims/>
                </Latest>
            </Folded>
        </Show>
    }
}

fn written(claims: &Claims) -> String {
    let members = claims.iter();
    members
        .flat_map(|(name, value)| [name.to_owned(), value.to_json()])
        .collect()
}
