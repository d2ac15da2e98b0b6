//! The people of the pool, and where they sign in.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::paths::POOL_ID;

/// The email address of the user that exists from the start.
pub const DEMO_USER: &str = "demo@example.com";
/// The password of that user.
pub const DEMO_PASSWORD: &str = "Demo-Passw0rd!";
/// The email address of a second user, who is in the group [`ADMIN_GROUP`].
pub const ADMIN_USER: &str = "admin@example.com";
/// The password of that user.
pub const ADMIN_PASSWORD: &str = "Admin-Passw0rd!";
/// The group of [`ADMIN_USER`].
pub const ADMIN_GROUP: &str = "admins";
/// The email addresses of the accounts at the fake Google.
pub const GOOGLE_USERS: [&str; 2] = ["g.user@example.com", "g.other@example.com"];

/// The ids of [`GOOGLE_USERS`] at the fake Google, and their names.
const GOOGLE_ACCOUNTS: [(&str, &str); 2] = [
    ("100000000000000000001", "G. User"),
    ("100000000000000000002", "G. Other"),
];

/// Where a person signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdentityProvider {
    /// The pool itself, with a password.
    Cognito,
    /// The fake Google.
    Google,
}

impl IdentityProvider {
    /// The provider that `identity_provider` names.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "COGNITO" => Some(Self::Cognito),
            "Google" => Some(Self::Google),
            _ => None,
        }
    }

    /// The provider that has this `idp_identifier`.
    pub(crate) fn from_identifier(identifier: &str) -> Option<Self> {
        (identifier == "google").then_some(Self::Google)
    }
}

/// An account at another provider.
#[derive(Clone)]
pub(crate) struct Identity {
    user_id: String,
    /// When the pool made its own user for it, in seconds since 1970.
    created_at: i64,
}

impl Identity {
    /// The `identities` claim of an ID token, where every value is a string:
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html>.
    pub(crate) fn claim(&self) -> Value {
        self.value(json!("true"), json!(self.created_ms().to_string()))
    }

    /// The `identities` attribute as userInfo has it: JSON in a string, as all attributes are
    /// strings.
    fn attribute(&self) -> String {
        self.value(json!(true), json!(self.created_ms()))
            .to_string()
    }

    fn created_ms(&self) -> i64 {
        self.created_at.saturating_mul(1000)
    }

    fn value(&self, primary: Value, date_created: Value) -> Value {
        json!([{
            "userId": self.user_id,
            "providerName": "Google",
            "providerType": "Google",
            "issuer": null,
            "primary": primary,
            "dateCreated": date_created,
        }])
    }
}

#[derive(Clone)]
pub(crate) struct User {
    pub(crate) sub: String,
    /// `cognito:username`.
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) name: Option<String>,
    pub(crate) groups: Vec<String>,
    /// `None` for people of another provider.
    pub(crate) password: Option<String>,
    /// The verification code that has not been entered yet.
    pub(crate) unconfirmed: Option<String>,
    /// `None` for people who sign in with a password.
    pub(crate) identity: Option<Identity>,
}

impl User {
    /// A user with a password, whose user name is its `sub`, as in pools where people sign in with
    /// their email address.
    pub(crate) fn local(sub: String, email: &str, password: &str) -> Self {
        Self {
            username: sub.clone(),
            sub,
            email: email.to_owned(),
            name: None,
            groups: Vec::new(),
            password: Some(password.to_owned()),
            unconfirmed: None,
            identity: None,
        }
    }

    /// The users of the fake Google. Cognito puts such people into a group of their provider.
    pub(crate) fn of_google(now: i64) -> impl Iterator<Item = Self> {
        GOOGLE_USERS
            .into_iter()
            .zip(GOOGLE_ACCOUNTS)
            .map(move |(email, (user_id, name))| {
                let username = format!("Google_{user_id}");
                Self {
                    sub: stable_sub(&username),
                    username,
                    email: email.to_owned(),
                    name: Some(name.to_owned()),
                    groups: vec![format!("{POOL_ID}_Google")],
                    password: None,
                    unconfirmed: None,
                    identity: Some(Identity {
                        user_id: user_id.to_owned(),
                        created_at: now,
                    }),
                }
            })
    }

    pub(crate) fn provider(&self) -> IdentityProvider {
        match self.identity {
            None => IdentityProvider::Cognito,
            Some(_) => IdentityProvider::Google,
        }
    }

    /// Attributes that the scopes let a client read. `openid` alone stands for all of them.
    pub(crate) fn attributes(
        &self,
        has_scope: impl Fn(&str) -> bool,
    ) -> Vec<(&'static str, String)> {
        let narrowed = has_scope("email") || has_scope("profile") || has_scope("phone");
        let mut attributes = Vec::new();
        if !narrowed || has_scope("email") {
            attributes.push(("email", self.email.clone()));
        }
        if !narrowed || has_scope("profile") {
            attributes.extend(self.name.clone().map(|name| ("name", name)));
            let identities = self.identity.as_ref().map(Identity::attribute);
            attributes.extend(identities.map(|identities| ("identities", identities)));
        }
        attributes
    }
}

/// The same `sub` at every start, so that what an app has stored for a user still fits.
pub(crate) fn stable_sub(seed: &str) -> String {
    let mut bytes = [0; 16];
    for (byte, hashed) in bytes.iter_mut().zip(Sha256::digest(seed)) {
        *byte = hashed;
    }
    uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string()
}

/// Whether two email addresses are the same: without regard to case, as new user pools do.
pub(crate) fn same_email(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}
