//! `GET /auth/callback`: what the provider sends back (RFC 6749 §4.1.2).

use crate::clock::{now_ms, protocol_ms};
use crate::cookies;
use crate::failure::Failure;
use crate::ids::{Id, Key};
use crate::login::Login;
use crate::login_failure::{failed, failed_with};
use crate::response::see_other;
use crate::session::SessionError;
use crate::shared::Shared;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use cognito_spa::AuthError;
use cognito_spa::protocol::callback::{self, Callback, CallbackError};
use cognito_spa::protocol::id_token::{Expected, IdTokenError};
use cognito_spa::protocol::json::SerdeJson;
use cognito_spa::protocol::secret::Code;
use cognito_spa::protocol::stored::{self, StoredSession};
use cognito_spa::protocol::token::{TokenError, TokenSet};
use std::sync::Arc;

pub(crate) async fn callback(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let (state, iss, outcome) = match callback::parse(&query.unwrap_or_default()) {
        Callback::Answer {
            state,
            iss,
            outcome,
        } => (state, iss, outcome),
        Callback::Malformed(error) => return failed(&shared, &error.into()),
        Callback::None => return failed(&shared, &CallbackError::Contradiction.into()),
    };
    let key = Key::of(&state);
    let code = shared.take_login(&key, &headers).await.and_then(|login| {
        let now = protocol_ms(now_ms());
        let code = callback::validate(Some(&login.pending), iss.as_deref(), outcome, now)
            .map_err(AuthError::from)?;
        Ok((login, code))
    });
    let ended = match code {
        Ok((login, code)) => {
            let return_to = login.pending.return_to.clone();
            let before = cookies::session_key(&headers);
            // In a task of its own: a browser that goes away must not leave tokens that nobody has.
            let finishing = Arc::clone(&shared);
            let task = shared
                .tasks
                .spawn(async move { finishing.finish_login(login, &code, before).await });
            let session = task.await.unwrap_or_else(|_| Err(Refused::server()));
            session.map(|id| (id, return_to))
        }
        Err(refused) => Err(refused),
    };
    let mut response = match ended {
        // A 303 is enough, although `SameSite=Strict` cookies are not sent with the navigation that it
        // leads to, which began at the provider's site: the page is a static file, and its own
        // `fetch("/auth/session")` comes from this site and has the cookie.
        Ok((id, return_to)) => {
            let mut response = see_other(&return_to);
            cookies::set_session(&mut response, &id);
            response
        }
        Err(Refused(code)) => failed_with(&shared, &code),
    };
    cookies::remove_login(&mut response, &key);
    response
}

/// The code of why nobody was signed in.
struct Refused(String);

impl Refused {
    /// A task that panicked or was stopped with the server.
    fn server() -> Self {
        Self("callback.server".into())
    }
}

impl<E: Into<AuthError>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self(error.into().code().into())
    }
}

impl Shared {
    /// Takes the login with this key, so that no second callback finds it, and gives it to the browser
    /// that began it alone.
    async fn take_login(&self, key: &Key, headers: &HeaderMap) -> Result<Login, Refused> {
        let taken = self.store.take_login(key).await;
        let record = taken.map_err(|error| Refused::store(SessionError::from(error)))?;
        let record = record.ok_or(CallbackError::StateUnknown)?;
        let login = self
            .open_login(&record)
            .ok_or(CallbackError::StateUnknown)?;
        let id = cookies::login(headers, key);
        if !id.is_some_and(|id| id.key().is(&login.binding)) {
            return Err(CallbackError::StateUnknown.into());
        }
        if record.expires_at <= now_ms() {
            return Err(CallbackError::Expired.into());
        }
        Ok(login)
    }

    /// Exchanges the code, believes the tokens or does not, and begins the session.
    async fn finish_login(
        self: &Arc<Self>,
        login: Login,
        code: &Code,
        session_before: Option<Key>,
    ) -> Result<Id, Refused> {
        let config = &self.config.client;
        if !login.pending.audience.is_of(config) {
            return Err(Refused("callback.config_changed".into()));
        }
        let tokens = self.provider.exchange(&login.pending, code).await?;
        let refresh_token = tokens.refresh_token.clone();
        let begun = match self.believed(&login, tokens).await {
            Ok(session) => {
                let begun = self.begin_session(&session, session_before).await;
                begun.map_err(Refused::store)
            }
            Err(error) => Err(error.into()),
        };
        if let (Err(_), Some(token)) = (&begun, refresh_token) {
            self.revoke(token).await;
        }
        begun
    }

    /// The session of these tokens, if they are to be believed and still good.
    async fn believed(
        &self,
        login: &Login,
        mut tokens: TokenSet,
    ) -> Result<StoredSession, AuthError> {
        let pending = &login.pending;
        if pending.nonce.is_some() {
            let token = tokens.id_token.as_ref();
            let token = token.ok_or(TokenError::IdTokenMissing)?;
            let now_s = protocol_ms(now_ms()) / 1_000.0;
            let expected = Expected::of_login(&self.config.client, pending, &tokens, now_s);
            let jwks_uri = pending.jwks_uri.as_deref();
            self.provider.verify(token, &expected, jwks_uri).await?;
        } else if pending.max_age_s.is_some() {
            return Err(IdTokenError::AuthTime.into());
        } else {
            // Nobody asked for it, so there is no nonce to hold it to.
            tokens.id_token = None;
        }
        let now = protocol_ms(now_ms());
        let session = stored::assemble::<SerdeJson>(pending, tokens, now, None)
            .ok_or(IdTokenError::TokenUse)?;
        match session.is_live(now) {
            true => Ok(session),
            false => Err(TokenError::Malformed.into()),
        }
    }
}

impl Refused {
    fn store(error: SessionError) -> Self {
        Self(Failure::from(error).code().into())
    }
}
