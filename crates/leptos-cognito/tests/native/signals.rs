//! What changes, and what does not.

use crate::ada;
use leptos::prelude::*;
use leptos_cognito::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A memo of `read`, as a view or an effect reads it, with how often it has run.
fn counted<T: PartialEq + Send + Sync + 'static>(
    read: impl Fn() -> T + Send + Sync + 'static,
) -> impl Fn() -> usize {
    let runs = Arc::new(AtomicUsize::new(0));
    let memo = Memo::new({
        let runs = runs.clone();
        move |_| {
            runs.fetch_add(1, Ordering::Relaxed);
            read()
        }
    });
    move || {
        memo.with_untracked(|_| ());
        runs.load(Ordering::Relaxed)
    }
}

#[tokio::test]
async fn a_renewal_changes_when_the_session_ends_and_nothing_else() {
    let owner = Owner::new();
    owner.set();
    let auth = testing::provide_auth(ada());
    let status = counted(move || auth.status().get());
    let is_signed_in = counted(move || auth.is_signed_in().get());
    let user = counted(move || auth.user().get());
    let error = counted(move || auth.error().get());
    let expires_at = counted(move || auth.expires_at().get());
    let unchanged = || [status(), is_signed_in(), user(), error()];
    assert_eq!((unchanged(), expires_at()), ([1, 1, 1, 1], 1));

    let end = auth.expires_at().get_untracked();
    auth.renew().await.unwrap();

    assert_eq!((unchanged(), expires_at()), ([1, 1, 1, 1], 2));
    assert!(auth.expires_at().get_untracked() > end);
}

#[test]
fn signing_out_and_in_again_is_seen() {
    Owner::new().with(|| {
        let auth = testing::provide_auth(ada());
        let seen = move || {
            let user = auth.user().get_untracked().map(|user| user.sub);
            (
                auth.status().get_untracked(),
                auth.is_signed_in().get_untracked(),
                user,
            )
        };
        let signed_in = (AuthStatus::SignedIn, Some(true), Some("17".into()));
        assert_eq!(seen(), signed_in);
        auth.sign_out();
        assert_eq!(seen(), (AuthStatus::SignedOut, Some(false), None));
        auth.sign_in_with(SignIn::default().provider("Google"));
        assert_eq!(seen(), signed_in);
    });
}

#[test]
fn a_login_of_a_test_without_a_user_signs_somebody_in() {
    Owner::new().with(|| {
        let auth = testing::provide_signed_out();
        assert_eq!(auth.status().get_untracked(), AuthStatus::SignedOut);
        auth.sign_up();
        let user = auth.user().get_untracked().unwrap();
        assert_eq!(user.sub, "test-user");
    });
}

#[tokio::test]
async fn without_a_browser_nobody_is_signed_in_and_nothing_is_done() {
    let owner = Owner::new();
    let auth = owner.with(|| {
        let found = Arc::new(std::sync::Mutex::new(None));
        let find = {
            let found = found.clone();
            move || *found.lock().unwrap() = try_use_auth()
        };
        let config = AuthConfig::cognito("eu-west-1_AbCdEfGhI", "client");
        view! { <AuthProvider config=config>{find()}</AuthProvider> }.to_html();
        found.lock().unwrap().take().unwrap()
    });
    auth.sign_in();
    auth.sign_out();
    auth.retry();
    assert_eq!(auth.status().get_untracked(), AuthStatus::Loading);
    assert_eq!(auth.is_signed_in().get_untracked(), None);
    assert_eq!(auth.apis(), [""; 0]);
    let kind = |error: AuthError| error.kind();
    assert_eq!(
        auth.renew().await.map_err(kind),
        Err(AuthErrorKind::SignedOut)
    );
    let answer = auth.get("https://api.example.com/").send().await;
    assert_eq!(answer.map_err(kind), Err(AuthErrorKind::SignedOut));
}
