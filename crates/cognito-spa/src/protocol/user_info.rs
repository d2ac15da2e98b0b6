//! The userInfo endpoint's answer (OpenID Connect Core §5.3, Amazon Cognito's `/oauth2/userInfo`).

use super::claims::Claims;
use super::json::{self, Json, Value};
use crate::error::{AuthError, tells_its_sentence};

/// Why there is no profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UserInfoError {
    /// Nobody is signed in.
    SignedOut,
    /// The provider has no userInfo endpoint.
    NotOffered,
    /// No answer came, or the access token has ended and could not be renewed yet.
    Network,
    /// The provider answers, and does not let this site read it (CORS).
    Unreadable,
    /// The answer leads to another address, where no token is sent.
    Redirected,
    /// The provider does not accept the access token, or not for this.
    Refused(u16),
    /// The answer is a success, but not a JSON object.
    Malformed,
    /// It speaks of somebody else than the tokens do, or of nobody (OpenID Connect Core §5.3.2).
    OtherPerson,
}

/// Reads the claims about the person `sub`. Cognito writes the two flags of what was verified as
/// strings; they become booleans.
///
/// # Errors
/// Everything that is not a success about that person.
pub fn parse<J: Json>(status: u16, body: &str, sub: Option<&str>) -> Result<Claims, UserInfoError> {
    if status != 200 {
        return Err(UserInfoError::Refused(status));
    }
    let Some(claims @ Value::Map(_)) = json::parse::<J>(body) else {
        return Err(UserInfoError::Malformed);
    };
    if sub.is_none() || claims.text("sub") != sub {
        return Err(UserInfoError::OtherPerson);
    }
    Claims::of(with_flags(claims)).ok_or(UserInfoError::Malformed)
}

fn with_flags(claims: Value) -> Value {
    let Value::Map(mut members) = claims else {
        return claims;
    };
    for (name, value) in &mut members {
        if matches!(name.as_str(), "email_verified" | "phone_number_verified") {
            match value.as_text() {
                Some("true") => *value = Value::Bool(true),
                Some("false") => *value = Value::Bool(false),
                _ => {}
            }
        }
    }
    Value::Map(members)
}

tells_its_sentence!(UserInfoError);

impl From<UserInfoError> for AuthError {
    fn from(error: UserInfoError) -> Self {
        let (code, what, next) = match error {
            UserInfoError::SignedOut => (
                "user_info.signed_out",
                "Nobody is signed in, so no profile was loaded.",
                "Log in again.",
            ),
            UserInfoError::NotOffered => (
                "user_info.not_offered",
                "The login provider offers no profiles.",
                "Nothing is wrong; this provider has no userInfo endpoint.",
            ),
            UserInfoError::Network => (
                "user_info.network",
                "The profile could not be loaded.",
                "Check your connection, then try again.",
            ),
            UserInfoError::Unreadable => (
                "user_info.cors",
                "The login provider answers, but does not let this site read the profile.",
                "For the provider's administrator: allow this site's origin and the header \
                 Authorization at the userInfo endpoint (CORS).",
            ),
            UserInfoError::Redirected => (
                "user_info.redirected",
                "The login provider's userInfo endpoint is at another address than it says.",
                "For the provider's administrator: check userinfo_endpoint in the discovery document.",
            ),
            UserInfoError::Refused(500..) => (
                "user_info.server_error",
                "The login provider has a problem of its own.",
                "Wait a little, then try again.",
            ),
            UserInfoError::Refused(_) => (
                "user_info.refused",
                "The login provider does not show the profile to this session.",
                "Allow the scope openid in the app client's settings and in the configuration.",
            ),
            UserInfoError::Malformed => (
                "user_info.malformed",
                "The login provider's answer cannot be understood.",
                "Try again.",
            ),
            UserInfoError::OtherPerson => (
                "user_info.other_person",
                "The profile is not that of the person who signed in, so it is not shown.",
                "Log in again.",
            ),
        };
        Self::new(code, what, next)
    }
}
