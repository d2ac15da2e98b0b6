//! What happens in other tabs of this site.

use super::Flow;
use crate::browser::json::BrowserJson;
use crate::browser::storage;
use crate::browser::tabs::Channel;
use crate::protocol::authorize::Audience;
use crate::protocol::config::Config;
use crate::protocol::json::Value;
use crate::protocol::problem::Problem;
use crate::protocol::secret::RefreshToken;
use crate::protocol::stored::Identity;
use crate::protocol::tabs::{name, session_for};

impl Flow {
    /// Hears the tabs of this issuer and client, from now on.
    pub(crate) fn join_tabs(&self, config: &Config, hear: impl Fn(Value) + 'static) {
        let name = name(&Audience::from(config));
        *self.channel.borrow_mut() = Channel::open(&name, hear);
    }

    pub(super) fn tell_tabs(&self, message: &Value) {
        if let Some(channel) = &*self.channel.borrow() {
            channel.tell(message);
        }
    }

    /// Takes over the tokens that another tab has got for the refresh token of this one.
    pub(crate) fn adopt(&self, message: &Value) -> Option<(Identity, Option<Problem>)> {
        let config = self.config()?;
        let token = self.refresh_token()?;
        let session = session_for::<BrowserJson>(message, &token, &config)?;
        let notice = self.keep(&config, session);
        Some((self.identity()?, notice))
    }

    /// Lets the other tabs know that the person signs out now.
    pub(super) fn sign_out_everywhere(&self, config: &Config) {
        storage::note_log_out(&name(&Audience::from(config)));
    }

    /// Whether the person has signed out in another tab since signing in here; with the refresh
    /// token that is to be revoked then, if there is one.
    pub(crate) fn signed_out_elsewhere(&self) -> Option<Option<RefreshToken>> {
        let session = self.session.borrow();
        let session = session.as_ref()?;
        let last = storage::last_log_out(&name(&session.audience))?;
        (session.log_out_before != Some(last)).then(|| session.refresh_token.clone())
    }
}
