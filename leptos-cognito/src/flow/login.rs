//! A login: from the click to the tokens that are believed.

use super::{Flow, not_configured};
use crate::browser::http::{self, Call, HttpError};
use crate::browser::json::BrowserJson;
use crate::browser::mask::masked;
use crate::browser::{clock, crypto, storage};
use crate::protocol::authorize::{self, Pending};
use crate::protocol::config::{Config, TokenStorage};
use crate::protocol::id_token::{Expected, IdTokenError};
use crate::protocol::problem::Problem;
use crate::protocol::return_to;
use crate::protocol::secret::{AccessToken, Code, Nonce, RefreshToken};
use crate::protocol::stored::{self, Identity, StoredSession};
use crate::protocol::tabs;
use crate::protocol::token::{self, FormPost, TokenError, TokenSet};
use crate::protocol::trace;
use crate::verify::{self, Keys};
use web_sys::RequestCache;

/// Which of the provider's pages a login begins at.
#[derive(Clone, Copy)]
pub(crate) enum Entrance {
    /// The login page.
    LogIn,
    /// Cognito's page for new accounts.
    SignUp,
}

/// What came of a login that is believed.
pub(crate) struct Accepted {
    /// Who signed in.
    pub(crate) who: Identity,
    /// What went wrong all the same.
    pub(crate) notice: Option<Problem>,
    /// The refresh token of the session that was replaced, to be revoked.
    pub(crate) unused: Option<RefreshToken>,
}

/// Why a login is not believed.
pub(crate) struct Refused {
    /// For the person.
    pub(crate) problem: Problem,
    /// The refresh token that came with what is not believed, to be revoked.
    pub(crate) unused: Option<RefreshToken>,
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            unused: None,
        }
    }
}

impl Flow {
    /// Begins a login; with the address to leave for.
    pub(crate) async fn log_in(&self, entrance: Entrance, back: &str) -> Result<String, Problem> {
        let unusable = || {
            Problem::new(
                "browser.insecure_context",
                "This browser offers no cryptography on this page.",
                "Open this site with https.",
            )
        };
        let config = self.config().ok_or_else(not_configured)?;
        if !crypto::is_available() {
            return Err(unusable());
        }
        let provider = self.provider(&config).await?;
        let endpoint = match (entrance, &provider.sign_up_endpoint) {
            (Entrance::SignUp, Some(endpoint)) => endpoint,
            _ => &provider.authorization_endpoint,
        };
        let random = crypto::random().ok_or_else(unusable)?;
        let now = clock::now();
        let back = return_to::checked(back);
        let ask = self.has_to_ask.get();
        let start = authorize::start(&config, &provider, endpoint, &random, back, ask, now);
        storage::forget_abandoned(now)
            .and_then(|()| storage::keep_pending(&start.state, &start.pending))
            .map_err(|_| {
                Problem::new(
                    "storage.blocked",
                    "This browser does not let this site store anything, so no login can come back.",
                    "Allow this site to store data, then log in again.",
                )
            })?;
        Ok(start.url)
    }

    /// Asks for the tokens of `code`. This needs the pending record only, so it does not wait for
    /// the configuration.
    pub(crate) async fn ask_for_tokens(
        &self,
        pending: &Pending,
        code: &Code,
    ) -> Result<TokenSet, TokenError> {
        let (form, begun) = (token::exchange(pending, code), clock::now());
        let mut outcome = post(&form).await;
        if let Err(TokenError::Refused {
            description: Some(words),
            ..
        }) = &mut outcome
        {
            for secret in [code.expose(), pending.verifier.expose()] {
                *words = masked(words, secret);
            }
        }
        self.note(trace::token(&form, &outcome, clock::now() - begun));
        outcome
    }

    /// Asks for the keys that the ID token will need, if the login asked for one.
    pub(crate) async fn ask_for_keys(&self, pending: &Pending) -> Keys {
        pending.nonce.as_ref()?;
        let (address, begun) = (pending.jwks_uri.as_deref()?, clock::now());
        let keys = verify::keys(Some(address), RequestCache::Default).await;
        let count = keys.as_ref().map(Vec::len);
        self.note(trace::keys(address, count, clock::now() - begun));
        keys
    }

    /// Believes the tokens, or does not, and keeps them.
    pub(crate) async fn accept(
        &self,
        config: &Config,
        pending: &Pending,
        tokens: Result<TokenSet, TokenError>,
        keys: Keys,
    ) -> Result<Accepted, Refused> {
        if !pending.audience.is_of(config) {
            let problem = Problem::new(
                "callback.config_changed",
                "This site's configuration changed while you were logging in.",
                "Log in again.",
            );
            return Err(problem.into());
        }
        let tokens = tokens.map_err(Problem::from)?;
        let refresh_token = tokens.refresh_token.clone();
        match self.believed(config, pending, tokens, keys).await {
            Ok(session) => {
                if config.storage == TokenStorage::Session {
                    // What another page of this tab has left is replaced, too.
                    self.resume();
                }
                let replaced = self.refresh_token();
                let notice = self.keep(config, session);
                let who = self.identity().ok_or(IdTokenError::Malformed);
                Ok(Accepted {
                    who: who.map_err(Problem::from)?,
                    notice,
                    unused: replaced.filter(|token| Some(token) != refresh_token.as_ref()),
                })
            }
            Err(problem) => Err(Refused {
                problem,
                unused: refresh_token,
            }),
        }
    }

    /// The session of these tokens, if they are to be believed and still good.
    async fn believed(
        &self,
        config: &Config,
        pending: &Pending,
        mut tokens: TokenSet,
        keys: Keys,
    ) -> Result<StoredSession, Problem> {
        if let Some(nonce) = &pending.nonce {
            let token = tokens.id_token.as_ref();
            let token = token.ok_or(TokenError::IdTokenMissing)?;
            let expected = self.expected(config, &tokens.access_token, Some(nonce));
            let begun = clock::now();
            let verdict =
                verify::id_token(token, &expected, pending.jwks_uri.as_deref(), keys).await;
            let refusal = verdict.as_ref().err();
            self.note(trace::id_token(&expected, refusal, clock::now() - begun));
            verdict?;
        } else {
            // Nobody asked for it, so there is no nonce to hold it to.
            tokens.id_token = None;
        }
        let log_out = storage::last_log_out(&tabs::name(&pending.audience));
        let session = stored::assemble::<BrowserJson>(pending, tokens, self.now(), log_out)
            .ok_or(IdTokenError::TokenUse)?;
        match session.is_live(self.now()) {
            true => Ok(session),
            false => Err(TokenError::Malformed.into()),
        }
    }

    /// What an ID token is held to now.
    pub(super) fn expected<'a>(
        &self,
        config: &'a Config,
        access_token: &'a AccessToken,
        nonce: Option<&'a Nonce>,
    ) -> Expected<'a> {
        Expected {
            issuer: config.issuer.as_deref().unwrap_or_default(),
            client_id: &config.client_id,
            nonce,
            access_token,
            token_use_required: config.domain.is_some(),
            now: self.now() / 1000.0,
            tolerance: config.clock_tolerance_s,
        }
    }
}

/// Posts a form to the token endpoint and reads its answer.
pub(super) async fn post(form: &FormPost) -> Result<TokenSet, TokenError> {
    match http::send(&Call::post(&form.url, &form.body)).await {
        Ok(reply) => token::parse::<BrowserJson>(reply.status, &reply.text()),
        Err(HttpError::Network) => Err(TokenError::Network),
        Err(HttpError::Timeout) => Err(TokenError::Timeout),
    }
}
