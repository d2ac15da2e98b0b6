//! The token endpoint (RFC 6749 §4.1.3, §5; RFC 7636 §4.5) and revocation (RFC 7009).

use super::form;
use super::json::{self, Json, Value};
use super::pending::Pending;
use super::secret::{AccessToken, ClientSecret, Code, IdToken, RefreshToken};
use crate::error::{AuthError, tells_its_sentence};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A form to be posted as it is by a public client, and by a confidential one with the
/// `Authorization` header of [`client_secret_basic`].
pub struct FormPost {
    /// Where to.
    pub url: String,
    /// The form, encoded. It holds a code, a verifier or a token.
    pub body: String,
}

impl FormPost {
    /// The values in it that nobody may see: the code and its verifier, or the token.
    pub fn secrets(&self) -> impl Iterator<Item = String> {
        const SECRET: [&str; 4] = ["code", "code_verifier", "refresh_token", "token"];
        form::decode(&self.body)
            .into_iter()
            .filter(|(name, value)| SECRET.contains(&name.as_str()) && !value.is_empty())
            .map(|(_, value)| value)
    }
}

/// What a token endpoint granted (RFC 6749 §5.1).
#[derive(Clone, Debug, PartialEq)]
pub struct TokenSet {
    /// For the API.
    pub access_token: AccessToken,
    /// Where `openid` was asked for.
    pub id_token: Option<IdToken>,
    /// For the next access token.
    pub refresh_token: Option<RefreshToken>,
    /// How long the access token is valid, in seconds.
    pub expires_in: Option<f64>,
    /// The granted scopes, where the provider says so; Cognito does not.
    pub scope: Option<String>,
}

/// Why there are no tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenError {
    /// No answer came: offline, blocked or refused.
    Network,
    /// The provider answers, and does not let this site read it (CORS).
    Unreadable,
    /// The answer leads to another address, where no secret is sent.
    Redirected,
    /// No answer came in time.
    Timeout,
    /// The provider refused (RFC 6749 §5.2).
    Refused {
        /// The code of the error.
        error: String,
        /// The provider's own words: untrusted.
        description: Option<String>,
    },
    /// The answer has an error's status and says nothing of its reason.
    Status(u16),
    /// The answer is a success, but is not JSON of the form that RFC 6749 §5.1 asks for.
    Malformed,
    /// The token is of another type than `Bearer`.
    WrongType,
    /// An ID token was asked for and did not come.
    IdTokenMissing,
}

/// Asks for the tokens of `code` with the pending record's verifier.
pub fn exchange(pending: &Pending, code: &Code) -> FormPost {
    FormPost {
        url: pending.token_endpoint.clone(),
        body: form::encode([
            ("grant_type", "authorization_code"),
            ("client_id", &pending.audience.client_id),
            ("code", code.expose()),
            ("redirect_uri", &pending.redirect_uri),
            ("code_verifier", pending.verifier.expose()),
        ]),
    }
}

/// Asks for the next access token (RFC 6749 §6).
pub fn renew(endpoint: &str, client_id: &str, token: &RefreshToken) -> FormPost {
    FormPost {
        url: endpoint.into(),
        body: form::encode([
            ("grant_type", "refresh_token"),
            ("client_id", client_id),
            ("refresh_token", token.expose()),
        ]),
    }
}

/// Takes a refresh token back, and the access tokens that came with it (RFC 7009 §2.1).
pub fn revoke(endpoint: &str, client_id: &str, token: &RefreshToken) -> FormPost {
    FormPost {
        url: endpoint.into(),
        body: form::encode([
            ("token", token.expose()),
            ("token_type_hint", "refresh_token"),
            ("client_id", client_id),
        ]),
    }
}

/// The `Authorization` header of a confidential client, which a server sends with each of these forms
/// (RFC 6749 §2.3.1: both parts are form-encoded before they are joined).
///
/// ```
/// # use cognito_spa::*;
/// use protocol::{secret::ClientSecret, token};
///
/// let secret = ClientSecret::new("a:b".into());
/// assert_eq!(token::client_secret_basic("client", &secret), "Basic Y2xpZW50OmElM0Fi");
/// ```
pub fn client_secret_basic(client_id: &str, secret: &ClientSecret) -> String {
    let mut credentials = String::new();
    form::encode_component(client_id, &mut credentials);
    credentials.push(':');
    form::encode_component(secret.expose(), &mut credentials);
    ["Basic ", &STANDARD.encode(credentials)].concat()
}

/// Reads the token endpoint's answer. Members that are not known are ignored (RFC 6749 §5.1).
///
/// # Errors
/// Everything that is not a success with a bearer token.
pub fn parse<J: Json>(status: u16, body: &str) -> Result<TokenSet, TokenError> {
    let answer = json::parse::<J>(body);
    if status != 200 {
        // A server that is overloaded or broken has not judged the grant, whatever its body says.
        let is_verdict = status < 500 && status != 429;
        let verdict = answer.as_ref().filter(|_| is_verdict);
        let text = |name| verdict.and_then(|answer| answer.text(name)).map(Into::into);
        return Err(match text("error") {
            Some(error) => TokenError::Refused {
                error,
                description: text("error_description"),
            },
            None => TokenError::Status(status),
        });
    }
    let answer = answer.ok_or(TokenError::Malformed)?;
    let token_type = answer.text("token_type").ok_or(TokenError::Malformed)?;
    if !token_type.eq_ignore_ascii_case("bearer") {
        return Err(TokenError::WrongType);
    }
    let token = |name| match answer.get(name) {
        None => Ok(None),
        Some(Value::Text(token)) if is_token(token) => Ok(Some(token.clone())),
        Some(_) => Err(TokenError::Malformed),
    };
    Ok(TokenSet {
        access_token: AccessToken::new(token("access_token")?.ok_or(TokenError::Malformed)?),
        id_token: token("id_token")?.map(IdToken::new),
        refresh_token: token("refresh_token")?.map(RefreshToken::new),
        expires_in: answer
            .get("expires_in")
            .and_then(Value::as_number)
            .filter(|seconds| *seconds > 0.0),
        scope: answer.text("scope").map(Into::into),
    })
}

/// RFC 6749 App. A.12: printable ASCII, so that it can stand in a header.
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

tells_its_sentence!(TokenError);

impl From<TokenError> for AuthError {
    fn from(error: TokenError) -> Self {
        const AGAIN: &str = "Log in again.";
        const LATER: &str = "Wait a little, then log in again.";
        let (code, what, next) = match error {
            TokenError::Network => (
                "token.network",
                "The login provider could not be reached.",
                "Check your connection, then log in again.",
            ),
            TokenError::Unreadable => (
                "token.cors",
                "The login provider answers, but does not let this site read its token endpoint.",
                "For the provider's administrator: allow this site's origin at the token endpoint (CORS).",
            ),
            TokenError::Redirected => (
                "token.redirected",
                "The login provider's token endpoint is at another address than the configured one.",
                "Check \"issuer\" and \"domain\" in the configuration.",
            ),
            TokenError::Timeout => (
                "token.timeout",
                "The login provider did not answer in time.",
                LATER,
            ),
            TokenError::Refused { error, description } => {
                return refused(&error).with_detail(Some(&match description {
                    Some(description) => [&error, ": ", &description].concat(),
                    None => error,
                }));
            }
            TokenError::Status(429) => (
                "token.too_many_requests",
                "The login provider is asked too often.",
                LATER,
            ),
            TokenError::Status(500..) => (
                "token.server_error",
                "The login provider has a problem of its own.",
                LATER,
            ),
            TokenError::Status(_) => (
                "token.unexpected_status",
                "The login provider refused the login without a reason.",
                AGAIN,
            ),
            TokenError::Malformed => (
                "token.malformed",
                "The login provider's answer cannot be understood.",
                AGAIN,
            ),
            TokenError::WrongType => (
                "token.wrong_type",
                "The login provider sent a token of a type that this site cannot use.",
                AGAIN,
            ),
            TokenError::IdTokenMissing => (
                "token.id_token_missing",
                "The login provider did not say who signed in.",
                "Allow the scope openid in the app client's settings, then log in again.",
            ),
        };
        Self::new(code, what, next)
    }
}

/// The errors of RFC 6749 §5.2 in plain words.
pub(super) fn refused(error: &str) -> AuthError {
    let (code, what, next) = match error {
        "invalid_grant" => (
            "token.invalid_grant",
            "This login is no longer valid: it was used already or took too long.",
            "Log in again.",
        ),
        "invalid_client" => (
            "token.invalid_client",
            "The login provider does not know this site.",
            "Check that \"client_id\" in the configuration names an app client without a secret.",
        ),
        "unauthorized_client" => (
            "token.unauthorized_client",
            "The login provider does not allow this site to log in this way.",
            "Check \"redirect_uri\" in the configuration and the app client's allowed grants.",
        ),
        "unsupported_grant_type" => (
            "token.unsupported_grant_type",
            "The login provider does not offer the authorization code grant.",
            "Allow the code grant in the app client's settings.",
        ),
        "invalid_scope" => (
            "token.invalid_scope",
            "The login provider refuses one of the scopes that this site asks for.",
            "Allow every scope of the configuration in the app client's settings.",
        ),
        "invalid_request" => (
            "token.invalid_request",
            "The login provider found the request incomplete.",
            "Log in again.",
        ),
        _ => (
            "token.refused",
            "The login provider refused the login.",
            "Log in again.",
        ),
    };
    AuthError::new(code, what, next)
}
