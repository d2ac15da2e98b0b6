//! `GET /auth/login`: begins a login and leaves for the provider.

use crate::clock::{now_ms, protocol_ms};
use crate::cookies::{self, LOGIN_LIFETIME_S};
use crate::csrf::{check_navigation, is_foreign};
use crate::failure::Failure;
use crate::ids::{Id, Key};
use crate::login_failure::failed;
use crate::response::see_other;
use crate::seal::{Owner, SealError};
use crate::session::{SessionError, store_failed};
use crate::shared::Shared;
use crate::store::LoginRecord;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use cognito_spa::protocol::authorize::{Authorization, AuthorizePage};
use cognito_spa::protocol::json::{self, SerdeJson, Value};
use cognito_spa::protocol::{Pending, Random, form, return_to};
use cognito_spa::{AuthError, SignIn};
use std::sync::Arc;
use std::time::Duration;

/// The longest value of a parameter, in bytes: all of them go into one address.
const LONGEST_VALUE: usize = 2_000;

/// The options that decide whose account it is, how the person signs in, and what the tokens are for. A
/// link of another site does not choose them.
const ACCOUNT_OPTIONS: [&str; 7] = [
    "provider",
    "identity_provider",
    "idp_identifier",
    "login_hint",
    "prompt",
    "max_age",
    "resource",
];

/// What is remembered of a login until its callback.
pub(crate) struct Login {
    pub(crate) pending: Pending,
    /// The key of the id that binds it to the browser.
    pub(crate) binding: Key,
}

/// What a request asks for.
#[derive(Debug)]
struct Options {
    page: AuthorizePage,
    sign_in: SignIn,
    return_to: Option<String>,
}

/// Why a parameter is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ParameterError {
    Duplicate,
    Wrong,
}

impl From<ParameterError> for Failure {
    fn from(error: ParameterError) -> Self {
        let (code, message) = match error {
            ParameterError::Duplicate => (
                "login.duplicate_parameter",
                "The address names a parameter twice.",
            ),
            ParameterError::Wrong => (
                "login.wrong_parameter",
                "A parameter of the address is not of its form.",
            ),
        };
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }
}

pub(crate) async fn login(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    check_navigation(&headers)?;
    let options = options(&query.unwrap_or_default(), is_foreign(&headers))?;
    let provider = match shared.provider.endpoints().await {
        Ok(provider) => provider,
        Err(error) => return Ok(failed(&shared, &AuthError::from(error))),
    };
    let config = &shared.config.client;
    let page = match options.page {
        AuthorizePage::SignUp if config.offers_sign_up() => AuthorizePage::SignUp,
        _ => AuthorizePage::LogIn,
    };
    let return_to = shared.return_to(options.return_to.as_deref());
    let random = Random::generate().map_err(|_| no_random())?;
    let id = Id::generate().map_err(|_| no_random())?;
    let begun = Authorization::at(
        page,
        config,
        &provider,
        &options.sign_in.return_to(return_to),
        &random,
        protocol_ms(now_ms()),
    );
    let key = Key::of(&begun.state);
    let login = Login {
        // Nobody is shown it here, and what is kept of a login is to be small.
        pending: Pending {
            shown_request: String::new(),
            ..begun.pending
        },
        binding: id.key(),
    };
    shared.keep_login(&key, &login).await?;
    let mut response = see_other(&begun.url);
    cookies::set_login(&mut response, &headers, &key, &id);
    Ok(response)
}

fn no_random() -> Failure {
    SessionError::Seal(SealError::NoRandom).into()
}

impl Shared {
    /// Where a login ends: `wanted`, if it is a page of this site, else the configured one. This
    /// backend's own endpoints are no pages.
    fn return_to(&self, wanted: Option<&str>) -> String {
        let usual = &self.config.redirect_path;
        let path = return_to::checked(wanted.unwrap_or(usual), usual);
        let is_own = path
            .strip_prefix(&self.config.auth_path)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        if is_own { usual.clone() } else { path }
    }

    async fn keep_login(&self, key: &Key, login: &Login) -> Result<(), Failure> {
        let text = login.to_value().to_json();
        let sealed = self.keys.seal(&Owner::login(key), &text);
        let record = LoginRecord {
            key: *key,
            sealed: sealed.map_err(SessionError::from)?,
            expires_at: now_ms() + u64::from(LOGIN_LIFETIME_S) * 1_000,
        };
        let kept = self.store.insert_login(record).await;
        match kept.map_err(|error| store_failed(&error))? {
            true => Ok(()),
            false => Err(Failure::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "login.busy",
                "Too many people are logging in at once. Try again in some minutes.",
            )),
        }
    }

    /// Reads a login that was kept; nothing where it cannot be read here.
    pub(crate) fn open_login(&self, record: &LoginRecord) -> Option<Login> {
        let opened = self.keys.open(&Owner::login(&record.key), &record.sealed);
        Login::from_value(&json::parse::<SerdeJson>(&opened.ok()?)?)
    }
}

impl Login {
    fn to_value(&self) -> Value {
        Value::object(vec![
            ("pending", self.pending.to_value()),
            ("binding", Value::Text(self.binding.to_text())),
        ])
    }

    fn from_value(value: &Value) -> Option<Self> {
        Some(Self {
            pending: Pending::from_value(value.get("pending")?)?,
            binding: Key::parse(value.text("binding")?)?,
        })
    }
}

/// Reads the query. Empty parameters count as left out (RFC 6749 §3.1), and unknown ones mean nothing; nor
/// do, where `is_foreign`, those that are for the site alone.
fn options(query: &str, is_foreign: bool) -> Result<Options, ParameterError> {
    let mut options = Options {
        page: AuthorizePage::LogIn,
        sign_in: SignIn::default(),
        return_to: None,
    };
    let mut seen = Vec::new();
    for (name, value) in form::decode(query) {
        let sign_in = options.sign_in.clone();
        options.sign_in = match name.as_str() {
            _ if value.is_empty() => sign_in,
            name if is_foreign && ACCOUNT_OPTIONS.contains(&name) => continue,
            "provider" | "identity_provider" => sign_in.provider(&value),
            "idp_identifier" => sign_in.idp_identifier(&value),
            "login_hint" => sign_in.login_hint(&value),
            "lang" => sign_in.lang(&value),
            "prompt" => sign_in.prompt(&value),
            "resource" => sign_in.resource(&value),
            "max_age" => {
                let seconds = value.parse::<u32>().map_err(|_| ParameterError::Wrong)?;
                sign_in.max_age(Duration::from_secs(seconds.into()))
            }
            "return_to" => {
                // Not one that would take much to keep: the login ends at the usual page.
                options.return_to = (value.len() <= LONGEST_VALUE).then(|| value.clone());
                sign_in
            }
            "screen" => {
                options.page = match value.as_str() {
                    "login" => AuthorizePage::LogIn,
                    "signup" => AuthorizePage::SignUp,
                    _ => return Err(ParameterError::Wrong),
                };
                sign_in
            }
            _ => continue,
        };
        // A path of another form is no mistake of the person's: the login ends at the usual page.
        let is_wrong = value.len() > LONGEST_VALUE || value.chars().any(char::is_control);
        if is_wrong && name != "return_to" {
            return Err(ParameterError::Wrong);
        }
        if seen.contains(&name) {
            return Err(ParameterError::Duplicate);
        }
        seen.push(name);
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_of_a_login_are_parameters() {
        let options = options(
            "provider=Google&login_hint=a%40b.example&lang=de&prompt=login&max_age=60\
             &resource=https%3A%2F%2Fapi.example&return_to=%2Forders%3Fopen%3D17&screen=signup&utm=1",
            false,
        )
        .unwrap();
        let expected = SignIn::default()
            .provider("Google")
            .login_hint("a@b.example")
            .lang("de")
            .prompt("login")
            .max_age(Duration::from_secs(60))
            .resource("https://api.example");
        assert_eq!(options.sign_in, expected);
        assert_eq!(options.return_to.as_deref(), Some("/orders?open=17"));
        assert_eq!(options.page, AuthorizePage::SignUp);
    }

    #[test]
    fn a_parameter_twice_or_of_another_form_is_refused() {
        for (query, expected) in [
            ("lang=de&lang=en", ParameterError::Duplicate),
            ("return_to=%2Fa&return_to=%2Fb", ParameterError::Duplicate),
            ("max_age=-1", ParameterError::Wrong),
            ("max_age=a", ParameterError::Wrong),
            ("screen=admin", ParameterError::Wrong),
            ("login_hint=a%0d%0ab", ParameterError::Wrong),
        ] {
            assert_eq!(options(query, false).err(), Some(expected), "{query}");
        }
        let long = format!("login_hint={}", "a".repeat(2_001));
        assert_eq!(options(&long, false).err(), Some(ParameterError::Wrong));
    }

    #[test]
    fn an_empty_parameter_counts_as_left_out() {
        let options = options("lang=&prompt=&return_to=&max_age=&screen=", false).unwrap();
        assert_eq!(options.sign_in, SignIn::default());
        assert_eq!(options.return_to, None);
    }
}
