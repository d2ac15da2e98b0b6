//! The session of the browser, as far as it goes without a login provider.

use crate::page::Page;
use leptos::prelude::*;
use leptos_cognito::*;
use std::sync::OnceLock;
use wasm_bindgen_test::wasm_bindgen_test;

fn config() -> AuthConfig {
    AuthConfig::cognito("eu-west-1_AbCdEfGhI", "client").domain("https://login.example.com")
}

#[wasm_bindgen_test]
async fn nobody_is_signed_in_at_first() {
    let page = Page::show(|| {
        view! {
            <AuthProvider config=config()>
                <RequireAuth signed_out=|| "Members only">"Orders"</RequireAuth>
            </AuthProvider>
        }
    })
    .await;
    page.wait_for("Members only").await;
}

#[wasm_bindgen_test]
async fn signals_follow_the_browsers_session() {
    let page = Page::show(|| {
        view! {
            <AuthProvider config=config()>
                {move || {
                    let auth = use_auth();
                    let (status, sign_up) = (auth.status(), auth.sign_up_available());
                    move || format!("{:?} {}", status.get(), sign_up.get())
                }}
            </AuthProvider>
        }
    })
    .await;
    page.wait_for("SignedOut true").await;
}

#[wasm_bindgen_test]
async fn a_mistake_in_the_configuration_is_told() {
    let page = Page::show(|| {
        view! {
            <AuthProvider config=AuthConfig::cognito("no pool", "client")>
                <RequireAuth>"Orders"</RequireAuth>
            </AuthProvider>
        }
    })
    .await;
    page.wait_for("Code: config.").await;
    assert!(page.find("[role=alert]").is_some());
    assert!(page.find("button").is_none());
}

#[wasm_bindgen_test]
async fn a_configuration_that_does_not_arrive_can_be_read_again() {
    let page = Page::show(|| {
        view! {
            <AuthProvider config=AuthConfig::fetched("http://localhost:1/config.json")>
                <RequireAuth>"Orders"</RequireAuth>
            </AuthProvider>
        }
    })
    .await;
    page.wait_for("Code: config.network").await;
    page.click("button").await;
    page.wait_for("Code: config.network").await;
}

#[wasm_bindgen_test]
async fn requests_are_refused_while_nobody_is_signed_in() {
    let page = Page::show(|| {
        view! {
            <AuthProvider config=config().api("https://api.example.com/")>
                {move || {
                    let auth = use_auth();
                    let answer = LocalResource::new(move || auth.get("https://api.example.com/").send());
                    move || answer.get().map(|answer| answer.unwrap_err().code().to_string())
                }}
            </AuthProvider>
        }
    })
    .await;
    page.wait_for("api.signed_out").await;
}

#[wasm_bindgen_test]
async fn a_handle_outlives_its_provider_without_harm() {
    static KEPT: OnceLock<Auth> = OnceLock::new();
    let mut page = Page::show(|| {
        let keep = || KEPT.get_or_init(use_auth);
        view! { <AuthProvider config=config()>{keep().apis()}</AuthProvider> }
    })
    .await;
    page.unmount();
    let auth = KEPT.get().unwrap();
    auth.sign_in();
    let error = auth.access_token().await.unwrap_err();
    assert_eq!(error.code(), "session.provider_gone");
}
