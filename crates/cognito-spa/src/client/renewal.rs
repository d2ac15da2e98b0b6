//! The renewal of a session: one at a time for a refresh token, whichever tabs hold it.

use super::flow::Flow;
use super::login::post;
use super::verify;
use crate::AuthError;
use crate::browser::{clock, locks};
use crate::platform::PlatformJson;
use crate::protocol::config::Config;
use crate::protocol::id_token::{self, Expected, IdTokenError, VerifiedClaims};
use crate::protocol::renewal::is_final;
use crate::protocol::secret::{AccessToken, IdToken, RefreshToken};
use crate::protocol::stored::StoredSession;
use crate::protocol::tabs::{lock_name, renewed};
use crate::protocol::token::{self, TokenError, TokenSet};
use crate::session::{Account, SignOutReason};
use web_sys::RequestCache;

/// Why a session was not renewed.
pub(super) enum Failure {
    /// The provider's last word, or one that is not to be believed: the session is over; with the
    /// refresh token that is to be revoked then.
    Final(SignOutReason, AuthError, Option<RefreshToken>),
    /// It may succeed at the next attempt.
    Passing(AuthError),
}

/// How long a tab waits for another one that renews, in milliseconds: as long as a request may take.
const LOCK_TIMEOUT_MS: u32 = 25_000;

/// How long a tab that waited for another one listens for the tokens that it got, in milliseconds.
const ADOPTION_MS: i32 = 300;

impl Flow {
    /// Renews the session, or takes over what another tab has renewed; with what went wrong all the
    /// same.
    pub(super) async fn renew(&self) -> Result<(Account, Option<AuthError>), Failure> {
        let (Some(config), Some(token)) = (self.config(), self.refresh_token()) else {
            return Err(Failure::Final(SignOutReason::Expired, ended(), None));
        };
        let begun = clock::now();
        let guard = locks::acquire(&lock_name(&token), LOCK_TIMEOUT_MS).await;
        if guard.waited {
            clock::pause(ADOPTION_MS).await;
        }
        let notice = if self.is_replaced(&token, begun) {
            None
        } else {
            match self.renew_with(&config, &token).await {
                Err(Failure::Final(..)) if self.is_replaced_soon(&token, begun).await => None,
                // A tab that slept while another one renewed holds a token that was replaced.
                Err(Failure::Final(SignOutReason::Expired, ..))
                    if self.replace_refused(&token).await =>
                {
                    None
                }
                outcome => outcome?,
            }
        };
        match self.account() {
            Some(account) => Ok((account, notice)),
            None => Err(Failure::Final(SignOutReason::Expired, ended(), None)),
        }
    }

    async fn renew_with(
        &self,
        config: &Config,
        token: &RefreshToken,
    ) -> Result<Option<AuthError>, Failure> {
        let provider = self.provider(config).await.map_err(later)?;
        let request = token::renew(&provider.token_endpoint, &config.client_id, token);
        let tokens = post(&request).await;
        let tokens = tokens.map_err(|error| match is_final(&error) {
            true => Failure::Final(SignOutReason::Expired, refused(error), None),
            false => later(error.into()),
        })?;
        let latest = tokens.refresh_token.as_ref().unwrap_or(token).clone();
        let unbelieved = |error: IdTokenError| {
            Failure::Final(SignOutReason::Refused, error.into(), Some(latest))
        };
        let jwks_uri = provider.jwks_uri.as_deref();
        let tokens = match self.renewed_identity(config, jwks_uri, tokens).await {
            Ok(tokens) => tokens,
            Err(error) => return Err(unbelieved(error)),
        };
        let Some(session) = self.session_of(token) else {
            // Signed out meanwhile: what came too late is not kept.
            self.revoke(tokens.refresh_token).await;
            return Err(Failure::Final(SignOutReason::Expired, ended(), None));
        };
        let session = session
            .renewed::<PlatformJson>(tokens, self.now())
            .ok_or_else(|| unbelieved(IdTokenError::TokenUse))?;
        self.tell_tabs(&renewed(token, &session));
        Ok(self.keep(config, session))
    }

    /// The tokens without an ID token that says nothing new, or an error where it says something
    /// else than the one of the login. One that cannot be verified now is no reason to end the
    /// session: the last one that was verified stays.
    async fn renewed_identity(
        &self,
        config: &Config,
        jwks_uri: Option<&str>,
        mut tokens: TokenSet,
    ) -> Result<TokenSet, IdTokenError> {
        let before = self
            .session
            .borrow()
            .as_ref()
            .and_then(|session| session.id_token.clone());
        let (Some(before), Some(token)) = (before, tokens.id_token.take()) else {
            return Ok(tokens);
        };
        let access_token = &tokens.access_token;
        let mut verdict = self.verdict(config, jwks_uri, access_token, &token).await;
        if matches!(verdict, Err(IdTokenError::Time { .. })) && self.read_config().await.is_ok() {
            // The device's clock may have been changed since the page was opened.
            verdict = self.verdict(config, jwks_uri, access_token, &token).await;
        }
        match verdict {
            Ok(claims) if !id_token::is_same_session::<PlatformJson>(&before, &claims) => {
                Err(IdTokenError::OtherLogin)
            }
            Ok(_) => {
                tokens.id_token = Some(token);
                Ok(tokens)
            }
            Err(IdTokenError::KeysUnavailable) => Ok(tokens),
            Err(error) => Err(error),
        }
    }

    async fn verdict(
        &self,
        config: &Config,
        jwks_uri: Option<&str>,
        access_token: &AccessToken,
        token: &IdToken,
    ) -> Result<VerifiedClaims, IdTokenError> {
        let keys = verify::keys(jwks_uri, RequestCache::Default).await;
        let expected = Expected {
            access_token: Some(access_token),
            ..Expected::of(config, self.now() / 1000.0)
        };
        verify::id_token(token, &expected, jwks_uri, keys).await
    }

    /// Whether there is anything to renew with.
    pub(super) fn can_renew(&self) -> bool {
        self.refresh_token().is_some()
    }

    pub(super) fn refresh_token(&self) -> Option<RefreshToken> {
        self.session.borrow().as_ref()?.refresh_token.clone()
    }

    /// The session, if it is still the one with this refresh token.
    fn session_of(&self, token: &RefreshToken) -> Option<StoredSession> {
        let session = self.session.borrow();
        session
            .as_ref()
            .filter(|session| session.refresh_token.as_ref() == Some(token))
            .cloned()
    }

    /// Whether other tokens than those of `token` are here since `begun`, by the device's clock.
    /// Without rotation another tab's renewal leaves the refresh token as it was.
    fn is_replaced(&self, token: &RefreshToken, begun: f64) -> bool {
        let corrected = begun + self.clock_offset_ms.get();
        let session = self.session.borrow();
        session.as_ref().is_some_and(|session| {
            session.refresh_token.as_ref() != Some(token) || session.received_at > corrected
        })
    }

    /// As [`Flow::is_replaced`], once another tab that was faster has had time to tell.
    async fn is_replaced_soon(&self, token: &RefreshToken, begun: f64) -> bool {
        clock::pause(ADOPTION_MS).await;
        self.is_replaced(token, begun)
    }
}

/// What is said of a failure that may pass, under the code of its cause.
fn later(cause: AuthError) -> Failure {
    Failure::Passing(cause.with_words(
        "Your session could not be renewed yet.",
        "Check your connection; it will be tried again by itself.",
    ))
}

fn refused(error: TokenError) -> AuthError {
    ended().with_detail(AuthError::from(error).detail())
}

pub(super) fn ended() -> AuthError {
    AuthError::new(
        "session.expired",
        "Your session has ended.",
        "Log in again.",
    )
}
