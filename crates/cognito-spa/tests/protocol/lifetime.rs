//! Whole lives of a session, against a fake browser, provider and clock: whatever happens in whatever
//! order, nobody is signed out but by the provider's or the person's own word, and nobody is asked
//! without a pause.

use crate::common::{ACCESS_TOKEN, NOW_MS, config, stored_session};
use cognito_spa::protocol::json::Value;
use cognito_spa::AuthError;
use cognito_spa::protocol::renewal::{Due, due, is_final, pause};
use cognito_spa::protocol::secret::{AccessToken, RefreshToken};
use cognito_spa::protocol::stored::StoredSession;
use cognito_spa::protocol::token::{TokenError, TokenSet};
use cognito_spa::session::{Event, Renewal, Session, State, step};
use proptest::prelude::*;
use serde_json::json;

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

fn problem(code: &str) -> AuthError {
    AuthError::new(code, "What.", "Next.")
}

impl Tab {
    /// Signed in a moment ago.
    fn signed_in() -> Self {
        let mut tab = Self {
            now: NOW_MS,
            storage: Some(stored_session().to_value()),
            last_log_out: None,
            provider: Provider::Grants {
                seconds: 3600,
                rotates: true,
            },
            requests: 0,
            at_once: 0,
            state: checking(),
            session: None,
            failures: 0,
            wake_at: f64::INFINITY,
        };
        tab.open();
        tab
    }

    fn open(&mut self) {
        self.state = checking();
        (self.failures, self.wake_at) = (0, f64::INFINITY);
        let kept = self.storage.as_ref();
        self.session = kept
            .and_then(|kept| StoredSession::from_value::<SerdeJson>(kept, &config(json!({}))))
            .filter(|session| due(session, self.now) != Due::End);
        let who = self
            .session
            .as_ref()
            .and_then(StoredSession::identity::<SerdeJson>);
        self.happen(Event::Opened(who, None));
        self.wake();
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
        match (self.renewal(), due(session, self.now)) {
            (Some(Renewal::Idle), Due::Nothing(ms)) => self.wake_at = self.now + ms,
            (Some(Renewal::Idle), Due::Renewal) => self.renew(),
            (Some(Renewal::Idle), Due::End) => self.end("session.expired"),
            (Some(Renewal::Waiting), _) => self.wake_at = self.now + pause(self.failures, 0.5),
            _ => {}
        }
    }

    fn wake(&mut self) {
        let elsewhere = self.session.as_ref().is_some_and(|session| {
            self.last_log_out.is_some() && session.log_out_before != self.last_log_out
        });
        match self.renewal() {
            Some(_) if elsewhere => self.end("session.signed_out_elsewhere"),
            Some(Renewal::Waiting) => self.renew(),
            _ => self.tend(),
        }
    }

    fn end(&mut self, code: &str) {
        (self.session, self.storage) = (None, None);
        self.happen(Event::Ended(problem(code)));
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
                let who = renewed.identity::<SerdeJson>().unwrap();
                self.session = Some(renewed);
                self.happen(Event::Renewed(who, None));
            }
            Err(error) if is_final(&error) => self.end("session.expired"),
            Err(_) => {
                self.failures += 1;
                self.happen(Event::RenewalFailed(problem("token.network")));
            }
        }
    }

    fn answer(&self) -> Result<TokenSet, TokenError> {
        match self.provider {
            Provider::Grants { seconds, rotates } => Ok(TokenSet {
                access_token: AccessToken::new(format!("{ACCESS_TOKEN}{}", self.requests)),
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

fn checking() -> State {
    State {
        session: Session::Checking,
        notice: None,
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
        let mut tab = Tab::signed_in();
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
        let mut tab = Tab::signed_in();
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
        let mut tab = Tab::signed_in();
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
}
