//! Who provides a session, and who finds none.

use crate::ada;
use leptos::prelude::*;
use leptos_cognito::*;
use std::sync::{Arc, Mutex};

#[test]
#[should_panic(expected = "Put <AuthProvider> around the whole app")]
fn use_auth_names_what_is_missing() {
    let _ = Owner::new().with(use_auth);
}

#[test]
fn try_use_auth_finds_nothing_without_a_provider() {
    Owner::new().with(|| assert!(try_use_auth().is_none()));
}

#[test]
fn a_provider_provides_to_its_children_alone() {
    let config = AuthConfig::cognito("eu-west-1_AbCdEfGhI", "client");
    Owner::new().with(|| {
        let page = view! {
            <AuthProvider config=config>{try_use_auth().is_some()}</AuthProvider>
            {try_use_auth().is_some()}
        };
        let html = page.to_html();
        assert!(
            html.starts_with("true") && html.ends_with("false"),
            "{html}"
        );
    });
}

#[test]
fn a_provider_takes_over_the_session_of_a_test_and_tells_its_events() {
    let config = AuthConfig::cognito("eu-west-1_AbCdEfGhI", "client");
    let heard = Arc::new(Mutex::new(Vec::new()));
    let on_event = {
        let heard = heard.clone();
        move |event| heard.lock().unwrap().push(event)
    };
    Owner::new().with(|| {
        let auth = testing::provide_auth(ada());
        let page = view! {
            <AuthProvider config=config on_event=on_event>
                <RequireAuth group="editors">"Desk"</RequireAuth>
            </AuthProvider>
        };
        assert_eq!(page.to_html(), "Desk");
        auth.sign_out();
        auth.sign_in();
    });
    let expected = [
        AuthEvent::SignedOut(SignOutReason::Requested),
        AuthEvent::SignedIn(ada()),
    ];
    assert_eq!(*heard.lock().unwrap(), expected);
}

#[test]
fn a_provider_with_a_backend_takes_the_session_of_a_test_as_any_other() {
    Owner::new().with(|| {
        let auth = testing::provide_auth(ada());
        let page = view! {
            <AuthProvider config=AuthConfig::backend("/auth")>
                <RequireAuth group="editors">"Desk"</RequireAuth>
            </AuthProvider>
        };
        assert_eq!(page.to_html(), "Desk");
        assert!(inspect::keeps_tokens(auth));
    });
}

#[test]
fn a_page_with_a_backend_is_loading_until_it_has_been_asked() {
    Owner::new().with(|| {
        let page = view! {
            <AuthProvider config=AuthConfig::backend("/auth")>
                <RequireAuth>"Desk"</RequireAuth>
            </AuthProvider>
        };
        let html = page.to_html();
        assert!(html.contains("Loading") && !html.contains("Desk"), "{html}");
    });
}
