//! What can be wrong with `config.json`, and what a person is told then.

use super::keys::{self, KEYS};
use super::suggest::nearest_key;
use crate::error::{AuthError, shortened, tells_its_sentence};
use crate::protocol::address::AddressError;

/// What is wrong with `config.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// There is none at its address.
    NotFound,
    /// It is not a JSON object, but perhaps the site's HTML.
    NotJson,
    /// It holds a `client_secret`, which no browser can keep (RFC 10017 §6.3.3.1).
    ClientSecret,
    /// It has a key that nothing here knows.
    UnknownKey(String),
    /// A required key is missing.
    MissingKey(&'static str),
    /// A value is not of its key's form.
    WrongValue(&'static str),
    /// An address is not one that secrets may be sent to.
    WrongAddress(&'static str, AddressError),
    /// `redirect_uri` leads to another site than the page's; with its origin and the address of this
    /// site's redirect page.
    OtherOrigin(String, String),
    /// With a backend, a page calls its own site alone, and this key names another one.
    OtherSite(&'static str),
    /// The path of `redirect_uri` is not the one of the redirect page, which is this one.
    OtherPath(String),
    /// The page itself, to which the provider would send the code, is at an origin that is neither
    /// https nor this machine.
    InsecurePage(String),
}

impl From<ConfigError> for AuthError {
    fn from(error: ConfigError) -> Self {
        error.found_in("config.json")
    }
}

tells_its_sentence!(ConfigError);

impl ConfigError {
    /// The error as a person is told it, with the name of the file or value that holds the mistake.
    pub fn found_in(self, place: &str) -> AuthError {
        let check = ["Correct ", place, " and reload this page."].concat();
        let in_key = |key: &str, rest: &str| ["In ", place, ", \"", key, "\" ", rest].concat();
        let (code, message, hint): (_, String, String) = match self {
            Self::NotFound => (
                "config.not_found",
                ["This site has no ", place, "."].concat(),
                "Put one beside index.html; the README lists its keys.".into(),
            ),
            Self::NotJson => (
                "config.not_json",
                ["This site's ", place, " is not a JSON object."].concat(),
                "Check that it is served as a file, not as the page itself.".into(),
            ),
            Self::ClientSecret => (
                "config.client_secret",
                [
                    place,
                    " holds a \"client_secret\", which no browser can keep secret.",
                ]
                .concat(),
                "Remove it, replace that secret, and use an app client without one.".into(),
            ),
            Self::UnknownKey(key) => (
                "config.unknown_key",
                [place, " has the unknown key \"", &shortened(&key), "\"."].concat(),
                match nearest_key(&key, &KEYS) {
                    Some(known) => ["Did you mean \"", known, "\"? ", &check].concat(),
                    None => ["Remove it. ", &check].concat(),
                },
            ),
            Self::MissingKey(key) => (
                "config.missing_key",
                [
                    place,
                    " lacks the key \"",
                    key,
                    "\": ",
                    keys::reason(key),
                    ".",
                ]
                .concat(),
                ["Add \"", key, "\". ", &check].concat(),
            ),
            Self::WrongValue(key) => (
                "config.wrong_value",
                in_key(key, &["has to be ", keys::form(key), "."].concat()),
                check,
            ),
            Self::WrongAddress(key, AddressError::Malformed) => (
                "config.wrong_address",
                in_key(key, "is not a complete address."),
                [
                    "Begin it with https:// and leave out user names and \"#\". ",
                    &check,
                ]
                .concat(),
            ),
            Self::WrongAddress(key, AddressError::Insecure) => (
                "config.insecure_address",
                in_key(key, "is a plain http address."),
                ["Use https; http is for localhost only. ", &check].concat(),
            ),
            Self::OtherSite(key) => (
                "config.other_site",
                in_key(
                    key,
                    "leads to another site, and with \"backend\" this page calls its own alone.",
                ),
                ["Name paths of this site, such as \"/api/orders\". ", &check].concat(),
            ),
            Self::OtherPath(path) => (
                "config.wrong_value",
                in_key(
                    "redirect_uri",
                    &["has to be an address whose path is ", &path, "."].concat(),
                ),
                check,
            ),
            Self::OtherOrigin(configured, redirect_page) => (
                "config.other_origin",
                in_key(
                    "redirect_uri",
                    &[
                        "leads to ",
                        &configured,
                        ", but this site's redirect page is ",
                        &redirect_page,
                        ".",
                    ]
                    .concat(),
                ),
                ["Set it to ", &redirect_page, ", or leave it out. ", &check].concat(),
            ),
            Self::InsecurePage(page) => (
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
        AuthError::new(code, &message, &hint)
    }
}
