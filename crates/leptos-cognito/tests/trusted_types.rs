//! What the components show by themselves, in a page that enforces Trusted Types without a policy:
//! nothing reaches `innerHTML`.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used)]

use leptos::prelude::*;
use leptos::tachys::dom::document;
use leptos::wasm_bindgen::JsCast;
use leptos_cognito::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// What the page says once `view` is mounted and has had a moment.
async fn says<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> String {
    let root = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&root).unwrap();
    let mounted = mount_to(root.clone().unchecked_into(), view);
    gloo_timers::future::TimeoutFuture::new(300).await;
    let text = root.text_content().unwrap();
    drop(mounted);
    root.remove();
    text
}

/// Fails where the page enforces nothing, so that the rest of the test means something.
fn enforce_trusted_types() {
    let policy = document().create_element("meta").unwrap();
    let content = "require-trusted-types-for 'script'; trusted-types 'none'";
    policy
        .set_attribute("http-equiv", "Content-Security-Policy")
        .unwrap();
    policy.set_attribute("content", content).unwrap();
    document().head().unwrap().append_child(&policy).unwrap();
    let set = leptos::wasm_bindgen::JsValue::from("innerHTML");
    let element = document().create_element("p").unwrap();
    assert!(js_sys::Reflect::set(&element, &set, &"<b>text</b>".into()).is_err());
}

#[wasm_bindgen_test]
async fn the_default_views_set_no_inner_html() {
    enforce_trusted_types();
    let user = User::default;
    let wrong = || AuthConfig::cognito("no pool", "client");
    let unreachable = || AuthConfig::fetched("http://localhost:1/config.json");

    let signed_out = says(|| {
        testing::provide_signed_out();
        view! { <RequireAuth>"Orders"</RequireAuth><AuthCallback/> }
    });
    assert_eq!(signed_out.await.matches("Log in").count(), 2);
    let forbidden = says(move || {
        testing::provide_auth(user());
        view! { <RequireAuth group="admins">"Orders"</RequireAuth> }
    });
    assert!(forbidden.await.contains("not allowed"));
    let pending = says(move || {
        testing::provide_auth(user());
        view! { <AuthCallback/> }
    });
    assert!(pending.await.contains("Loading…"));
    let misconfigured = says(move || {
        view! { <AuthProvider config=wrong()><RequireAuth>"Orders"</RequireAuth></AuthProvider> }
    });
    assert!(misconfigured.await.contains("Code: config."));
    let retry = says(move || {
        view! { <AuthProvider config=unreachable()><AuthCallback/></AuthProvider> }
    });
    assert!(retry.await.contains("Try again"));
}
