//! Log out: forgets first, revokes, and ends the session at the provider.

use end_to_end::browser::Role;
use end_to_end::scene::{Scene, play};
use local_cognito::{Endpoint, Fault};

#[test]
fn revokes_the_refresh_token_and_visits_the_providers_logout() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        log_out(scene).await;
        let log = scene.pool.log();
        let revoked: Vec<_> = log.iter().filter(|e| e.path == "/oauth2/revoke").collect();
        assert_eq!(revoked.len(), 1);
        let names: Vec<_> = revoked[0]
            .form
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert!(
            names.contains(&"token") && names.contains(&"client_id"),
            "{names:?}"
        );
        assert_eq!(revoked[0].status, Some(200));
        let left = log
            .iter()
            .find(|e| e.path == "/logout")
            .expect("/logout was visited");
        let query = |name: &str| {
            left.query
                .iter()
                .find(|(n, _)| n == name)
                .map(|(_, v)| v.clone())
        };
        assert_eq!(query("client_id").as_deref(), Some(scene.pool.client_id()));
        assert_eq!(query("logout_uri"), Some(scene.at("/")));
    });
}

#[test]
fn works_from_the_landing_page_too() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.open("/").await;
        log_out(scene).await;
    });
}

#[test]
fn the_provider_asks_for_the_password_again() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        log_out(scene).await;
        scene.tab.press("Log in").await;
        scene.at_login_form().await;
    });
}

#[test]
fn tokens_are_forgotten_before_the_provider_is_visited() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(Fault {
            status: Some(200),
            body: Some("provider is down".to_owned()),
            content_type: Some("text/plain".to_owned()),
            ..Fault::at(Endpoint::Logout)
        });
        scene.tab.press("Log out").await;
        scene.tab.says("provider is down").await;
        scene.open("/").await;
        scene.tab.sees(Role::Control, "Log in").await;
        scene.keeps_no_token().await;
    });
}

#[test]
fn a_revocation_that_fails_or_never_ends_does_not_hold_it_up() {
    play(async |scene: &Scene| {
        let revoke = || Fault::at(Endpoint::Revoke);
        for fault in [
            Fault {
                status: Some(500),
                ..revoke()
            },
            Fault {
                drop: true,
                ..revoke()
            },
            Fault {
                delay_ms: 60_000,
                ..revoke()
            },
        ] {
            scene.log_in().await;
            scene.fault(fault);
            log_out(scene).await;
            scene.pool.set_faults(Vec::new());
        }
    });
}

#[test]
fn offline_it_forgets_all_the_same() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.offline(true).await;
        scene.tab.press("Log out").await;
        let left = "return !document.querySelector('#main')";
        scene.tab.becomes(left).await;
        scene.offline(false).await;
        scene.open("/").await;
        scene.tab.sees(Role::Control, "Log in").await;
        scene.keeps_no_token().await;
    });
}

#[test]
fn back_after_log_out_shows_nobodys_data() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        log_out(scene).await;
        scene.tab.back().await;
        scene.tab.sees(Role::Control, "Log in").await;
        assert!(!scene.tab.text().await.contains("demo@example.com"));
        assert!(!scene.tab.has(Role::Button, "Call protected API").await);
    });
}

async fn log_out(scene: &Scene) {
    scene.tab.press("Log out").await;
    scene.tab.sees(Role::Control, "Log in").await;
    scene.arrives_at("/").await;
    scene.keeps_no_token().await;
}
