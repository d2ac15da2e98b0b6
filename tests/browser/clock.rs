//! A device whose clock is hours off: corrected by the site's own `Date`.

use end_to_end::browser::time::{FIVE_HOURS_AHEAD, FIVE_HOURS_BEHIND, SLEEP};
use end_to_end::browser::{Role, not_in_webkit};
use end_to_end::harness::{Harness, Setup, run};
use local_cognito::{Endpoint, Fault, Settings};

/// Logs in, renews, calls, reloads and logs out; the time left is an hour throughout.
fn goes_on(script: &'static str) {
    Setup::default()
        .script(script)
        .run(async |harness: &Harness| {
            harness.log_in().await;
            harness.has_an_hour_left().await;
            harness.renew_now(2).await;
            harness.has_an_hour_left().await;
            harness.tab.press("Call protected API").await;
            harness.tab.sees(Role::Region, "Response").await;
            harness.tab.reload().await;
            harness.is_signed_in().await;
            harness.has_an_hour_left().await;
            assert_eq!(harness.received("POST", "/oauth2/token"), 2);
            harness.log_out().await;
            harness.log_in().await;
            assert!(!harness.tab.has(Role::Alert, "").await);
        });
}

trait TimeLeft {
    async fn has_an_hour_left(&self);
}

impl TimeLeft for Harness {
    async fn has_an_hour_left(&self) {
        let panel = self.tab.sees(Role::Region, "Session").await;
        let left = ["59 min", "1 h 0 min"].iter().any(|t| panel.contains(t));
        assert!(left && !panel.contains("4 h"), "{panel}");
    }
}

#[test]
fn one_that_is_ahead_is_corrected() {
    goes_on(FIVE_HOURS_AHEAD);
}

#[test]
fn one_that_is_behind_is_corrected() {
    goes_on(FIVE_HOURS_BEHIND);
}

#[test]
fn one_that_is_changed_meanwhile_is_corrected_at_the_next_renewal() {
    Setup::default()
        .script(SLEEP)
        .run(async |harness: &Harness| {
            harness.log_in().await;
            let before = harness.tokens().await;
            harness
                .tab
                .eval("passes(5 * 3600 * 1000); return null")
                .await;
            harness.is_looked_at_again().await;
            harness.keeps_another_access_token_than(&before).await;
            harness.is_signed_in().await;
            assert!(!harness.tab.has(Role::Alert, "").await);
        });
}

#[test]
fn a_provider_whose_clock_differs_from_the_sites_is_told_with_all_times() {
    run(async |harness: &Harness| {
        harness.pool.set_settings(Settings {
            clock_offset_s: 3 * 3600,
            ..Settings::default()
        });
        harness.begin_login().await;
        harness.sign_in().await;
        let alert = harness.tab.alert().await;
        assert_eq!(alert.matches(" UTC").count(), 3, "{alert}");
        assert!(alert.contains("Check your clock"), "{alert}");
        assert_eq!(harness.is_refused().await, "id_token.time");
    });
}

#[test]
fn an_access_token_of_a_second_is_renewed_no_oftener_than_every_other_second() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault {
            answer: serde_json::from_value(serde_json::json!({"expires_in": 1})).unwrap(),
            ..Fault::at(Endpoint::Token)
        });
        let begun = std::time::Instant::now();
        harness.tab.press("Renew now").await;
        harness
            .wait_until_received("POST", "/oauth2/token", 4)
            .await;
        assert!(begun.elapsed().as_millis() >= 3900, "{:?}", begun.elapsed());
    });
}

#[test]
fn a_configuration_that_was_read_stays_good_where_the_time_cannot_be_confirmed() {
    let ten_seconds_ahead = "{
        const clock = Date.now.bind(Date);
        Date.now = () => clock() + 10000;
    }";
    let setup = Setup::default()
        .config_from_pool()
        .script(ten_seconds_ahead);
    setup.run(async |harness: &Harness| {
        not_in_webkit("fetch, which takes what is preloaded");
        let for_the_policy_and_the_page = Fault {
            times: Some(2),
            ..Fault::at(Endpoint::Config)
        };
        let unconfirmed = Fault {
            status: Some(503),
            ..Fault::at(Endpoint::Config)
        };
        let faults = vec![for_the_policy_and_the_page, unconfirmed];
        harness.pool.set_faults(faults);
        harness.open("/dashboard").await;
        harness.answered("GET", "/config.json", 503).await;
        harness.tab.sees(Role::Control, "Log in").await;
        assert!(!harness.tab.has(Role::Alert, "").await);
    });
}

/// The site's configuration comes with these headers instead of its own.
fn with_headers(change: &str) -> String {
    format!(
        "{{
            const send = fetch.bind(window);
            window.fetch = async request => {{
                const answer = await send(request);
                if (!answer.url.endsWith('/config.json')) return answer;
                const headers = new Headers(answer.headers);
                {change}
                return new Response(await answer.text(), {{ headers }});
            }};
        }}"
    )
}

#[test]
fn without_the_sites_date_a_device_that_is_off_is_told_to_check_its_clock() {
    let undated = [FIVE_HOURS_AHEAD, &with_headers("headers.delete('date');")].concat();
    Setup::default()
        .script(undated)
        .run(async |harness: &Harness| {
            harness.begin_login().await;
            harness.sign_in().await;
            let alert = harness.tab.alert().await;
            assert!(alert.contains("Check your clock"), "{alert}");
            assert_eq!(harness.is_refused().await, "id_token.time");
        });
}

#[test]
fn a_date_from_a_cache_counts_with_its_age() {
    let change = "headers.set('date', new Date(Date.now() - 5 * 3600 * 1000).toUTCString());
        headers.set('age', '18000');";
    Setup::default()
        .script(with_headers(change))
        .run(async |harness: &Harness| {
            harness.log_in().await;
            harness.has_an_hour_left().await;
        });
}

#[test]
fn the_issuers_clock_may_differ_by_the_configured_tolerance() {
    let tolerant = Setup::default().config("clock_tolerance_s", 4 * 3600);
    tolerant.run(async |harness: &Harness| {
        harness.pool.set_settings(Settings {
            clock_offset_s: 3 * 3600,
            ..Settings::default()
        });
        harness.log_in().await;
    });
}
