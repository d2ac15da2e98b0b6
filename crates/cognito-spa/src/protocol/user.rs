//! Who is signed in.

use super::claims::Claims;
use super::json::Value;
use crate::AuthError;
use serde::de::DeserializeOwned;

/// Who is signed in, as far as the tokens say so.
///
/// ```
/// # use cognito_spa::User;
///
/// let user = User { sub: "17".into(), groups: vec!["admins".into()], ..User::default() };
/// assert!(user.is_in_group("admins"));
/// assert_eq!(user.display_name(), Some("17"));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct User {
    /// The person, as the issuer knows them. Empty where no token says it: without the scope
    /// `openid`, at a provider whose access tokens are opaque.
    pub sub: String,
    /// The email address.
    pub email: Option<String>,
    /// The user name: `cognito:username`, or `preferred_username` at other providers.
    pub username: Option<String>,
    /// The groups of the user pool that the person is in (`cognito:groups`).
    pub groups: Vec<String>,
    /// The scopes that were granted.
    pub scopes: Vec<String>,
    /// The claims of the ID token, whose signature was verified when it arrived. Empty without one.
    pub id_token_claims: Claims,
}

impl User {
    /// The person of these tokens' claims. What the ID token says counts first: its signature was
    /// verified. Groups count from either, as Cognito writes the same ones into both.
    pub(crate) fn of(id_token: Option<Claims>, access_token: Option<&Claims>, scope: &str) -> Self {
        let of_access_token = |name: &str| access_token.and_then(|claims| claims.text(name));
        let text = |names: &[&str]| {
            names
                .iter()
                .filter_map(|name| id_token.as_ref()?.text(name))
                .find(|text| !text.is_empty())
                .map(String::from)
        };
        let groups = id_token
            .as_ref()
            .and_then(|claims| claims.get("cognito:groups"))
            .or_else(|| access_token.and_then(|claims| claims.get("cognito:groups")));
        Self {
            sub: text(&["sub"])
                .or_else(|| of_access_token("sub").map(Into::into))
                .unwrap_or_default(),
            email: text(&["email"]),
            username: text(&["cognito:username", "preferred_username", "name"])
                .or_else(|| of_access_token("username").map(Into::into)),
            groups: texts(groups),
            scopes: scope.split_whitespace().map(Into::into).collect(),
            id_token_claims: id_token.unwrap_or_default(),
        }
    }

    /// The claims of the ID token read as `T`; custom attributes of Cognito are texts named
    /// `custom:…`.
    ///
    /// ```
    /// # use cognito_spa::{AuthError, User};
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Tenant {
    ///     #[serde(rename = "custom:tenant")]
    ///     tenant: String,
    /// }
    ///
    /// fn tenant(user: &User) -> Result<String, AuthError> {
    ///     user.claims::<Tenant>().map(|claims| claims.tenant)
    /// }
    /// # assert!(tenant(&User::default()).is_err());
    /// ```
    ///
    /// # Errors
    /// Where they are not of that form, or there is no ID token.
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, AuthError> {
        self.id_token_claims.to()
    }

    /// Whether the person is in this group of the user pool. An API has to check it again: what runs
    /// in a browser is under its user's control.
    pub fn is_in_group(&self, group: &str) -> bool {
        self.groups.iter().any(|own| own == group)
    }

    /// How the person is called: by email, else by user name, else by `sub`; nothing where no token
    /// says any of them.
    pub fn display_name(&self) -> Option<&str> {
        self.email
            .as_deref()
            .or(self.username.as_deref())
            .or(Some(&self.sub))
            .filter(|name| !name.is_empty())
    }
}

pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::List(list)) => list
            .iter()
            .filter_map(|item| item.as_text().map(Into::into))
            .collect(),
        _ => Vec::new(),
    }
}
