//! The end of a session: forgotten here, revoked, and ended at the provider.

use super::flow::Flow;
use crate::AuthError;
use crate::browser::http::{self, Call};
use crate::browser::storage;
use crate::protocol::config::Config;
use crate::protocol::provider::Provider;
use crate::protocol::secret::RefreshToken;
use crate::protocol::stored::StoredSession;
use crate::protocol::{logout, token};

impl Flow {
    /// Forgets the session: at once, and before anything else is tried.
    pub(super) fn forget(&self) -> Option<StoredSession> {
        // Storage that refuses to be emptied has refused to be filled.
        let _ = storage::forget_session();
        self.presence.take();
        self.session.take()
    }

    /// Forgets the session and revokes its refresh token; with the address that ends the session
    /// at the provider.
    pub(super) async fn log_out(&self) -> Result<String, AuthError> {
        let session = self.forget();
        self.forget_login();
        storage::note_signed_out();
        let config = self.configured()?;
        self.sign_out_everywhere(&config);
        let provider = self.provider(&config).await?;
        if let Some(token) = session.and_then(|session| session.refresh_token) {
            revoke(&provider, &config, &token).await;
        }
        Ok(logout::address(&provider.logout, &config))
    }

    /// Revokes a refresh token that is not used any more, if there is one.
    pub(super) async fn revoke(&self, token: Option<RefreshToken>) {
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
