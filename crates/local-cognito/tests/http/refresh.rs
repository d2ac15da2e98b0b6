use local_cognito::{CLIENT_ID, Settings};

use crate::browser::{Browser, claims, members, pairs};

#[tokio::test]
async fn a_renewal_gives_new_tokens_of_the_same_sign_in_and_no_refresh_token() {
    let browser = Browser::new().await;
    let first = browser.tokens().await;
    browser.pool.set_settings(Settings {
        clock_offset_s: 100,
        ..Settings::default()
    });
    let next = browser.renew(&first.text("refresh_token")).await;
    assert_eq!(
        members(&next.json()),
        ["access_token", "expires_in", "id_token", "token_type"]
    );
    let (before, after) = (
        claims(&first.text("id_token")),
        claims(&next.text("id_token")),
    );
    for claim in ["sub", "aud", "iss", "auth_time", "origin_jti"] {
        assert_eq!(before[claim], after[claim], "{claim}");
    }
    assert!(after["iat"].as_i64().unwrap() >= before["iat"].as_i64().unwrap() + 100);
    assert_eq!(after.get("nonce"), None);
    assert_ne!(before["jti"], after["jti"]);
}

#[tokio::test]
async fn without_rotation_a_refresh_token_works_again_and_again() {
    let browser = Browser::new().await;
    let token = browser.tokens().await.text("refresh_token");
    assert_eq!(browser.renew(&token).await.status, 200);
    assert_eq!(browser.renew(&token).await.status, 200);
}

#[tokio::test]
async fn with_rotation_the_old_token_ends_after_the_grace_period() {
    let browser = Browser::new().await;
    let rotating = Settings {
        rotate_refresh_tokens: true,
        rotation_grace_s: 10,
        ..Settings::default()
    };
    browser.pool.set_settings(rotating.clone());
    let first = browser.tokens().await.text("refresh_token");
    let second = browser.renew(&first).await.text("refresh_token");
    assert_ne!(first, second);
    assert_eq!(browser.renew(&first).await.status, 200);

    browser.pool.set_settings(Settings {
        clock_offset_s: 20,
        ..rotating
    });
    let late = browser.renew(&first).await;
    assert_eq!(
        (late.status, late.text("error").as_str()),
        (400, "invalid_grant")
    );
    assert_eq!(browser.renew(&second).await.status, 200);
}

#[tokio::test]
async fn use_in_the_grace_period_does_not_prolong_it() {
    let browser = Browser::new().await;
    let rotating = Settings {
        rotate_refresh_tokens: true,
        rotation_grace_s: 30,
        ..Settings::default()
    };
    browser.pool.set_settings(rotating.clone());
    let first = browser.tokens().await.text("refresh_token");
    for (clock_offset_s, status) in [(0, 200), (20, 200), (40, 400)] {
        browser.pool.set_settings(Settings {
            clock_offset_s,
            ..rotating.clone()
        });
        assert_eq!(
            browser.renew(&first).await.status,
            status,
            "{clock_offset_s}"
        );
    }
}

#[tokio::test]
async fn without_grace_the_old_token_ends_at_once() {
    let browser = Browser::new().await;
    browser.pool.set_settings(Settings {
        rotate_refresh_tokens: true,
        rotation_grace_s: 0,
        ..Settings::default()
    });
    let first = browser.tokens().await.text("refresh_token");
    assert_eq!(browser.renew(&first).await.status, 200);
    assert_eq!(browser.renew(&first).await.text("error"), "invalid_grant");
}

#[tokio::test]
async fn rotation_does_not_prolong_the_life_of_a_refresh_token() {
    let browser = Browser::new().await;
    let settings = Settings {
        rotate_refresh_tokens: true,
        refresh_token_lifetime_s: 3600,
        ..Settings::default()
    };
    browser.pool.set_settings(settings.clone());
    let first = browser.tokens().await.text("refresh_token");
    browser.pool.set_settings(Settings {
        clock_offset_s: 3000,
        ..settings.clone()
    });
    let second = browser.renew(&first).await.text("refresh_token");
    browser.pool.set_settings(Settings {
        clock_offset_s: 3601,
        ..settings
    });
    assert_eq!(browser.renew(&second).await.text("error"), "invalid_grant");
}

#[tokio::test]
async fn an_unknown_token_is_an_invalid_grant_and_a_missing_one_an_invalid_request() {
    let browser = Browser::new().await;
    assert_eq!(
        browser.renew("unknown").await.text("error"),
        "invalid_grant"
    );
    let form = pairs(&[("grant_type", "refresh_token"), ("client_id", CLIENT_ID)]);
    assert_eq!(browser.token(&form).await.text("error"), "invalid_request");
}
