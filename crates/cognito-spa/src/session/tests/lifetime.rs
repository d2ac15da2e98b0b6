//! Whole lives of a session, against a fake browser, provider and clock: whatever happens in whatever
//! order, nobody is signed out but by the provider's or the person's own word, and nobody is asked
//! without a pause.

use super::super::{Account, Event, Renewal, Session, SignOutReason, State, step};
use super::error;
use crate::AuthConfig;
use crate::protocol::audience::Audience;
use crate::protocol::config::Config;
use crate::protocol::json::{SerdeJson, Value};
use crate::protocol::renewal::{Due, due, is_final, pause};
use crate::protocol::secret::{AccessToken, RefreshToken};
use crate::protocol::stored::StoredSession;
use crate::protocol::token::{TokenError, TokenSet};
use proptest::prelude::*;
use std::time::Duration;

/// 2026-11-21 14:40 UTC, in milliseconds since 1970.
const NOW_MS: f64 = 1_795_272_000_000.0;

/// How long a session may last, where it is limited.
const LIMIT: Duration = Duration::from_secs(8 * 3_600);

/// Opaque tokens, so that the scopes are without `openid`.
fn config(limit: Option<Duration>) -> Config {
    let config = AuthConfig::cognito("us-east-1_Pv8PpmMzQ", "2v4929s76jtnepd4q0nj695gmb")
        .domain("https://example.auth.us-east-1.amazoncognito.com")
        .scopes(["api/read"]);
    let config = match limit {
        Some(limit) => config.session_limit(limit),
        None => config,
    };
    config
        .resolve::<SerdeJson>("https://app.example.com")
        .unwrap()
}

/// An access token of an hour, and a refresh token.
fn stored_session(config: &Config) -> StoredSession {
    StoredSession {
        audience: Audience::from(config),
        access_token: AccessToken::new("t0k3n".into()),
        id_token: None,
        refresh_token: Some(RefreshToken::new("r3fr3sh".into())),
        expires_at: Some(NOW_MS + 3_600_000.0),
        received_at: NOW_MS,
        signed_in_at: NOW_MS,
        log_out_before: None,
        scope: "api/read".into(),
    }
}

fn account(session: &StoredSession) -> Account {
    Account {
        user: session.user::<SerdeJson>().unwrap(),
        expires_at: session.expires_at,
        renewable: session.refresh_token.is_some(),
    }
}

/// What the provider does with the next renewals.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Provider {
    Grants { seconds: u32, rotates: bool },
    IsOutOfReach,
    IsBroken,
    Refuses,
}

/// What happens.
#[derive(Clone, Copy, Debug)]
enum Act {
    Passes { seconds: u32 },
    Becomes(Provider),
    PressesRenew,
    Reloads,
    SignsOutElsewhere,
}

/// A tab of a browser whose clock and storage are here.
struct Tab {
    config: Config,
    now: f64,
    storage: Option<Value>,
    last_log_out: Option<f64>,
    provider: Provider,
    requests: u32,
    /// Of them since time has last moved.
    at_once: u32,
    state: State,
    session: Option<StoredSession>,
    failures: u32,
    wake_at: f64,
}

impl Tab {
    /// Signed in a moment ago.
    fn signed_in(limit: Option<Duration>) -> Self {
        let config = config(limit);
        let mut tab = Self {
            now: NOW_MS,
            storage: Some(stored_session(&config).to_value()),
            config,
            last_log_out: None,
            provider: Provider::Grants {
                seconds: 3600,
                rotates: true,
            },
            requests: 0,
            at_once: 0,
            state: State::loading(),
            session: None,
            failures: 0,
            wake_at: f64::INFINITY,
        };
        tab.open();
        tab
    }

    fn open(&mut self) {
        self.state = State::loading();
        (self.failures, self.wake_at) = (0, f64::INFINITY);
        let kept = self.storage.as_ref();
        self.session = kept
            .and_then(|kept| StoredSession::from_value::<SerdeJson>(kept, &self.config))
            .filter(|session| !matches!(self.due(session), Due::End | Due::Limit));
        let account = self.session.as_ref().map(account);
        if account.is_none() {
            self.storage = None;
        }
        self.happen(Event::Opened(account, None));
        self.wake();
    }

    fn due(&self, session: &StoredSession) -> Due {
        due(session, self.config.session_limit_s, self.now)
    }

    fn happen(&mut self, event: Event) {
        if let Some(next) = step(&self.state, event) {
            self.state = next;
            self.tend();
        }
    }

    fn renewal(&self) -> Option<Renewal> {
        match self.state.session {
            Session::SignedIn(_, renewal) => Some(renewal),
            _ => None,
        }
    }

    fn tend(&mut self) {
        let Some(session) = &self.session else { return };
        match (self.renewal(), self.due(session)) {
            (Some(_), Due::Limit) => self.end(SignOutReason::Limit, "session.limit"),
            (Some(Renewal::Idle), Due::Nothing(ms)) => self.wake_at = self.now + ms,
            (Some(Renewal::Idle), Due::Renewal) => self.renew(),
            (Some(Renewal::Idle), Due::End) => self.end(SignOutReason::Expired, "session.expired"),
            (Some(Renewal::Waiting), _) => self.wake_at = self.now + pause(self.failures, 0.5),
            _ => {}
        }
    }

    fn wake(&mut self) {
        let session = self.session.as_ref();
        let elsewhere = session.is_some_and(|session| session.is_signed_out(self.last_log_out));
        match self.renewal() {
            Some(_) if elsewhere => {
                self.end(SignOutReason::Elsewhere, "session.signed_out_elsewhere")
            }
            Some(Renewal::Waiting) => self.renew(),
            _ => self.tend(),
        }
    }

    fn end(&mut self, reason: SignOutReason, code: &str) {
        (self.session, self.storage) = (None, None);
        self.happen(Event::Ended(reason, error(code)));
    }

    fn renew(&mut self) {
        let Some(session) = self.session.clone() else {
            return;
        };
        self.happen(Event::RenewalBegun);
        self.requests += 1;
        self.at_once += 1;
        assert!(self.at_once < 100, "asked again and again");
        match self.answer() {
            Ok(tokens) => {
                let renewed = session.renewed::<SerdeJson>(tokens, self.now).unwrap();
                self.failures = 0;
                self.storage = Some(renewed.to_value());
                let account = account(&renewed);
                self.session = Some(renewed);
                self.happen(Event::Renewed(account, None));
            }
            Err(error) if is_final(&error) => self.end(SignOutReason::Expired, "session.expired"),
            Err(_) => {
                self.failures += 1;
                self.happen(Event::RenewalFailed(error("token.network")));
            }
        }
    }

    fn answer(&self) -> Result<TokenSet, TokenError> {
        match self.provider {
            Provider::Grants { seconds, rotates } => Ok(TokenSet {
                access_token: AccessToken::new(format!("t0k3n{}", self.requests)),
                id_token: None,
                refresh_token: rotates
                    .then(|| RefreshToken::new(format!("r3fr3sh{}", self.requests))),
                expires_in: Some(f64::from(seconds)),
                scope: None,
            }),
            Provider::IsOutOfReach => Err(TokenError::Network),
            Provider::IsBroken => Err(TokenError::Status(503)),
            Provider::Refuses => Err(TokenError::Refused {
                error: "invalid_grant".into(),
                description: None,
            }),
        }
    }

    /// Lets time pass, timers included; a device that sleeps sees one long leap.
    fn pass(&mut self, seconds: u32) {
        let until = self.now + f64::from(seconds) * 1000.0;
        while self.wake_at <= until {
            self.now = self.now.max(self.wake_at) + 1.0;
            self.wake_at = f64::INFINITY;
            self.at_once = 0;
            self.wake();
        }
        self.now = until;
        self.wake();
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Passes { seconds } => self.pass(seconds),
            Act::Becomes(provider) => self.provider = provider,
            Act::PressesRenew => self.renew(),
            Act::Reloads => self.open(),
            Act::SignsOutElsewhere => {
                self.last_log_out = Some(self.now);
                self.wake();
            }
        }
    }
}

fn any_provider() -> impl Strategy<Value = Provider> {
    prop_oneof![
        (1_u32..7200, any::<bool>())
            .prop_map(|(seconds, rotates)| Provider::Grants { seconds, rotates }),
        Just(Provider::IsOutOfReach),
        Just(Provider::IsBroken),
    ]
}

/// Everything but a word that ends a session.
fn any_harmless() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0_u32..100_000).prop_map(|seconds| Act::Passes { seconds }),
        any_provider().prop_map(Act::Becomes),
        Just(Act::PressesRenew),
        Just(Act::Reloads),
    ]
}

proptest! {
    #[test]
    fn nothing_but_a_word_ends_a_session(acts in prop::collection::vec(any_harmless(), 0..40)) {
        let mut tab = Tab::signed_in(None);
        for act in acts {
            tab.act(act);
            prop_assert!(tab.renewal().is_some(), "{act:?}: {:?}", tab.state);
            let kept = tab.session.as_ref().map(StoredSession::to_value);
            prop_assert_eq!(&kept, &tab.storage, "{:?}", act);
        }
        tab.act(Act::Becomes(Provider::Grants { seconds: 3600, rotates: true }));
        tab.act(Act::Passes { seconds: 61 });
        let session = tab.session.as_ref().unwrap();
        prop_assert!(session.is_live(tab.now), "back within a minute of the provider's");
        prop_assert_eq!(tab.renewal(), Some(Renewal::Idle));
    }

    #[test]
    fn nobody_is_asked_without_a_pause(acts in prop::collection::vec(any_harmless(), 0..40)) {
        let mut tab = Tab::signed_in(None);
        for act in acts {
            let (begun, asked) = (tab.now, tab.requests);
            tab.act(act);
            let longest = (tab.now - begun) / 1000.0 + 2.0;
            prop_assert!(f64::from(tab.requests - asked) <= longest, "{act:?}");
        }
    }

    #[test]
    fn a_word_ends_it_and_leaves_nothing(
        before in prop::collection::vec(any_harmless(), 0..10),
        refused in any::<bool>(),
        after in prop::collection::vec(any_harmless(), 0..10),
    ) {
        let mut tab = Tab::signed_in(None);
        for act in before {
            tab.act(act);
        }
        if refused {
            tab.act(Act::Becomes(Provider::Refuses));
            tab.act(Act::Passes { seconds: 7200 });
        } else {
            tab.act(Act::SignsOutElsewhere);
        }
        prop_assert!(matches!(&tab.state.session, Session::SignedOut(Some(_))), "{:?}", tab.state);
        let asked = tab.requests;
        for act in after {
            tab.act(act);
            prop_assert!(matches!(tab.state.session, Session::SignedOut(_)), "{act:?}");
            prop_assert_eq!((&tab.session, &tab.storage), (&None, &None));
        }
        prop_assert_eq!(tab.requests, asked, "a session that is over asks nobody");
    }

    #[test]
    fn a_limit_ends_a_session_in_time_whatever_happens(
        acts in prop::collection::vec(any_harmless(), 0..40),
    ) {
        let mut tab = Tab::signed_in(Some(LIMIT));
        let end = NOW_MS + LIMIT.as_secs_f64() * 1000.0;
        for act in acts {
            tab.act(act);
            prop_assert_eq!(tab.renewal().is_some(), tab.now < end, "{:?}: {:?}", act, tab.state);
        }
        tab.act(Act::Passes { seconds: 8 * 3_600 });
        prop_assert!(matches!(tab.state.session, Session::SignedOut(_)), "{:?}", tab.state);
        prop_assert_eq!((&tab.session, &tab.storage), (&None, &None));
    }
}
