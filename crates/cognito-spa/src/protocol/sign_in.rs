//! What one login asks for beside the configuration.

#[cfg(test)]
mod tests;

use std::time::Duration;

/// The options of one login. Each overrides what the configuration says of it.
///
/// ```
/// # use cognito_spa::SignIn;
/// use std::time::Duration;
///
/// let options = SignIn::default()
///     .provider("Google")
///     .max_age(Duration::from_secs(300))
///     .return_to("/orders?open=17");
/// # let _ = options;
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignIn {
    pub(super) parameters: Vec<(&'static str, String)>,
    interactive: bool,
    pub(super) max_age: Option<Duration>,
    pub(super) app_state: Option<String>,
    pub(crate) return_to: Option<String>,
    pub(crate) replaces_page: bool,
}

impl SignIn {
    /// The identity provider to sign in with, by the name that the user pool has for it, such as
    /// `Google`: Cognito then skips its own login page (its `identity_provider`).
    #[must_use]
    pub fn provider(self, name: impl Into<String>) -> Self {
        self.with("identity_provider", name)
    }

    /// The identity provider by an identifier, such as an email domain (Cognito's `idp_identifier`).
    #[must_use]
    pub fn idp_identifier(self, identifier: impl Into<String>) -> Self {
        self.with("idp_identifier", identifier)
    }

    /// The user name to fill in (OpenID Connect Core §3.1.2.1).
    #[must_use]
    pub fn login_hint(self, hint: impl Into<String>) -> Self {
        self.with("login_hint", hint)
    }

    /// The language of Cognito's managed login, such as `de`.
    #[must_use]
    pub fn lang(self, language: impl Into<String>) -> Self {
        self.with("lang", language)
    }

    /// What the provider is to ask: `none`, `login`, `consent` or `select_account` (OpenID Connect
    /// Core §3.1.2.1).
    #[must_use]
    pub fn prompt(self, prompt: impl Into<String>) -> Self {
        self.with("prompt", prompt)
    }

    /// The API that the access token is for (RFC 8707); Cognito makes it the token's `aud`.
    #[must_use]
    pub fn resource(self, resource: impl Into<String>) -> Self {
        self.with("resource", resource)
    }

    /// How long ago the person may have signed in at the provider, in whole seconds. It is sent, and
    /// the ID token's `auth_time` is held to it (OpenID Connect Core §3.1.3.7 (13)); without the scope
    /// `openid` there is no ID token to hold to it, and the login is refused. Cognito does not list
    /// `max_age` among its parameters: with `.prompt("login")` beside it, managed login asks.
    #[must_use]
    pub fn max_age(self, age: Duration) -> Self {
        Self {
            max_age: Some(age),
            ..self.with("max_age", age.as_secs().to_string())
        }
    }

    /// The path of this site, with its query, where the login ends. Default: the page where it was
    /// begun. Anything that is not a path of this site is dropped (RFC 9700 §4.11.1).
    #[must_use]
    pub fn return_to(self, path: impl Into<String>) -> Self {
        Self {
            return_to: Some(path.into()),
            ..self
        }
    }

    /// A text that the app wants to have again after the login, whether it succeeds or fails. It
    /// stays in this tab's session storage and is not sent anywhere. With a backend it is not kept: put
    /// what the app wants again into [`return_to`](Self::return_to).
    #[must_use]
    pub fn app_state(self, state: impl Into<String>) -> Self {
        Self {
            app_state: Some(state.into()),
            ..self
        }
    }

    /// Replaces the page that begins the login in the browser's history: for a page that does nothing
    /// but begin one, which Back would only begin again.
    #[must_use]
    pub fn replace_page(self) -> Self {
        Self {
            replaces_page: true,
            ..self
        }
    }

    /// The same login where the provider has to ask the person: it is not told not to (`prompt=none`,
    /// OpenID Connect Core §3.1.2.1).
    #[must_use]
    pub(crate) fn interactive(self) -> Self {
        Self {
            interactive: true,
            ..self
        }
    }

    /// Whether it may end with a session that is there already: it wants neither anything of the provider
    /// but a language, nor its own state back.
    pub(crate) fn accepts_any_session(&self) -> bool {
        let asks = |&(name, _): &(&str, String)| name != "lang";
        self.app_state.is_none() && !self.parameters.iter().any(asks)
    }

    /// The last one counts. A provider by its name and one by its identifier exclude each other.
    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.parameters
            .retain(|(other, _)| !is_same_choice(other, name));
        self.parameters.push((name, value.into()));
        self
    }

    /// The parameters of the configuration as far as this login does not replace them, and its own.
    pub(super) fn over<'a>(
        &'a self,
        configured: &'a [(&'static str, String)],
    ) -> impl Iterator<Item = (&'static str, &'a str)> {
        let is_kept = |name: &str| {
            !self
                .parameters
                .iter()
                .any(|(own, _)| is_same_choice(own, name))
        };
        configured
            .iter()
            .filter(move |(name, _)| is_kept(name))
            .chain(&self.parameters)
            .map(|(name, value)| (*name, value.as_str()))
            .filter(|parameter| !self.interactive || *parameter != ("prompt", "none"))
    }
}

/// Whether two parameters decide the same thing.
fn is_same_choice(one: &str, other: &str) -> bool {
    let chooses_provider = |name: &str| name == "identity_provider" || name == "idp_identifier";
    one == other || chooses_provider(one) && chooses_provider(other)
}
