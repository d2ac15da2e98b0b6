//! The redirect page, alone and as the view of a route.

use crate::page::Page;
use leptos::prelude::*;
use leptos_cognito::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use wasm_bindgen_test::wasm_bindgen_test;

fn config() -> AuthConfig {
    AuthConfig::cognito("eu-west-1_AbCdEfGhI", "client").domain("https://login.example.com")
}

#[wasm_bindgen_test]
async fn without_a_login_it_offers_one() {
    let page = Page::show(|| {
        view! { <AuthProvider config=config()><AuthCallback/></AuthProvider> }
    })
    .await;
    page.wait_for("You are not logged in.Log in").await;
}

#[wasm_bindgen_test]
async fn it_is_the_view_of_a_route() {
    let page = Page::show(|| {
        view! {
            <AuthProvider config=config()>
                <Router>
                    <Routes fallback=|| "Not found">
                        <Route path=path!("/") view=AuthCallback/>
                    </Routes>
                </Router>
            </AuthProvider>
        }
    })
    .await;
    page.wait_for("You are not logged in.Log in").await;
}

#[wasm_bindgen_test]
async fn it_shows_what_the_app_says_instead() {
    let page = Page::show(|| {
        view! {
            <AuthProvider config=config()>
                <AuthCallback pending=|| "One moment" failed=|| "That did not work"/>
            </AuthProvider>
        }
    })
    .await;
    page.wait_for("That did not work").await;
}
