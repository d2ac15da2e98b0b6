//! `session_limit_s`: how long a session lasts, renewals or not.

use end_to_end::browser::Role;
use end_to_end::browser::time::BY_HAND;
use end_to_end::harness::{Harness, Setup};

const LIMIT_S: u32 = 200;

#[test]
fn a_session_ends_so_long_after_its_exchange_and_its_refresh_token_is_revoked() {
    let limited = Setup::default().config("session_limit_s", LIMIT_S);
    limited.script(BY_HAND).run(async |harness: &Harness| {
        harness.log_in().await;
        harness.tab.elapse(LIMIT_S * 500).await;
        harness.renew_now(2).await;
        harness.is_signed_in().await;
        assert_eq!(harness.received("POST", "/oauth2/revoke"), 0);
        harness.tab.elapse(LIMIT_S * 500).await;
        assert_eq!(harness.is_refused().await, "session.limit");
        harness
            .wait_until_received("POST", "/oauth2/revoke", 1)
            .await;
        harness.tab.reload().await;
        harness.tab.sees(Role::Control, "Log in").await;
    });
}
