//! What the page was opened with: a visit, or the answer of a login.

use super::flow::Flow;
use crate::AuthError;
use crate::browser::early_requests::{self, EarlyRequests};
use crate::browser::{clock, location, storage};
use crate::protocol::backend::login_error;
use crate::protocol::callback::{self, Callback, CallbackError};
use crate::protocol::pending::Pending;
use crate::protocol::return_to::is_page;
use crate::protocol::secret::Code;
use crate::protocol::trace;
use core::mem;

/// What the page was opened with.
pub(super) enum CallbackOutcome {
    /// No answer of a login.
    Visit,
    /// A login that a backend has ended without a session, for this reason.
    FailedAtBackend(AuthError),
    /// An answer that is not acted upon.
    Refused(AuthError),
    /// The answer to a login that was begun in this tab, and what has been asked for already.
    Code(Box<Pending>, Code, Option<EarlyRequests>),
}

impl Flow {
    /// Reads the address that the page was opened with. A callback is gone from it, and its pending
    /// record from the storage, before anything else happens.
    pub(super) fn take_callback(&self) -> CallbackOutcome {
        let redirect_page = self.auth_config.redirect_page();
        let Some(place) = location::place().filter(|place| is_page(&place.path, redirect_page))
        else {
            return CallbackOutcome::Visit;
        };
        let mut early = early_requests::take();
        let query = match &mut early {
            Some(early) => mem::take(&mut early.query),
            None => place.query,
        };
        let (pending, verdict) = match callback::parse(&query) {
            Callback::None => {
                let Some(error) = login_error(&query) else {
                    return CallbackOutcome::Visit;
                };
                // Where the browser keeps it, it is seen: it holds no secret.
                let _ = location::replace_address(redirect_page);
                return CallbackOutcome::FailedAtBackend(error);
            }
            Callback::Malformed(error) => (None, Err(error)),
            Callback::Answer {
                state,
                iss,
                outcome,
            } => {
                let record = match &mut early {
                    Some(early) => early.record.take(),
                    None => storage::take_pending(&state),
                };
                let pending = record.as_ref().and_then(Pending::from_value);
                // What was in time when it was acted upon is not too late now.
                let now = early
                    .as_ref()
                    .map_or_else(clock::now, |early| early.sent_at);
                let code = callback::validate(pending.as_ref(), iss.as_deref(), outcome, now);
                (pending, code)
            }
        };
        if let Some(pending) = &pending {
            let refusal = verdict.as_ref().err();
            self.note(trace::authorize(pending, &query, refusal, clock::now()));
            self.login_started_from
                .replace(Some(pending.return_to.clone()));
            self.app_state.replace(pending.app_state.clone());
        }
        // A login that ends at the redirect page itself has its query back.
        let clean = pending
            .as_ref()
            .map(|pending| pending.return_to.as_str())
            .filter(|path| path.split('?').next() == Some(redirect_page))
            .unwrap_or(redirect_page);
        let cleaned = location::replace_address(clean);
        match (verdict, pending) {
            // A code that stays in the address bar is not used: somebody could read it there.
            (Ok(_), _) if cleaned.is_err() && early.is_none() => {
                CallbackOutcome::Refused(AuthError::new(
                    "callback.address_kept",
                    "The browser does not let this page clean its address.",
                    "Log in again.",
                ))
            }
            (Ok(code), Some(pending)) => CallbackOutcome::Code(Box::new(pending), code, early),
            (Ok(_), None) => CallbackOutcome::Refused(CallbackError::StateUnknown.into()),
            (Err(error), _) => {
                self.interaction_required
                    .set(error.is_interaction_required());
                CallbackOutcome::Refused(error.into())
            }
        }
    }
}
