//! What can be wrong with `config.json`, and what a person is told then.

use crate::protocol::address::AddressError;
use crate::protocol::problem::Problem;

/// What is wrong with `config.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// There is none at its address.
    NotFound,
    /// It is not a JSON object, but perhaps the site's HTML.
    NotJson,
    /// It holds a `client_secret`, which no browser can keep (RFC 10017 §6.3.3.1).
    ClientSecret,
    /// It has a key that nothing here knows; with the nearest key that is known.
    UnknownKey(String, Option<&'static str>),
    /// A required key is missing; with the reason why it is needed.
    MissingKey(&'static str, &'static str),
    /// A value is not of its key's form; with the form that is wanted.
    WrongValue(&'static str, &'static str),
    /// An address is not one that secrets may be sent to.
    WrongAddress(&'static str, AddressError),
    /// `redirect_uri` leads to another site than the page's; with both origins.
    OtherOrigin(String, String),
    /// The page itself, to which the provider would send the code, is at an origin that is neither
    /// https nor this machine.
    InsecurePage(String),
}

impl From<ConfigError> for Problem {
    fn from(error: ConfigError) -> Self {
        const CHECK: &str = "Correct config.json and reload this page.";
        let (code, what, next): (_, String, String) = match error {
            ConfigError::NotFound => (
                "config.not_found",
                "This site has no config.json.".into(),
                "Put one beside index.html; the README lists its keys.".into(),
            ),
            ConfigError::NotJson => (
                "config.not_json",
                "This site's config.json is not a JSON object.".into(),
                "Check that /config.json is served as a file, not as the page itself.".into(),
            ),
            ConfigError::ClientSecret => (
                "config.client_secret",
                "config.json holds a \"client_secret\", which no browser can keep secret.".into(),
                "Remove it, replace that secret, and use an app client without one.".into(),
            ),
            ConfigError::UnknownKey(key, nearest) => (
                "config.unknown_key",
                [
                    "config.json has the unknown key \"",
                    &Problem::new("", "", "")
                        .with_detail(Some(&key))
                        .detail
                        .unwrap_or_default(),
                    "\".",
                ]
                .concat(),
                match nearest {
                    Some(known) => ["Did you mean \"", known, "\"? ", CHECK].concat(),
                    None => ["Remove it. ", CHECK].concat(),
                },
            ),
            ConfigError::MissingKey(key, why) => (
                "config.missing_key",
                ["config.json lacks the key \"", key, "\": ", why, "."].concat(),
                ["Add \"", key, "\". ", CHECK].concat(),
            ),
            ConfigError::WrongValue(key, form) => (
                "config.wrong_value",
                ["In config.json, \"", key, "\" has to be ", form, "."].concat(),
                CHECK.into(),
            ),
            ConfigError::WrongAddress(key, AddressError::Malformed) => (
                "config.wrong_address",
                ["In config.json, \"", key, "\" is not a complete address."].concat(),
                [
                    "Begin it with https:// and leave out user names and \"#\". ",
                    CHECK,
                ]
                .concat(),
            ),
            ConfigError::WrongAddress(key, AddressError::Insecure) => (
                "config.insecure_address",
                ["In config.json, \"", key, "\" is a plain http address."].concat(),
                ["Use https; http is for localhost only. ", CHECK].concat(),
            ),
            ConfigError::OtherOrigin(configured, page) => (
                "config.other_origin",
                [
                    "In config.json, \"redirect_uri\" leads to ",
                    &configured,
                    ", but this page is at ",
                    &page,
                    ".",
                ]
                .concat(),
                ["Set it to ", &page, "/dashboard, or leave it out. ", CHECK].concat(),
            ),
            ConfigError::InsecurePage(page) => (
                "config.insecure_page",
                [
                    "This page is at ",
                    &page,
                    ", which is neither https nor this machine.",
                ]
                .concat(),
                "Open it over https, or during development at localhost.".into(),
            ),
        };
        Self::new(code, &what, &next)
    }
}
