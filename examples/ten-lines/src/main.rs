//! The smallest app that logs in: a home page, and the page that a login comes back to.

use leptos::prelude::*;
use leptos_cognito::*;
use leptos_router::{components::*, path};

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let config = AuthConfig::oidc(
        "http://localhost:9230/us-east-1_local",
        "1example2345localclient678",
    )
    .domain("http://localhost:9230")
    .scopes(["openid", "email"]);
    view! {
        <AuthProvider config=config>
            <Router>
                <Routes fallback=|| "Not found">
                    <Route path=path!("/") view=Home/>
                    <Route path=path!("/callback") view=AuthCallback/>
                </Routes>
            </Router>
        </AuthProvider>
    }
}

#[component]
fn Home() -> impl IntoView {
    let auth = use_auth();
    let email = move || auth.user().get().and_then(|user| user.email);
    view! {
        <SignedOut>
            <button on:click=move |_| auth.sign_in()>"Log in"</button>
        </SignedOut>
        <SignedIn>
            <p>"Hello " {email}</p>
            <button on:click=move |_| auth.sign_out()>"Log out"</button>
        </SignedIn>
    }
}
