//! The landing page as static HTML, for `index.html`.

use crate::{
    app::config,
    pages::{Landing, Painted},
};
use leptos::prelude::*;
use leptos_cognito::AuthProvider;

/// What the landing page shows to somebody who is not signed in, as it is before anything is known:
/// to be put into `index.html`, and replaced by the app with the same.
pub fn landing_html() -> String {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(Painted(true));
        view! {
            <AuthProvider config=config()>
                <Landing/>
            </AuthProvider>
        }
        .to_html()
    })
}
