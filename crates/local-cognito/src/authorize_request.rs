//! Reading an authorize request, and what may be wrong with it.

use crate::{
    client::{Client, OTHER_SCOPES},
    params::Params,
    users::IdentityProvider,
};

/// The characters of an S256 challenge: 32 bytes in base64url (RFC 7636 §4.2).
const CHALLENGE_LENGTH: usize = 43;

/// For whoever writes the app; Cognito documents no words of its own for it.
const UNKNOWN_PROVIDER: &str = "There is no such identity provider: identity_provider is COGNITO or \
    Google here, and idp_identifier is google.";

/// A request whose client, callback and parameters are in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AuthorizeRequest {
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) scope: Vec<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) code_challenge: Option<String>,
    pub(crate) resource: Option<String>,
    /// Where the person is to sign in, if the app has said so.
    pub(crate) provider: Option<IdentityProvider>,
    /// How long ago the person may have signed in, in seconds (OpenID Connect Core §3.1.2.1).
    /// Cognito does not document it; a client that checks `auth_time` needs it to come true.
    pub(crate) max_age: Option<i64>,
}

impl AuthorizeRequest {
    /// Tells the app that this request gets no code.
    pub(crate) fn fail(self, error: &'static str) -> AuthorizeError {
        AuthorizeError::Redirect {
            redirect_uri: self.redirect_uri,
            state: self.state,
            error,
            description: None,
        }
    }
}

/// A request that gets no code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum AuthorizeError {
    /// The client or the callback cannot be believed, so nothing is sent there.
    RedirectMismatch { client_id: String },
    /// Nobody can be told but the person.
    Page(&'static str),
    /// The app is told (RFC 6749 §4.1.2.1).
    Redirect {
        redirect_uri: String,
        state: Option<String>,
        error: &'static str,
        description: Option<&'static str>,
    },
}

/// Reads a request. `lenient` ignores scopes that exist but are not enabled for the client, which
/// AWS's page also describes; the field reports `invalid_scope`.
pub(crate) fn validate(
    client: &Client,
    params: &Params,
    lenient: bool,
) -> Result<AuthorizeRequest, AuthorizeError> {
    let client_id = params.get("client_id").ok_or(AuthorizeError::Page(
        "Required String parameter 'client_id' is not present",
    ))?;
    let redirect_uri = params.get("redirect_uri").ok_or(AuthorizeError::Page(
        "Required String parameter 'redirect_uri' is not present",
    ))?;
    if client_id != client.id || !client.allows_callback(redirect_uri) {
        return Err(AuthorizeError::RedirectMismatch {
            client_id: client_id.to_owned(),
        });
    }
    let state = params.get("state").map(str::to_owned);
    let error = |error| AuthorizeError::Redirect {
        redirect_uri: redirect_uri.to_owned(),
        state: state.clone(),
        error,
        description: None,
    };
    let invalid_request = || error("invalid_request");

    if params.repeated() {
        return Err(invalid_request());
    }
    match params.get("response_type") {
        Some("code") => {}
        Some("token") => return Err(error("unauthorized_client")),
        _ => return Err(invalid_request()),
    }
    let code_challenge = match (
        params.get("code_challenge"),
        params.get("code_challenge_method"),
    ) {
        (None, None) => None,
        (Some(challenge), Some("S256")) if challenge.len() == CHALLENGE_LENGTH => {
            Some(challenge.to_owned())
        }
        _ => return Err(invalid_request()),
    };
    if !params.get("prompt").is_none_or(is_prompt)
        || !params.get("resource").is_none_or(is_resource)
    {
        return Err(invalid_request());
    }
    let max_age = match params.get("max_age") {
        Some(text) => Some(parse_max_age(text).ok_or_else(invalid_request)?),
        None => None,
    };
    let provider = parse_provider(params).ok_or_else(|| AuthorizeError::Redirect {
        redirect_uri: redirect_uri.to_owned(),
        state: state.clone(),
        error: "invalid_request",
        description: Some(UNKNOWN_PROVIDER),
    })?;
    let scope = match params.get("scope") {
        Some(asked) => parse_scope(client, asked, lenient).ok_or_else(|| error("invalid_scope"))?,
        None => client.scopes.clone(),
    };
    Ok(AuthorizeRequest {
        redirect_uri: redirect_uri.to_owned(),
        scope,
        nonce: params.get("nonce").map(str::to_owned),
        code_challenge,
        resource: params.get("resource").map(str::to_owned),
        provider,
        max_age,
        state,
    })
}

fn parse_scope(client: &Client, asked: &str, lenient: bool) -> Option<Vec<String>> {
    let mut scope: Vec<String> = Vec::new();
    for name in asked.split_ascii_whitespace() {
        if client.allows_scope(name) {
            if !scope.iter().any(|known| known == name) {
                scope.push(name.to_owned());
            }
        } else if !(lenient && OTHER_SCOPES.contains(&name)) {
            return None;
        }
    }
    let has = |name: &str| scope.iter().any(|known| known == name);
    let openid_missing = (has("email") || has("profile") || has("phone")) && !has("openid");
    (!scope.is_empty() && !openid_missing).then_some(scope)
}

/// The provider that the request names, if any; the outer `None` is one that does not exist.
fn parse_provider(params: &Params) -> Option<Option<IdentityProvider>> {
    let name = params.get("identity_provider");
    let identifier = params.get("idp_identifier");
    match (name, identifier) {
        (None, None) => Some(None),
        (Some(name), _) => IdentityProvider::from_name(name).map(Some),
        (None, Some(identifier)) => IdentityProvider::from_identifier(identifier).map(Some),
    }
}

fn parse_max_age(text: &str) -> Option<i64> {
    text.parse().ok().filter(|seconds| *seconds >= 0)
}

fn is_prompt(prompt: &str) -> bool {
    let mut values = prompt.split(' ');
    prompt == "none" || values.all(|value| matches!(value, "login" | "select_account" | "consent"))
}

/// RFC 8707, with the schemes that Cognito allows.
fn is_resource(resource: &str) -> bool {
    url::Url::parse(resource).is_ok_and(|url| {
        url.fragment().is_none() && (url.scheme() != "http" || url.host_str() == Some("localhost"))
    })
}
