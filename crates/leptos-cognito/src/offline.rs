//! A session without a browser, a network and a storage: it is loading for ever, unless a test says
//! who is signed in.

use crate::signals::Signals;
use cognito_spa::protocol::api::ApiError;
use cognito_spa::{
    AccessToken, Answer, AuthError, AuthEvent, AuthStatus, Claims, IdToken, SignOutReason, User,
};
use leptos::callback::Callable;
use leptos::prelude::*;

/// When the session of a test ends: at the beginning of the year 2100, in milliseconds since 1970.
const FAR_AWAY_MS: f64 = 4_102_444_800_000.0;
/// By how much a renewal of it moves the end, in milliseconds.
const ONE_HOUR_MS: f64 = 3_600_000.0;

/// A handle to such a session.
#[derive(Clone, Copy)]
pub(crate) struct Offline {
    signals: Signals,
    script: StoredValue<Script>,
}

/// What a test says about the session; nothing outside of tests.
#[derive(Default)]
pub(crate) struct Script {
    /// Who is signed in by a login.
    pub(crate) visitor: Option<User>,
    pub(crate) answers: Answers,
    pub(crate) on_event: Option<Callback<AuthEvent>>,
}

/// What the APIs answer, by address.
pub(crate) type Answers = ArcStoredValue<Vec<(String, Answer)>>;

impl Offline {
    pub(crate) fn new(signals: Signals, script: Script) -> Self {
        Self {
            signals,
            script: StoredValue::new(script),
        }
    }

    /// Tells `listener` what happens.
    #[cfg(feature = "testing")]
    pub(crate) fn listen(self, listener: Option<Callback<AuthEvent>>) {
        self.script
            .update_value(|script| script.on_event = listener);
    }

    /// Ends the loading with nobody signed in.
    #[cfg(feature = "testing")]
    pub(crate) fn open(self) {
        self.signals.set_status(AuthStatus::SignedOut);
    }

    pub(crate) fn sign_in(self) {
        let visitor = self.script.try_with_value(|script| script.visitor.clone());
        let Some(user) = visitor.flatten() else {
            return;
        };
        self.signals.user.set(Some(user.clone()));
        self.signals.expires_at.set(Some(FAR_AWAY_MS));
        self.signals.set_status(AuthStatus::SignedIn);
        self.tell(AuthEvent::SignedIn(user));
    }

    pub(crate) fn sign_out(self) {
        if self.user().is_none() {
            return;
        }
        self.signals.user.set(None);
        self.signals.expires_at.set(None);
        self.signals.set_status(AuthStatus::SignedOut);
        self.tell(AuthEvent::SignedOut(SignOutReason::Requested));
    }

    pub(crate) fn renew(self) -> Result<(), AuthError> {
        self.signed_in()?;
        let later = |end: &mut Option<f64>| *end = end.map(|end| end + ONE_HOUR_MS);
        self.signals.expires_at.update(later);
        self.tell(AuthEvent::Renewed);
        Ok(())
    }

    pub(crate) fn access_token(self) -> Result<AccessToken, AuthError> {
        self.signed_in()?;
        Ok(AccessToken::new("access-token-of-a-test".into()))
    }

    pub(crate) fn id_token(self) -> Result<IdToken, AuthError> {
        self.signed_in()?;
        Ok(IdToken::new("id-token-of-a-test".into()))
    }

    pub(crate) fn user_info(self) -> Result<Claims, AuthError> {
        Ok(self.signed_in()?.id_token_claims)
    }

    /// The answer to a request to `url`.
    pub(crate) fn send(self, url: &str) -> Result<Answer, AuthError> {
        self.signed_in()?;
        let answers = self.script.try_with_value(|script| script.answers.clone());
        let answer = answers.unwrap_or_default().with_value(|answers| {
            let (_, answer) = answers.iter().rfind(|(known, _)| known == url)?;
            Some(answer.clone())
        });
        answer.ok_or_else(|| unexpected_request(url))
    }

    fn user(self) -> Option<User> {
        self.signals.user.try_get_untracked().flatten()
    }

    fn signed_in(self) -> Result<User, AuthError> {
        self.user().ok_or_else(|| ApiError::SignedOut.into())
    }

    fn tell(self, event: AuthEvent) {
        let listener = self.script.try_with_value(|script| script.on_event);
        if let Some(listener) = listener.flatten() {
            listener.try_run(event);
        }
    }
}

fn unexpected_request(url: &str) -> AuthError {
    AuthError::new(
        "api.unexpected_request",
        &format!("The test says nothing about a request to {url}."),
        "Call testing::on_request with this address.",
    )
}
