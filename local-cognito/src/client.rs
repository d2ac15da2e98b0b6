//! The app client: who may ask for what, and where answers may go.

use crate::options::API_SCOPE;

/// The id of the only app client.
pub const CLIENT_ID: &str = "1example2345localclient678";

/// A public client (no secret) with the code grant only.
pub(crate) struct Client {
    pub(crate) id: &'static str,
    callbacks: Vec<String>,
    sign_outs: Vec<String>,
}

/// The scopes that this client may ask for.
pub(crate) const ALLOWED_SCOPES: [&str; 4] = ["openid", "email", "profile", API_SCOPE];
/// Scopes that exist but are not enabled for this client.
pub(crate) const OTHER_SCOPES: [&str; 2] = ["phone", "aws.cognito.signin.user.admin"];

impl Client {
    pub(crate) fn of(app_origins: &[String]) -> Self {
        Self {
            id: CLIENT_ID,
            callbacks: app_origins
                .iter()
                .map(|origin| format!("{origin}/dashboard"))
                .collect(),
            sign_outs: app_origins
                .iter()
                .map(|origin| format!("{origin}/"))
                .collect(),
        }
    }

    /// Callback addresses are compared character by character (RFC 9700 §2.1).
    pub(crate) fn allows_callback(&self, address: &str) -> bool {
        self.callbacks.iter().any(|allowed| allowed == address)
    }

    pub(crate) fn allows_sign_out(&self, address: &str) -> bool {
        self.sign_outs.iter().any(|allowed| allowed == address)
    }
}
