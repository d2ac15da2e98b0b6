//! The end of a session: forgotten here, revoked, and ended at the provider.

use super::deadline::{DISCOVERY_MS, Deadline};
use super::flow::Flow;
use crate::AuthError;
use crate::browser::http::{self, Call};
use crate::browser::storage::{self, SignedOut};
use crate::protocol::audience::Audience;
use crate::protocol::pending::Pending;
use crate::protocol::provider::LogoutEndpoint;
use crate::protocol::secret::RefreshToken;
use crate::protocol::stored::StoredSession;
use crate::protocol::{logout, tabs, token};

impl Flow {
    /// Forgets the session: at once, and before anything else is tried.
    pub(super) fn forget(&self) -> Option<StoredSession> {
        // Storage that refuses to be emptied has refused to be filled.
        let _ = storage::forget_session();
        self.presence.take();
        self.end_question();
        self.session.take()
    }

    /// Forgets the session, here and in the other tabs.
    pub(super) fn forget_everywhere(&self) -> Option<StoredSession> {
        let session = self.forget();
        self.forget_login();
        storage::note_signed_out(SignedOut::Everywhere);
        let configured = || self.config().map(|config| Audience::from(&*config));
        let audience = session.as_ref().map(|session| session.audience.clone());
        if let Some(audience) = audience.or_else(configured)
            && !storage::note_log_out(&tabs::name(&audience))
        {
            // Not always: a page that the browser keeps for its back button is given up when it is told anything.
            self.tell_tabs(&tabs::signed_out());
        }
        session
    }

    /// Revokes the refresh token of `session`, which is forgotten already; with the address that ends the
    /// session at the provider.
    pub(super) async fn log_out(
        &self,
        session: Option<StoredSession>,
    ) -> Result<String, AuthError> {
        let config = self.configured()?;
        let provider = self
            .provider(&config, Deadline::after(DISCOVERY_MS))
            .await?;
        // No other provider gets the token.
        let session = session.filter(|session| session.audience.is_of(&config));
        let mut may_be_known = provider.logout == LogoutEndpoint::None;
        let id_token = session
            .as_ref()
            .and_then(|session| session.id_token.clone());
        if let Some(token) = session.and_then(|session| session.refresh_token) {
            let endpoint = &provider.revocation_endpoint;
            may_be_known |= revoke(endpoint, &config.client_id, &token).await;
        }
        if may_be_known {
            storage::note_signed_out(SignedOut::Here);
        }
        Ok(logout::address(
            &provider.logout,
            &config,
            id_token.as_ref(),
        ))
    }

    /// Revokes a refresh token that is not used any more, if there is one.
    pub(super) async fn revoke(&self, token: Option<RefreshToken>) {
        let (Some(config), Some(token)) = (self.config(), token) else {
            return;
        };
        if let Ok(provider) = self.provider(&config, Deadline::after(DISCOVERY_MS)).await {
            revoke(&provider.revocation_endpoint, &config.client_id, &token).await;
        }
    }
}

/// Revokes the refresh token of a login of which nothing comes, where the login was begun: the
/// configuration may be another one by now, or out of reach.
pub(super) async fn revoke_unused(pending: &Pending, token: Option<RefreshToken>) {
    if let Some(token) = token {
        let client_id = &pending.audience.client_id;
        revoke(&pending.revocation_endpoint, client_id, &token).await;
    }
}

/// Best effort (RFC 7009 §2): a refresh token that cannot be revoked now ends by itself. Whether the
/// provider refused to.
async fn revoke(endpoint: &Option<String>, client_id: &str, token: &RefreshToken) -> bool {
    let Some(endpoint) = endpoint else {
        return false;
    };
    let post = token::revoke(endpoint, client_id, token);
    let call = Call {
        keepalive: true,
        ..Call::post(&post.url, &post.body, 2_000)
    };
    matches!(http::send(&call).await, Ok(reply) if reply.status >= 400)
}
