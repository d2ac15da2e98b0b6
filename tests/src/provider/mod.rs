//! Providers that speak Cognito's protocol, as the tests see them.

pub mod local;
pub mod ministack;

/// Everything that a contract test needs to know about a provider.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Base of `/oauth2/*`, `/login` and `/logout`, without a final slash.
    pub domain: String,
    /// `iss` of its tokens.
    pub issuer: String,
    /// The discovery document.
    pub discovery_url: String,
    /// The issuer's keys.
    pub jwks_url: String,
    /// The protected API.
    pub api_url: String,
    /// The `Host` field that the API is asked with.
    pub api_host: String,
    /// A public app client.
    pub client_id: String,
    /// Its registered redirect URI.
    pub redirect_uri: String,
    /// Its registered sign-out URI.
    pub logout_uri: String,
    /// A user who may sign in: the name that is typed into the form.
    pub user: String,
    /// The user's email address.
    pub email: String,
    /// The user's password.
    pub password: String,
}

impl Provider {
    /// The origin of the app that `redirect_uri` belongs to.
    pub fn app_origin(&self) -> String {
        let uri = reqwest::Url::parse(&self.redirect_uri).expect("redirect_uri is an address");
        uri.origin().ascii_serialization()
    }

    /// `openid` and the scope that the API asks for.
    pub fn scopes(&self) -> String {
        format!("openid {API_SCOPE}")
    }
}

/// The custom scope that the API's authorizer asks for.
pub const API_SCOPE: &str = "awesomeapi-resource-server/awesomeapi.read";

/// The parts of Cognito that a stand-in may lack; a rule that needs one is not run there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// A cookie that signs in again without the form, and `prompt`, which is about it.
    SessionCookie,
    /// `POST /oauth2/revoke`.
    Revocation,
    /// A wrong client or redirect URI at authorize leads to the page `/error`.
    ErrorPage,
    /// A wrong response type at authorize is told at the redirect URI.
    ResponseTypeError,
    /// `Cache-Control: no-store` and Cognito's content type on token responses.
    TokenHeaders,
    /// ID tokens carry `at_hash`.
    AtHash,
    /// userInfo judges the token and says `invalid_token`.
    UserInfoJudges,
    /// `/logout` with `redirect_uri` leads to the login form.
    LogoutToLogin,
}
