//! What the components show, as HTML.

use crate::ada;
use leptos::prelude::*;
use leptos_cognito::*;

/// What `view` shows in a session that `provide` provides.
fn shown<V: IntoView>(provide: impl FnOnce(), view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| {
        provide();
        view().into_view().to_html()
    })
}

fn signed_in() {
    testing::provide_auth(ada());
}

fn signed_out() {
    testing::provide_signed_out();
}

/// As on a server: no test provides a session, and there is no browser.
fn loading() {}

fn config() -> AuthConfig {
    AuthConfig::cognito("eu-west-1_AbCdEfGhI", "client")
}

#[test]
fn require_auth_shows_its_children_to_whoever_is_signed_in() {
    let html = shown(signed_in, || view! { <RequireAuth>"Orders"</RequireAuth> });
    assert_eq!(html, "Orders");
}

#[test]
fn require_auth_shows_its_children_to_the_group() {
    let page = || view! { <RequireAuth group="editors">"Desk"</RequireAuth> };
    assert_eq!(shown(signed_in, page), "Desk");
}

#[test]
fn require_auth_says_that_a_page_is_for_others() {
    let page = || view! { <RequireAuth group="admins">"Secrets"</RequireAuth> };
    let html = shown(signed_in, page);
    assert!(html.contains(r#"role="alert""#), "{html}");
    assert!(html.contains("Your account is not allowed"), "{html}");
    assert!(!html.contains("Secrets"), "{html}");
}

#[test]
fn require_auth_shows_what_the_app_says_to_others() {
    let page = || {
        view! {
            <RequireAuth group="admins" forbidden=|| "Administrators only">
                "Secrets"
            </RequireAuth>
        }
    };
    assert_eq!(shown(signed_in, page), "Administrators only");
}

#[test]
fn require_auth_offers_a_login() {
    let html = shown(signed_out, || view! { <RequireAuth>"Orders"</RequireAuth> });
    assert!(html.contains("You are not logged in."), "{html}");
    assert!(html.contains(">Log in</button>"), "{html}");
    assert!(!html.contains("Orders"), "{html}");
}

#[test]
fn require_auth_shows_what_the_app_says_to_whoever_is_signed_out() {
    let page = || view! { <RequireAuth signed_out=|| "Members only">"Orders"</RequireAuth> };
    assert_eq!(shown(signed_out, page), "Members only");
}

#[test]
fn require_auth_is_loading_without_a_browser() {
    let page = || {
        view! { <AuthProvider config=config()><RequireAuth>"Orders"</RequireAuth></AuthProvider> }
    };
    let html = shown(loading, page);
    assert!(html.contains(r#"role="status""#), "{html}");
    assert!(html.contains("Loading…"), "{html}");
    assert!(!html.contains("Orders"), "{html}");
}

#[test]
fn require_auth_shows_what_the_app_says_while_loading() {
    let page = || {
        view! {
            <AuthProvider config=config()>
                <RequireAuth loading=|| "One moment">"Orders"</RequireAuth>
            </AuthProvider>
        }
    };
    assert_eq!(shown(loading, page), "One moment");
}

#[test]
fn signed_in_and_signed_out_show_their_children_accordingly() {
    let page = || view! { <SignedIn>"in"</SignedIn><SignedOut>"out"</SignedOut> };
    assert!(shown(signed_in, page).contains("in"));
    assert!(!shown(signed_in, page).contains("out"));
    assert!(shown(signed_out, page).contains("out"));
    assert!(!shown(signed_out, page).contains("in"));
}

#[test]
fn nobody_is_called_signed_out_while_loading() {
    let page = || {
        view! {
            <AuthProvider config=config()>
                <SignedIn>"in"</SignedIn>
                <SignedOut>"out"</SignedOut>
            </AuthProvider>
        }
    };
    let html = shown(loading, page);
    assert!(!html.contains("in") && !html.contains("out"), "{html}");
}

#[test]
fn the_redirect_page_says_that_the_login_is_being_finished() {
    let html = shown(signed_in, || view! { <AuthCallback/> });
    assert!(html.contains(r#"role="status""#), "{html}");
    assert_eq!(
        shown(
            signed_in,
            || view! { <AuthCallback pending=|| "One moment"/> }
        ),
        "One moment"
    );
}

#[test]
fn the_redirect_page_offers_a_login_where_none_was_finished() {
    let html = shown(signed_out, || view! { <AuthCallback/> });
    assert!(html.contains(">Log in</button>"), "{html}");
    assert_eq!(
        shown(
            signed_out,
            || view! { <AuthCallback failed=|| "That did not work"/> }
        ),
        "That did not work"
    );
}
