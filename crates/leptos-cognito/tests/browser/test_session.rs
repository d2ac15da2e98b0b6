//! The session of a test, in mounted components.

use crate::ada;
use crate::page::Page;
use leptos::prelude::*;
use leptos_cognito::*;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;

thread_local! {
    static BUILT: Cell<usize> = const { Cell::new(0) };
}

/// A child that counts how often it is built.
#[component]
fn Orders() -> impl IntoView {
    BUILT.set(BUILT.get() + 1);
    view! { <p id="orders">"Orders"</p> }
}

/// Mounts `view` in a session that `provide` provides; with the session.
async fn mounted<V: IntoView + 'static>(
    provide: impl FnOnce() -> Auth + 'static,
    view: impl FnOnce() -> V + 'static,
) -> (Page, Auth) {
    let auth = Rc::new(Cell::new(None));
    let page = Page::show({
        let auth = auth.clone();
        move || {
            auth.set(Some(provide()));
            view()
        }
    })
    .await;
    (page, auth.get().unwrap())
}

#[wasm_bindgen_test]
async fn a_renewal_does_not_build_the_children_again() {
    let built = BUILT.get();
    let provide = || testing::provide_auth(ada());
    let (page, auth) = mounted(
        provide,
        || view! { <RequireAuth group="editors"><Orders/></RequireAuth> },
    )
    .await;
    let before = page.find("#orders").unwrap();
    auth.renew().await.unwrap();
    auth.renew().await.unwrap();
    leptos::task::tick().await;
    assert_eq!(BUILT.get() - built, 1);
    assert!(before.is_same_node(page.find("#orders").as_deref()));
}

#[wasm_bindgen_test]
async fn a_log_out_takes_the_children_away_and_a_click_logs_in_again() {
    let provide = || testing::provide_auth(ada());
    let (page, auth) = mounted(provide, || view! { <RequireAuth><Orders/></RequireAuth> }).await;
    assert_eq!(page.text(), "Orders");
    auth.sign_out();
    leptos::task::tick().await;
    assert_eq!(page.text(), "You are not logged in.Log in");
    page.click("button").await;
    assert_eq!(page.text(), "Orders");
}

#[wasm_bindgen_test]
async fn a_guard_for_a_group_keeps_others_out() {
    let built = BUILT.get();
    let provide = || testing::provide_auth(ada());
    let (page, _) = mounted(
        provide,
        || view! { <RequireAuth group="admins"><Orders/></RequireAuth> },
    )
    .await;
    assert!(page.find("[role=alert]").is_some());
    assert_eq!(BUILT.get(), built);
}

#[wasm_bindgen_test]
async fn signed_in_and_signed_out_take_turns() {
    let (page, auth) = mounted(testing::provide_signed_out, || {
        view! { <SignedIn>"in"</SignedIn><SignedOut>"out"</SignedOut> }
    })
    .await;
    assert_eq!(page.text(), "out");
    auth.sign_in();
    leptos::task::tick().await;
    assert_eq!(page.text(), "in");
}

#[wasm_bindgen_test]
async fn a_resource_and_an_action_take_the_requests() {
    const URL: &str = "https://api.example.com/orders";
    testing::on_request(URL, 200, serde_json::json!([17, 18]));
    let provide = || testing::provide_auth(ada());
    let (page, _) = mounted(provide, || {
        let auth = use_auth();
        let orders = LocalResource::new(move || auth.get(URL).fetch::<Vec<u32>>());
        let place = Action::new(move |order: &u32| auth.post(URL).json(order).send());
        let loaded = move || orders.get().map(|orders| format!("{orders:?}"));
        let placed = move || {
            let answer = place.value().get();
            answer.map(|answer| format!(" and {}", answer.unwrap().status))
        };
        view! {
            <button on:click=move |_| { place.dispatch(19); }>"Order"</button>
            {loaded}
            {placed}
        }
    })
    .await;
    page.wait_for("Ok([17, 18])").await;
    page.click("button").await;
    page.wait_for(" and 200").await;
}
