//! What becomes of a session between page loads.

use end_to_end::browser::Role;
use end_to_end::scene::{Scene, play};

#[test]
fn a_reload_keeps_it_without_asking_the_provider() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.tab.reload().await;
        scene.is_signed_in().await;
        assert_eq!(scene.received("POST", "/oauth2/token"), 1);
        assert_eq!(scene.received("GET", "/oauth2/authorize"), 1);
    });
}

#[test]
fn the_landing_page_then_offers_the_dashboard_and_log_out() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.open("/").await;
        scene.tab.sees(Role::Control, "Open dashboard").await;
        assert!(scene.tab.has(Role::Button, "Log out").await);
        assert!(!scene.tab.has(Role::Control, "Log in").await);
        scene.tab.press("Open dashboard").await;
        scene.is_signed_in().await;
    });
}

#[test]
fn back_after_the_login_replays_nothing_and_signs_nobody_out() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        for _ in 0..scene.tab.history().await.len() {
            if scene.tab.url().await.as_str() == scene.at("/") {
                break;
            }
            scene.tab.back().await;
        }
        scene.arrives_at("/").await;
        scene.tab.sees(Role::Control, "Open dashboard").await;
        scene.tab.press("Open dashboard").await;
        scene.is_signed_in().await;
        assert_eq!(scene.received("POST", "/oauth2/token"), 1);
    });
}

#[test]
fn its_panel_shows_scopes_and_time_left() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let panel = scene.tab.sees(Role::Region, "Session").await;
        assert!(panel.contains("openid"), "{panel}");
        assert!(panel.contains(local_cognito::API_SCOPE), "{panel}");
    });
}

#[test]
fn its_time_left_counts_down_and_is_not_read_out() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let script = "const terms = [...document.querySelectorAll('dt')];
            const left = terms.find(term => term.textContent == 'Time left').nextSibling;
            window.first ??= left.textContent;
            return left.textContent != window.first && !left.closest('[aria-live], [role], output')";
        scene.tab.becomes(script).await;
        let panel = scene.tab.sees(Role::Region, "Session").await;
        assert!(panel.contains("59 min"), "{panel}");
    });
}

#[test]
fn its_panel_shows_the_claims_of_both_tokens_with_times_as_dates() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.tab.unfold().await;
        let script =
            "return [...document.querySelectorAll('details')].map(folded => folded.innerText)";
        let claims = scene.tab.eval(script).await;
        let year = scene
            .tab
            .eval("return String(new Date().getFullYear())")
            .await;
        for (i, of) in ["ID token", "access token"].into_iter().enumerate() {
            let text = claims[i].as_str().unwrap();
            assert!(text.contains(of), "{text}");
            for name in ["sub", "iss", "exp", "iat", "auth_time", "token_use"] {
                assert!(text.contains(name), "{name}: {text}");
            }
            assert!(text.contains(year.as_str().unwrap()), "{text}");
            assert!(!text.contains("eyJ"));
        }
    });
}

#[test]
fn broken_storage_is_a_signed_out_session() {
    play(async |scene: &Scene| {
        for broken in ["{", "null", "[]", "{}", "\\u0000", "{\"access_token\":5}"] {
            scene.log_in().await;
            let script = format!(
                "for (const k of Object.keys(sessionStorage)) sessionStorage[k] = '{broken}'"
            );
            scene.tab.eval(&script).await;
            scene.tab.reload().await;
            scene.tab.sees(Role::Control, "Log in").await;
            scene.tab.eval("sessionStorage.clear()").await;
            scene.open("/dashboard").await;
            scene.pool.reset();
        }
    });
}

#[test]
fn a_stored_session_of_another_client_is_not_used() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let client = scene.pool.client_id();
        let script = format!(
            "for (const k of Object.keys(sessionStorage)) \
             sessionStorage[k] = sessionStorage[k].replaceAll('{client}', 'another')"
        );
        scene.tab.eval(&script).await;
        let [session, ..] = scene.tab.stores().await;
        assert!(
            session.contains("another"),
            "the client is kept beside the tokens"
        );
        scene.tab.reload().await;
        scene.tab.sees(Role::Control, "Log in").await;
    });
}
