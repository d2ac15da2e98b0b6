//! Where a person is told that a mistake is.

use super::AuthConfig;
use crate::protocol::json::SerdeJson;

#[test]
fn a_mistake_is_told_to_be_where_it_is_written() {
    for (config, place) in [
        (
            AuthConfig::oidc("https://id.example.com", "spa"),
            "AuthConfig",
        ),
        (AuthConfig::cognito("no pool", "spa"), "AuthConfig"),
        (AuthConfig::from_json("{}"), "the configuration"),
        (AuthConfig::fetched("/config.json"), "config.json"),
        (AuthConfig::fetched("/conf/auth.json"), "auth.json"),
        (AuthConfig::fetched("settings.json"), "settings.json"),
    ] {
        assert_eq!(config.place(), place);
    }
}

#[test]
fn a_mistake_names_its_place_its_key_and_the_cure() {
    let config = AuthConfig::cognito("eu-west-1", "spa");
    let error = config
        .resolve::<SerdeJson>("https://app.example.com")
        .unwrap_err()
        .found_in(config.place());
    assert_eq!(error.code(), "config.wrong_value");
    assert_eq!(
        error.message(),
        "In AuthConfig, \"pool_id\" has to be a user pool's id, such as eu-west-1_AbCdEfGhI."
    );
    assert_eq!(error.hint(), "Correct AuthConfig and reload this page.");
}
