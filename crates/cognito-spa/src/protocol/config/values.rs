//! The values of a configuration, each in the form that its key asks for.

use super::{Api, ApiToken, ConfigError};
use crate::protocol::address;
use crate::protocol::json::Value;
use crate::protocol::parameters::FORWARDED;

/// The values, each in the form that its key asks for.
pub(super) struct Keys<'a>(pub(super) &'a Value);

impl<'a> Keys<'a> {
    pub(super) fn text(&self, key: &'static str) -> Result<Option<&'a str>, ConfigError> {
        match self.0.get(key) {
            None => Ok(None),
            Some(Value::Text(text)) if is_plain(text) => Ok(Some(text)),
            Some(_) => Err(ConfigError::WrongValue(key)),
        }
    }

    pub(super) fn address(&self, key: &'static str) -> Result<Option<&'a str>, ConfigError> {
        let text = self.text(key)?;
        match text.map(address::parse) {
            Some(Err(error)) => Err(ConfigError::WrongAddress(key, error)),
            _ => Ok(text),
        }
    }

    /// The issuer and the hosted login domain, of which one at least is needed.
    pub(super) fn provider(
        &self,
        scopes: &[String],
    ) -> Result<(Option<&'a str>, Option<&'a str>), ConfigError> {
        let issuer = self.address("issuer")?;
        let domain = self.address("domain")?;
        if domain.is_some_and(has_path) {
            return Err(ConfigError::WrongValue("domain"));
        }
        match issuer {
            Some(issuer) if address::has(issuer, b'?') => Err(ConfigError::WrongValue("issuer")),
            None if scopes.iter().any(|scope| scope == "openid") => {
                Err(ConfigError::MissingKey("issuer"))
            }
            None if domain.is_none() => Err(ConfigError::MissingKey("domain")),
            _ => Ok((issuer, domain)),
        }
    }

    /// The API of `api_url` first, then those of `apis`.
    pub(super) fn apis(&self, required: bool) -> Result<Vec<Api>, ConfigError> {
        let main_token = self.choice(
            "api_auth_scheme",
            [
                ("Bearer", ApiToken::AccessBearer),
                ("raw", ApiToken::AccessRaw),
            ],
        )?;
        let mut apis = Vec::new();
        match self.address("api_url")? {
            Some(url) => apis.push(Api {
                url: url.into(),
                token: main_token,
            }),
            None if required => return Err(ConfigError::MissingKey("api_url")),
            None => {}
        }
        match self.0.get("apis") {
            None => {}
            Some(Value::List(list)) => {
                for api in list {
                    let (url, token) = further_api(api, main_token)?;
                    address::parse(url).map_err(|e| ConfigError::WrongAddress("apis", e))?;
                    apis.push(Api {
                        url: url.into(),
                        token,
                    });
                }
            }
            Some(_) => return Err(ConfigError::WrongValue("apis")),
        }
        Ok(apis)
    }

    pub(super) fn seconds(
        &self,
        key: &'static str,
        fits: fn(f64) -> bool,
    ) -> Result<Option<f64>, ConfigError> {
        match self.0.get(key) {
            None => Ok(None),
            Some(Value::Number(seconds)) if fits(*seconds) && seconds.is_finite() => {
                Ok(Some(*seconds))
            }
            Some(_) => Err(ConfigError::WrongValue(key)),
        }
    }

    pub(super) fn truth(&self, key: &'static str) -> Result<Option<bool>, ConfigError> {
        match self.0.get(key) {
            None => Ok(None),
            Some(Value::Bool(truth)) => Ok(Some(*truth)),
            Some(_) => Err(ConfigError::WrongValue(key)),
        }
    }

    /// One of two, the first where there is none.
    pub(super) fn choice<T>(
        &self,
        key: &'static str,
        [first, second]: [(&str, T); 2],
    ) -> Result<T, ConfigError> {
        match self.text(key)? {
            None => Ok(first.1),
            Some(name) if name == first.0 => Ok(first.1),
            Some(name) if name == second.0 => Ok(second.1),
            Some(_) => Err(ConfigError::WrongValue(key)),
        }
    }

    pub(super) fn scopes(&self, required: bool) -> Result<Vec<String>, ConfigError> {
        let list = match self.0.get("scopes") {
            None if !required => return Ok(Vec::new()),
            None => return Err(ConfigError::MissingKey("scopes")),
            Some(Value::List(list)) if !list.is_empty() => list,
            Some(_) => return Err(ConfigError::WrongValue("scopes")),
        };
        let name = |scope: &Value| {
            scope
                .as_text()
                .filter(|name| is_scope(name))
                .map(Into::into)
        };
        list.iter()
            .map(name)
            .collect::<Option<_>>()
            .ok_or(ConfigError::WrongValue("scopes"))
    }

    pub(super) fn forwarded(&self) -> Result<Vec<(&'static str, String)>, ConfigError> {
        let mut parameters = Vec::new();
        for name in FORWARDED {
            if let Some(value) = self.text(name)? {
                parameters.push((name, value.into()));
            }
        }
        Ok(parameters)
    }
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.chars().any(char::is_control)
}

/// RFC 6749 §3.3: printable ASCII without space, quote and backslash.
fn is_scope(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
}

fn has_path(text: &str) -> bool {
    address::parse(text).is_ok_and(|address| !address.rest.is_empty())
}

/// Whether it is a path that begins with one slash, so that it stays one of this site behind its origin.
pub(super) fn is_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path
            .chars()
            .all(|c| c.is_ascii_graphic() && !matches!(c, '\\' | '?' | '#' | '"' | '<' | '>'))
}

pub(super) fn check_path(key: &'static str, path: &str) -> Result<(), ConfigError> {
    match is_path(path) {
        true => Ok(()),
        false => Err(ConfigError::WrongValue(key)),
    }
}

/// An API of the list `apis`: its address, which is still to be checked, and the token that it wants.
pub(super) fn further_api(
    api: &Value,
    usual_token: ApiToken,
) -> Result<(&str, ApiToken), ConfigError> {
    let form = || ConfigError::WrongValue("apis");
    match api {
        Value::Text(url) => Ok((url.as_str(), usual_token)),
        Value::Map(members)
            if members
                .iter()
                .all(|(key, _)| key == "url" || key == "token") =>
        {
            let url = api.text("url").ok_or_else(form)?;
            let token = match api.get("token") {
                None => usual_token,
                Some(name) => ApiToken::NAMES
                    .into_iter()
                    .find(|(known, _)| name.as_text() == Some(known))
                    .map(|(_, token)| token)
                    .ok_or_else(form)?,
            };
            Ok((url, token))
        }
        _ => Err(form()),
    }
}
