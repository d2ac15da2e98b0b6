//! The app client: who may ask for what, and where answers may go.

use crate::options::{API_SCOPE, Options};

/// The id of the only app client.
pub const CLIENT_ID: &str = "1example2345localclient678";

/// Scopes that exist but are not enabled for the client, unless an option does so.
pub(crate) const OTHER_SCOPES: [&str; 2] = ["phone", "aws.cognito.signin.user.admin"];

/// A public client (no secret) with the code grant only.
pub(crate) struct Client {
    pub(crate) id: &'static str,
    pub(crate) callback_urls: Vec<String>,
    pub(crate) logout_urls: Vec<String>,
    /// The scopes that this client may ask for.
    pub(crate) scopes: Vec<String>,
}

impl Client {
    pub(crate) fn new(options: &Options) -> Self {
        let of_origins = |path: &str| {
            let origins = options.app_origins.iter();
            let addresses = origins.map(|origin| format!("{origin}{path}"));
            addresses.collect::<Vec<_>>()
        };
        let of_backend = options
            .backend
            .iter()
            .map(|path| format!("{path}/callback"));
        let callbacks = ["/dashboard", "/callback"].map(str::to_owned);
        let api_scopes = options.apis.iter().filter_map(|api| api.scope.clone());
        let mut scopes = ["openid", "email", "profile", API_SCOPE]
            .map(str::to_owned)
            .to_vec();
        for scope in options.allowed_scopes.iter().cloned().chain(api_scopes) {
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        Self {
            id: CLIENT_ID,
            callback_urls: callbacks
                .into_iter()
                .chain(of_backend)
                .flat_map(|path| of_origins(&path))
                .chain(options.callback_urls.iter().cloned())
                .collect(),
            logout_urls: of_origins("/")
                .into_iter()
                .chain(options.logout_urls.iter().cloned())
                .collect(),
            scopes,
        }
    }

    /// Callback addresses are compared character by character (RFC 9700 §2.1).
    pub(crate) fn allows_callback(&self, url: &str) -> bool {
        self.callback_urls.iter().any(|allowed| allowed == url)
    }

    pub(crate) fn allows_logout(&self, url: &str) -> bool {
        self.logout_urls.iter().any(|allowed| allowed == url)
    }

    pub(crate) fn allows_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|allowed| allowed == scope)
    }
}
