//! What is remembered of a login while the person is at the provider. What is read again is untrusted.

use crate::common::{NOW_MS, changed, config, damaged, pending, read, start, start_with, written};
use cognito_spa::protocol::json::{Json as _, SerdeJson};
use cognito_spa::protocol::pending::{PENDING_LIFETIME_MS, Pending};
use cognito_spa::protocol::sign_in::SignIn;
use proptest::prelude::*;
use serde_json::json;
use std::time::Duration;

#[test]
fn a_login_is_awaited_for_an_hour() {
    let pending = pending();
    assert!(pending.is_awaited(NOW_MS));
    assert!(pending.is_awaited(NOW_MS + PENDING_LIFETIME_MS));
    assert!(!pending.is_awaited(NOW_MS + PENDING_LIFETIME_MS + 1.0));
}

#[test]
fn a_clock_that_was_set_back_does_not_make_a_login_immortal() {
    assert!(pending().is_awaited(NOW_MS - PENDING_LIFETIME_MS));
    assert!(!pending().is_awaited(NOW_MS - PENDING_LIFETIME_MS - 1.0));
    assert!(!pending().is_awaited(f64::NAN));
}

#[test]
fn the_pending_record_survives_storage() {
    assert_eq!(Pending::from_value(&pending().to_value()), Some(pending()));
    let without_id_token = start(&config(json!({ "scopes": ["api/read"] }))).pending;
    assert_eq!(without_id_token.nonce, None);
    let kept = without_id_token.to_value();
    assert_eq!(Pending::from_value(&kept), Some(without_id_token));
}

#[test]
fn a_pending_record_of_another_form_is_not_read() {
    for changes in [
        json!({ "verifier": null }),
        json!({ "verifier": 1 }),
        json!({ "return_to": null }),
        json!({ "token_endpoint": null }),
        json!({ "token_endpoint": "http://evil.example/token" }),
        json!({ "token_endpoint": "//evil.example" }),
        json!({ "audience": null }),
        json!({ "audience": {} }),
        json!({ "redirect_uri": null }),
        json!({ "scope": null }),
        json!({ "iss_required": null }),
        json!({ "started_at": "now" }),
    ] {
        let kept = changed(written(&pending().to_value()), changes.clone());
        assert_eq!(Pending::from_value(&read(&kept)), None, "{changes}");
    }
}

#[test]
fn a_pending_record_leads_to_a_path_of_this_site_only() {
    let kept = changed(
        written(&pending().to_value()),
        json!({ "return_to": "https://evil.example/", "jwks_uri": "javascript:1" }),
    );
    let pending = Pending::from_value(&read(&kept)).unwrap();
    assert_eq!(pending.return_to, "/dashboard");
    assert_eq!(pending.jwks_uri, None);
}

#[test]
fn what_a_login_was_given_survives_storage() {
    let options = SignIn::default()
        .max_age(Duration::from_secs(300))
        .return_to("/orders?open=17#top")
        .app_state("a\u{0}\u{1f600}\"state");
    let pending = start_with(&config(json!({})), &options).pending;
    assert_eq!(pending.max_age_s, Some(300.0));
    assert_eq!(pending.return_to, "/orders?open=17#top");
    assert_eq!(Pending::from_value(&pending.to_value()), Some(pending));
}

#[test]
fn an_age_that_is_no_number_is_not_taken_for_none() {
    for age in [json!("soon"), json!([300]), json!(true)] {
        let kept = changed(written(&pending().to_value()), json!({ "max_age_s": age }));
        assert_eq!(Pending::from_value(&read(&kept)), None, "{kept}");
    }
}

proptest! {
    #[test]
    fn no_pending_record_stops_the_program(text in damaged(written(&pending().to_value()))) {
        if let Some(pending) = SerdeJson::parse(&text).as_ref().and_then(Pending::from_value) {
            let _ = pending.is_awaited(NOW_MS);
        }
    }
}
