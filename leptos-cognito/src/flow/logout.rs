//! The end of a session: forgotten here, revoked, and ended at the provider.

use super::{Flow, not_configured};
use crate::browser::http::{self, Call};
use crate::browser::storage;
use crate::protocol::config::Config;
use crate::protocol::problem::Problem;
use crate::protocol::provider::Provider;
use crate::protocol::secret::RefreshToken;
use crate::protocol::stored::StoredSession;
use crate::protocol::{logout, token};

impl Flow {
    /// Forgets the session: at once, and before anything else is tried.
    pub(crate) fn forget(&self) -> Option<StoredSession> {
        // Storage that refuses to be emptied has refused to be filled.
        let _ = storage::forget_session();
        self.session.take()
    }

    /// Forgets the session and takes its refresh token back; with the address that ends the session
    /// at the provider.
    pub(crate) async fn log_out(&self) -> Result<String, Problem> {
        let session = self.forget();
        self.forget_login();
        let config = self.config().ok_or_else(not_configured)?;
        self.sign_out_everywhere(&config);
        let provider = self.provider(&config).await?;
        if let Some(token) = session.and_then(|session| session.refresh_token) {
            revoke(&provider, &config, &token).await;
        }
        Ok(logout::address(&provider.logout, &config))
    }

    /// Takes back a refresh token that is not used any more, if there is one.
    pub(crate) async fn take_back(&self, token: Option<RefreshToken>) {
        let (Some(config), Some(token)) = (self.config(), token) else {
            return;
        };
        if let Ok(provider) = self.provider(&config).await {
            revoke(&provider, &config, &token).await;
        }
    }
}

/// Best effort (RFC 7009 §2): a refresh token that cannot be revoked now ends by itself.
async fn revoke(provider: &Provider, config: &Config, token: &RefreshToken) {
    let Some(endpoint) = &provider.revocation_endpoint else {
        return;
    };
    let post = token::revoke(endpoint, &config.client_id, token);
    let call = Call {
        keepalive: true,
        timeout_ms: 2_000,
        ..Call::post(&post.url, &post.body)
    };
    let _ = http::send(&call).await;
}
