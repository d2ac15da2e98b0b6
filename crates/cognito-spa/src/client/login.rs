//! A login: from the click to the tokens that are believed.

use super::begin::{self, BeginError};
use super::deadline::{DISCOVERY_MS, Deadline};
use super::flow::Flow;
use super::verify::{self, Keys};
use crate::AuthError;
use crate::browser::http::{self, Call, HttpError, RequestCache, Sent};
use crate::browser::{clock, location, storage};
use crate::platform::{PlatformJson, masked};
use crate::protocol::address;
use crate::protocol::authorize::AuthorizePage;
use crate::protocol::backend::{BegunLogin, login_address};
use crate::protocol::config::Config;
use crate::protocol::id_token::{Expected, IdTokenError};
use crate::protocol::pending::Pending;
use crate::protocol::return_to;
use crate::protocol::secret::{Code, RefreshToken};
use crate::protocol::sign_in::SignIn;
use crate::protocol::stored::{self, StoredSession};
use crate::protocol::token::{self, FormPost, TokenError, TokenSet};
use crate::protocol::trace;
use crate::session::Account;

/// What is known of an exchange beside the tokens.
pub(super) struct Exchange {
    /// The issuer's keys.
    pub(super) keys: Keys,
    /// When the tokens were asked for, in milliseconds since 1970 by the device's clock.
    pub(super) asked_at: f64,
    /// The last log-out in any tab before that.
    pub(super) last_log_out: Option<f64>,
}

/// What came of a login that is believed.
pub(super) struct Accepted {
    /// Who signed in.
    pub(super) account: Account,
    /// What went wrong all the same.
    pub(super) notice: Option<AuthError>,
    /// The refresh token of the session that was replaced, to be revoked.
    pub(super) replaced: Option<RefreshToken>,
}

/// Why a login is not believed.
pub(super) struct Refused {
    /// For the person.
    pub(super) error: AuthError,
    /// The refresh token that came with what is not believed, to be revoked.
    pub(super) unused: Option<RefreshToken>,
}

impl From<AuthError> for Refused {
    fn from(error: AuthError) -> Self {
        Self {
            error,
            unused: None,
        }
    }
}

impl Flow {
    /// Begins a login; with the address to leave for.
    pub(super) async fn authorize(
        &self,
        page: AuthorizePage,
        mut options: SignIn,
    ) -> Result<String, AuthError> {
        let config = match self.config() {
            Some(config) => config,
            // It could not be read when the page was opened.
            None => self.read_config().await?,
        };
        if self.interaction_required.get() {
            options = options.interactive();
        }
        if let Some(backend) = &config.backend {
            let options = begin::ending_here(options);
            storage::keep_begun_login(&BegunLogin::new(&config, &options))
                .map_err(|_| BeginError::Storage)?;
            return Ok(login_address(backend, page, &config, &options));
        }
        let deadline = Deadline::after(DISCOVERY_MS);
        let provider = self.provider(&config, deadline).await?;
        Ok(begin::begin(page, &config, &provider, options)?)
    }

    /// Where a login with `options` ends, unless that is this page.
    pub(super) fn elsewhere(&self, options: &SignIn) -> Option<String> {
        let config = self.config()?;
        let redirect_path = address::path(&config.redirect_uri);
        let end = return_to::checked(options.return_to.as_deref()?, redirect_path);
        let place = location::place()?;
        // Another fragment alone would not load a page.
        let page = end.split('#').next();
        (page != Some([place.path, place.query].concat().as_str())).then_some(end)
    }

    /// Asks for the tokens of `code`, if the request has not been `sent` already at `asked_at`. This needs
    /// the pending record only, so it does not wait for the configuration.
    pub(super) async fn ask_for_tokens(
        &self,
        pending: &Pending,
        code: &Code,
        sent: Option<Sent>,
        asked_at: f64,
        deadline: Deadline,
    ) -> Result<TokenSet, TokenError> {
        let form = token::exchange(pending, code);
        let outcome = post(&form, sent, deadline).await;
        self.note(trace::token(&form, &outcome, clock::now() - asked_at));
        outcome
    }

    /// Asks for the keys that the ID token will need, if the login asked for one, and the request has
    /// not been `sent` already at `asked_at`.
    pub(super) async fn ask_for_keys(
        &self,
        pending: &Pending,
        sent: Option<Sent>,
        asked_at: f64,
        deadline: Deadline,
    ) -> Keys {
        pending.nonce.as_ref()?;
        let address = pending.jwks_uri.as_deref()?;
        let keys = verify::keys(Some(address), sent, RequestCache::Default, deadline).await;
        let count = keys.as_ref().map(Vec::len);
        self.note(trace::keys(address, count, clock::now() - asked_at));
        keys
    }

    /// Believes the tokens, or does not, and keeps them.
    pub(super) async fn accept(
        &self,
        config: &Config,
        pending: &Pending,
        tokens: Result<TokenSet, TokenError>,
        exchange: Exchange,
        deadline: Deadline,
    ) -> Result<Accepted, Refused> {
        let tokens = tokens.map_err(AuthError::from)?;
        let refresh_token = tokens.refresh_token.clone();
        let refused = |error| Refused {
            error,
            unused: refresh_token.clone(),
        };
        if !pending.audience.is_of(config) {
            return Err(refused(AuthError::new(
                "callback.config_changed",
                "This site's configuration changed while you were logging in.",
                "Log in again.",
            )));
        }
        let session = self.believed(config, pending, tokens, exchange, deadline);
        let session = session.await.map_err(refused)?;
        // What another page of this tab has left is replaced, too.
        let replaced = match self.resume() {
            Ok(_) => self.refresh_token(),
            Err(unused) => unused,
        };
        let notice = self.keep(config, session);
        let Some(account) = self.account() else {
            self.forget();
            return Err(refused(IdTokenError::Malformed.into()));
        };
        Ok(Accepted {
            account,
            notice,
            replaced: replaced.filter(|token| Some(token) != refresh_token.as_ref()),
        })
    }

    /// The session of these tokens, if they are to be believed and still good.
    async fn believed(
        &self,
        config: &Config,
        pending: &Pending,
        mut tokens: TokenSet,
        exchange: Exchange,
        deadline: Deadline,
    ) -> Result<StoredSession, AuthError> {
        let Exchange {
            keys,
            asked_at,
            last_log_out,
        } = exchange;
        // How long they are valid is counted from when they were asked for, as the answer may have waited
        // for the program.
        let received_at = self.corrected(asked_at);
        if pending.nonce.is_some() {
            let token = tokens.id_token.as_ref();
            let token = token.ok_or(TokenError::IdTokenMissing)?;
            let now_s = self.now() / 1000.0;
            let expected = Expected {
                asked_at: received_at / 1000.0,
                ..Expected::of_login(config, pending, &tokens, now_s)
            };
            let begun = clock::now();
            let jwks_uri = pending.jwks_uri.as_deref();
            let verdict = self.verify_id_token(token, &expected, jwks_uri, keys, deadline);
            let verdict = verdict.await;
            let refusal = verdict.as_ref().err();
            self.note(trace::id_token(&expected, refusal, clock::now() - begun));
            verdict?;
        } else if pending.max_age_s.is_some() {
            return Err(IdTokenError::AuthTime.into());
        } else {
            // Nobody asked for it, so there is no nonce to hold it to.
            tokens.id_token = None;
        }
        let session = stored::assemble::<PlatformJson>(pending, tokens, received_at, last_log_out)
            .ok_or(IdTokenError::TokenUse)?;
        // What has ended meanwhile is renewed.
        let is_renewable = session.refresh_token.is_some() && session.is_live(received_at);
        match is_renewable || session.is_live(self.now()) {
            true => Ok(session),
            false => Err(TokenError::Malformed.into()),
        }
    }
}

/// Posts a form to the token endpoint, if it has not been `sent` already, and reads the answer.
pub(super) async fn post(
    form: &FormPost,
    sent: Option<Sent>,
    deadline: Deadline,
) -> Result<TokenSet, TokenError> {
    let call = Call::post(&form.url, &form.body, deadline.left_ms());
    match http::reply_to(&call, sent).await {
        Ok(reply) => token::parse::<PlatformJson>(reply.status, &reply.text())
            .map_err(|error| without_secrets(error, form)),
        Err(HttpError::Invalid | HttpError::Network) => {
            Err(match http::is_unreadable(&form.url).await {
                true => TokenError::Unreadable,
                false => TokenError::Network,
            })
        }
        Err(HttpError::Redirected) => Err(TokenError::Redirected),
        Err(HttpError::Timeout) => Err(TokenError::Timeout),
        Err(HttpError::TooLarge) => Err(TokenError::Malformed),
    }
}

/// `error` without the secrets of `form`, should the server repeat them in its words: these are shown.
fn without_secrets(error: TokenError, form: &FormPost) -> TokenError {
    let TokenError::Refused { error, description } = error else {
        return error;
    };
    let clean = |words: String| {
        form.secrets()
            .fold(words, |words, secret| masked(&words, &secret))
    };
    TokenError::Refused {
        error: clean(error),
        description: description.map(clean),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_after(form: &FormPost) -> String {
        let answer = r#"{
            "error": "bad s3cret/+1 and v3rifier",
            "error_description": "s3cret/+1, v3rifier and once more s3cret/+1"
        }"#;
        let Err(error) = token::parse::<PlatformJson>(400, answer) else {
            panic!("a refusal is no success");
        };
        let error = AuthError::from(without_secrets(error, form));
        error.detail().unwrap().into()
    }

    #[test]
    fn a_refresh_token_that_the_provider_repeats_is_not_shown() {
        let token = RefreshToken::new("s3cret/+1".into());
        let form = token::renew("https://login.example.com/oauth2/token", "client", &token);
        assert_eq!(
            words_after(&form),
            "bad ••• and v3rifier: •••, v3rifier and once more •••"
        );
    }

    #[test]
    fn a_code_and_its_verifier_that_the_provider_repeats_are_not_shown() {
        let form = FormPost {
            url: String::new(),
            body: "code=s3cret%2F%2B1&client_id=client&code_verifier=v3rifier&state=".into(),
        };
        assert_eq!(
            words_after(&form),
            "bad ••• and •••: •••, ••• and once more •••"
        );
    }
}
