//! What is sent where the provider has to ask the person, and which login the provider need not see.

use super::SignIn;
use std::time::Duration;

/// What is sent for `options`, where the configuration forwards `configured`.
fn sent(options: &SignIn, configured: &[(&'static str, &str)]) -> Vec<(String, String)> {
    let configured: Vec<(&'static str, String)> = configured
        .iter()
        .map(|(name, value)| (*name, (*value).into()))
        .collect();
    options
        .over(&configured)
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

fn prompt(value: &str) -> Vec<(String, String)> {
    vec![("prompt".into(), value.into())]
}

#[test]
fn a_provider_that_has_to_ask_the_person_is_not_told_not_to() {
    let default = SignIn::default();
    assert_eq!(sent(&default, &[("prompt", "none")]), prompt("none"));
    let interactive = SignIn::default().interactive();
    assert_eq!(sent(&interactive, &[("prompt", "none")]), []);
    assert_eq!(sent(&interactive, &[("prompt", "login")]), prompt("login"));
    let of_its_own = SignIn::default().prompt("none").interactive();
    assert_eq!(sent(&of_its_own, &[]), []);
    assert_eq!(sent(&of_its_own, &[("prompt", "login")]), []);
}

#[test]
fn nothing_else_is_dropped_then() {
    let options = SignIn::default().lang("none").interactive();
    let sent = sent(&options, &[("login_hint", "none")]);
    let names: Vec<&str> = sent.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["login_hint", "lang"]);
}

#[test]
fn a_login_that_asks_the_provider_for_something_takes_over_no_session() {
    let plain = SignIn::default().return_to("/orders").replace_page();
    assert!(plain.accepts_any_session());
    assert!(plain.clone().lang("de").accepts_any_session());
    for asking in [
        plain.clone().provider("Google"),
        plain.clone().idp_identifier("example.com"),
        plain.clone().login_hint("ada"),
        plain.clone().prompt("login"),
        plain.clone().resource("https://api.example.com"),
        plain.clone().max_age(Duration::from_secs(300)).lang("de"),
        plain.app_state("cart=17"),
    ] {
        assert!(!asking.accepts_any_session(), "{asking:?}");
    }
}
