//! What the page was opened with: a visit, or the answer of a login.

use super::Flow;
use crate::browser::{clock, location, storage};
use crate::protocol::authorize::Pending;
use crate::protocol::callback::{self, Callback};
use crate::protocol::problem::Problem;
use crate::protocol::return_to;
use crate::protocol::secret::Code;
use crate::protocol::trace;

/// What the page was opened with.
pub(crate) enum Arrival {
    /// No answer of a login.
    Visit,
    /// An answer that is not acted upon.
    Refused(Problem),
    /// The answer to a login that was begun in this tab.
    Code(Box<Pending>, Code),
}

impl Flow {
    /// Reads the address that the page was opened with. A callback is gone from it, and its pending
    /// record from the storage, before anything else happens.
    pub(crate) fn arrive(&self) -> Arrival {
        let arrival = self.read_address();
        // What nobody awaits any more is not kept; storage that is blocked keeps nothing anyway.
        let _ = storage::forget_abandoned(clock::now());
        arrival
    }

    fn read_address(&self) -> Arrival {
        let Some(place) = location::place().filter(|place| {
            // As the route does.
            place.path.strip_suffix('/').unwrap_or(&place.path) == return_to::DASHBOARD
        }) else {
            return Arrival::Visit;
        };
        let (pending, verdict) = match callback::parse(&place.query) {
            Callback::None => return Arrival::Visit,
            Callback::Malformed(error) => (None, Err(error)),
            Callback::Answer {
                state,
                iss,
                outcome,
            } => {
                let pending = storage::take_pending(&state);
                let code = callback::judge(pending.as_ref(), iss.as_deref(), outcome, clock::now());
                (pending, code)
            }
        };
        if let Some(pending) = &pending {
            let refusal = verdict.as_ref().err();
            self.note(trace::authorize(
                pending,
                &place.query,
                refusal,
                clock::now(),
            ));
            self.begun_at.replace(Some(pending.return_to.clone()));
        }
        let dashboard = pending
            .as_ref()
            .map(|pending| pending.return_to.as_str())
            .filter(|path| path.split('?').next() == Some(return_to::DASHBOARD))
            .unwrap_or(return_to::DASHBOARD);
        let cleaned = location::replace_address(dashboard);
        match (verdict, pending) {
            // A code that stays in the address bar is not used: somebody could read it there.
            (Ok(_), _) if cleaned.is_err() => Arrival::Refused(Problem::new(
                "callback.address_kept",
                "The browser does not let this page clean its address.",
                "Log in again.",
            )),
            (Ok(code), Some(pending)) => Arrival::Code(Box::new(pending), code),
            (Ok(_), None) => Arrival::Refused(callback::CallbackError::StateUnknown.into()),
            (Err(error), _) => {
                self.has_to_ask.set(error.is_for_want_of_the_person());
                Arrival::Refused(error.into())
            }
        }
    }
}
