//! The renewal of a session: one at a time for a refresh token, whichever tabs hold it.

use super::deadline::{Deadline, PATIENCE_MS};
use super::flow::Flow;
use super::login::post;
use super::tabs::ended_elsewhere;
use super::verify;
use crate::AuthError;
use crate::browser::clock;
use crate::browser::http::RequestCache;
use crate::browser::locks::{self, LockGuard};
use crate::platform::PlatformJson;
use crate::protocol::config::{Config, TokenStorage};
use crate::protocol::id_token::{self, Expected, IdTokenError, VerifiedClaims};
use crate::protocol::renewal::is_final;
use crate::protocol::secret::{AccessToken, IdToken, RefreshToken};
use crate::protocol::stored::StoredSession;
use crate::protocol::tabs::{lock_name, renewed};
use crate::protocol::token::{self, TokenError, TokenSet};
use crate::session::{Account, SignOutReason};

/// Why a session was not renewed.
pub(super) enum Failure {
    /// The provider's last word, or one that is not to be believed: the session is over; with the
    /// refresh token that is to be revoked then.
    Final(SignOutReason, AuthError, Option<RefreshToken>),
    /// It may succeed at the next attempt.
    Passing(AuthError),
}

/// How long a tab waits for another one that renews, in milliseconds.
const LOCK_TIMEOUT_MS: u32 = 9_000;

/// The least time for the request itself, in milliseconds. A token that the provider replaces must not
/// be lost because the page stopped to listen too early.
const REQUEST_MS: u32 = 9_000;

/// How long a tab that waited for another one listens for the tokens that it got, in milliseconds.
const ADOPTION_MS: i32 = 300;

impl Flow {
    /// Renews the session, or takes over what another tab has renewed; with what went wrong all the
    /// same.
    pub(super) async fn renew(&self) -> Result<(Account, Option<AuthError>), Failure> {
        let before = self.session.borrow().clone();
        let token = self.refresh_token();
        let (Some(config), Some(before), Some(token)) = (self.config(), before, token) else {
            return Err(Failure::Final(SignOutReason::Expired, ended(), None));
        };
        let deadline = Deadline::after(PATIENCE_MS);
        let guard = locks::acquire(&lock_name(&token), LOCK_TIMEOUT_MS).await;
        if matches!(guard, LockGuard::Waited { .. }) {
            clock::pause(ADOPTION_MS).await;
        }
        // Much may have happened while this tab waited.
        if self.session.borrow().is_none() {
            return Err(Failure::Final(SignOutReason::Expired, ended(), None));
        }
        if let Some(token) = self.signed_out_elsewhere() {
            let reason = SignOutReason::Elsewhere;
            return Err(Failure::Final(reason, ended_elsewhere(), token));
        }
        let notice = if self.is_replaced(&before) {
            None
        } else if matches!(guard, LockGuard::TimedOut) {
            // A refresh token that two tabs use at once may end the session of both.
            return Err(later(TokenError::Timeout.into()));
        } else {
            match self.renew_with(&config, &before, &token, deadline).await {
                // Not where it is refused for what came with it: that has taken the place of nothing.
                Err(Failure::Final(SignOutReason::Expired, ..))
                    if self.is_replaced_soon(&before).await =>
                {
                    None
                }
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
            None => {
                let unused = self.refresh_token();
                Err(Failure::Final(SignOutReason::Expired, ended(), unused))
            }
        }
    }

    async fn renew_with(
        &self,
        config: &Config,
        before: &StoredSession,
        token: &RefreshToken,
        deadline: Deadline,
    ) -> Result<Option<AuthError>, Failure> {
        let provider = self.provider(config, deadline).await.map_err(later)?;
        if deadline.left_ms() < REQUEST_MS {
            // Another tab that failed, or the discovery, took too long. This one begins anew after its
            // own pause.
            return Err(later(TokenError::Timeout.into()));
        }
        let request = token::renew(&provider.token_endpoint, &config.client_id, token);
        // The device may sleep until it reads the answer.
        let asked_at = clock::now();
        let tokens = post(&request, None, deadline).await;
        let tokens = tokens.map_err(|error| match is_final(&error) {
            true => Failure::Final(SignOutReason::Expired, refused(error), None),
            false => later(error.into()),
        })?;
        let latest = tokens.refresh_token.as_ref().unwrap_or(token).clone();
        self.keep_refresh_token(config, token, &latest);
        let unbelieved = |error: IdTokenError| {
            Failure::Final(SignOutReason::Refused, error.into(), Some(latest.clone()))
        };
        let jwks_uri = provider.jwks_uri.as_deref();
        let tokens = match self
            .renewed_identity(config, jwks_uri, before, tokens, asked_at, deadline)
            .await
        {
            Ok(tokens) => tokens,
            // A copy of the keys may be older than the token's. Nothing that came with it is used.
            Err(IdTokenError::KeyUnknown) => return Err(later(IdTokenError::KeyUnknown.into())),
            Err(error) => return Err(unbelieved(error)),
        };
        let Some(session) = self.session_of(&latest) else {
            // Signed out meanwhile: what came too late is not kept. Where another tab was faster, a
            // revocation could end what it got, too (RFC 7009 §2.1).
            if !self.goes_on(before) {
                self.revoke(tokens.refresh_token).await;
            }
            return Err(Failure::Final(SignOutReason::Expired, ended(), None));
        };
        let session = session
            .renewed::<PlatformJson>(tokens, self.corrected(asked_at))
            .ok_or_else(|| unbelieved(IdTokenError::TokenUse))?;
        Ok(self.keep_and_tell(config, &latest, session))
    }

    /// Keeps a refresh token that has taken the place of `token`, and tells the other tabs, before
    /// anything else is looked at: the provider takes no other one any more, whatever becomes of this
    /// page. The other tokens stay until the new ones are believed.
    fn keep_refresh_token(&self, config: &Config, token: &RefreshToken, latest: &RefreshToken) {
        if latest == token {
            return;
        }
        let Some(session) = self.session_of(token) else {
            return;
        };
        let session = StoredSession {
            refresh_token: Some(latest.clone()),
            received_at: self.now(),
            ..session
        };
        // Whether it can be stored is said when the renewal is over.
        let _ = self.keep_and_tell(config, token, session);
    }

    /// Keeps `session` in the place of the one with the refresh token `replaced`, and tells the other
    /// tabs; with what went wrong with that.
    fn keep_and_tell(
        &self,
        config: &Config,
        replaced: &RefreshToken,
        session: StoredSession,
    ) -> Option<AuthError> {
        if config.storage == TokenStorage::Session {
            // Tokens in memory have no copy in another tab.
            self.tell_tabs(&renewed(replaced, &session));
        }
        self.keep(config, session)
    }

    /// The tokens without an ID token that says nothing new, or an error where it says something
    /// else than the one of the login. One that cannot be verified now is no reason to end the
    /// session: the last one that was verified stays.
    async fn renewed_identity(
        &self,
        config: &Config,
        jwks_uri: Option<&str>,
        before: &StoredSession,
        mut tokens: TokenSet,
        asked_at: f64,
        deadline: Deadline,
    ) -> Result<TokenSet, IdTokenError> {
        let (Some(before), Some(token)) = (&before.id_token, tokens.id_token.take()) else {
            return Ok(tokens);
        };
        let access_token = &tokens.access_token;
        let verify = || self.verdict(config, jwks_uri, access_token, &token, asked_at, deadline);
        let mut verdict = verify().await;
        if matches!(verdict, Err(IdTokenError::Time { .. })) && self.read_clock(deadline).await {
            // The device's clock may have been changed since the page was opened.
            verdict = verify().await;
        }
        match verdict {
            Ok(claims) if !id_token::is_same_session::<PlatformJson>(before, &claims) => {
                Err(IdTokenError::OtherLogin)
            }
            Ok(_) => {
                tokens.id_token = Some(token);
                Ok(tokens)
            }
            Err(IdTokenError::KeysUnavailable) => {
                match id_token::names_same_person::<PlatformJson>(before, &token) {
                    true => Ok(tokens),
                    false => Err(IdTokenError::OtherLogin),
                }
            }
            Err(error) => Err(error),
        }
    }

    async fn verdict(
        &self,
        config: &Config,
        jwks_uri: Option<&str>,
        access_token: &AccessToken,
        token: &IdToken,
        asked_at: f64,
        deadline: Deadline,
    ) -> Result<VerifiedClaims, IdTokenError> {
        let keys = verify::keys(jwks_uri, None, RequestCache::Default, deadline).await;
        let expected = Expected {
            access_token: Some(access_token),
            asked_at: self.corrected(asked_at) / 1000.0,
            ..Expected::of(config, self.now() / 1000.0)
        };
        self.verify_id_token(token, &expected, jwks_uri, keys, deadline)
            .await
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

    /// Whether there is a session of the same login as `before`.
    pub(super) fn goes_on(&self, before: &StoredSession) -> bool {
        let session = self.session.borrow();
        session
            .as_ref()
            .is_some_and(|session| session.is_same_login(before))
    }

    /// Whether other tokens than those of `before` are here.
    fn is_replaced(&self, before: &StoredSession) -> bool {
        let session = self.session.borrow();
        session
            .as_ref()
            .is_some_and(|session| session.has_other_tokens(before))
    }

    /// As [`Flow::is_replaced`], once another tab that was faster has had time to tell.
    async fn is_replaced_soon(&self, before: &StoredSession) -> bool {
        clock::pause(ADOPTION_MS).await;
        self.is_replaced(before)
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
