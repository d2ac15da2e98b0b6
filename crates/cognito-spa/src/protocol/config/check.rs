//! The JSON form of a configuration, checked key by key.

use super::backend::with_backend;
use super::keys::KEYS;
use super::suggest::plain;
use super::values::{Keys, check_path};
use super::{Config, ConfigError, Site, TabSharing, TokenStorage};
use crate::protocol::address;
use crate::protocol::json::{self, Json, Value};

/// Checks the text of a `config.json` key by key, for pages of `site`. A key whose value is `null`
/// counts as left out.
///
/// # Errors
/// The first mistake, misspelt keys before missing ones.
pub fn check<J: Json>(text: &str, site: &Site<'_>) -> Result<Config, ConfigError> {
    check_members(&json::parse::<J>(text).ok_or(ConfigError::NotJson)?, site)
}

/// As [`check`], for what was read already.
pub(super) fn check_members(json: &Value, site: &Site<'_>) -> Result<Config, ConfigError> {
    match json.get("backend") {
        None => check_without_backend(json, site),
        Some(_) => {
            check_names(json)?;
            with_backend(&Keys(json), site)
        }
    }
}

/// As [`check_members`], where there is no backend.
pub(super) fn check_without_backend(json: &Value, site: &Site<'_>) -> Result<Config, ConfigError> {
    check_names(json)?;
    let keys = Keys(json);
    let scopes = keys.scopes(true)?;
    let (issuer, domain) = keys.provider(&scopes)?;
    let client_id = keys
        .text("client_id")?
        .ok_or(ConfigError::MissingKey("client_id"))?;
    let apis = keys.apis(site.api_required)?;
    let redirect_uri = keys.address("redirect_uri")?;
    match redirect_uri {
        Some(uri) => check_redirect_uri(uri, site)?,
        None if address::parse(site.origin).is_err() => {
            return Err(ConfigError::InsecurePage(site.origin.into()));
        }
        None => check_path("redirect_path", site.redirect_path)?,
    }
    let logout_uri = keys.address("logout_uri")?;
    if logout_uri.is_none() {
        check_path("sign_out_path", site.sign_out_path)?;
    }
    let at_origin = |path| [site.origin, path].concat();
    Ok(Config {
        storage: keys.choice(
            "storage",
            [
                ("session", TokenStorage::Session),
                ("memory", TokenStorage::Memory),
            ],
        )?,
        tabs: keys.choice(
            "tabs",
            [
                ("shared", TabSharing::Shared),
                ("separate", TabSharing::Separate),
            ],
        )?,
        session_limit_s: keys.seconds("session_limit_s", |seconds| seconds > 0.0)?,
        clock_tolerance_s: keys
            .seconds("clock_tolerance_s", |seconds| seconds >= 0.0)?
            .unwrap_or(300.0),
        sign_up: keys.truth("sign_up")?.unwrap_or(true),
        logout_id_token_hint: keys.truth("logout_id_token_hint")?.unwrap_or(false),
        authorize_parameters: keys.forwarded()?,
        backend: None,
        issuer: issuer.map(Into::into),
        domain: domain.map(Into::into),
        client_id: client_id.into(),
        scopes,
        apis,
        redirect_uri: redirect_uri.map_or_else(|| at_origin(site.redirect_path), Into::into),
        logout_uri: logout_uri.map_or_else(|| at_origin(site.sign_out_path), Into::into),
    })
}

/// No key but those that are known.
fn check_names(json: &Value) -> Result<(), ConfigError> {
    let Value::Map(members) = json else {
        return Err(ConfigError::NotJson);
    };
    if members.iter().any(|(key, _)| plain(key) == "clientsecret") {
        return Err(ConfigError::ClientSecret);
    }
    match members
        .iter()
        .find(|(key, _)| !KEYS.contains(&key.as_str()))
    {
        Some((key, _)) => Err(ConfigError::UnknownKey(key.clone())),
        None => Ok(()),
    }
}

fn check_redirect_uri(uri: &str, site: &Site<'_>) -> Result<(), ConfigError> {
    let parts = address::parse(uri).map_err(|e| ConfigError::WrongAddress("redirect_uri", e))?;
    if parts.origin != site.origin {
        return Err(ConfigError::OtherOrigin(
            parts.origin.into(),
            [site.origin, site.redirect_path].concat(),
        ));
    }
    if parts.rest != site.redirect_path {
        return Err(ConfigError::OtherPath(site.redirect_path.into()));
    }
    Ok(())
}
