//! The session's state as signals: one for each thing that changes on its own, so that a renewal
//! reaches only what shows it.

use cognito_spa::{AuthError, AuthStatus, Renewal, State, User};
use leptos::prelude::*;

/// The writing ends of an [`Auth`](crate::Auth)'s signals.
#[derive(Clone, Copy)]
pub(crate) struct Signals {
    pub(crate) status: RwSignal<AuthStatus>,
    pub(crate) is_signed_in: RwSignal<Option<bool>>,
    pub(crate) user: RwSignal<Option<User>>,
    pub(crate) renewal: RwSignal<Renewal>,
    pub(crate) error: RwSignal<Option<AuthError>>,
    pub(crate) expires_at: RwSignal<Option<f64>>,
    pub(crate) sign_up_available: RwSignal<bool>,
}

impl Signals {
    /// Of a session that is still loading.
    pub(crate) fn loading() -> Self {
        Self {
            status: RwSignal::new(AuthStatus::Loading),
            is_signed_in: RwSignal::new(None),
            user: RwSignal::new(None),
            renewal: RwSignal::new(Renewal::Idle),
            error: RwSignal::new(None),
            expires_at: RwSignal::new(None),
            sign_up_available: RwSignal::new(false),
        }
    }

    /// Takes over what the client says.
    pub(crate) fn follow(self, state: &State, sign_up_available: bool) {
        set_if_changed(self.user, state.user().cloned());
        set_if_changed(self.renewal, state.renewal());
        set_if_changed(self.error, state.error().cloned());
        set_if_changed(self.expires_at, state.expires_at());
        set_if_changed(self.sign_up_available, sign_up_available);
        self.set_status(state.status());
    }

    /// The status comes last: whoever sees `SignedIn` finds the user there.
    pub(crate) fn set_status(self, status: AuthStatus) {
        set_if_changed(self.is_signed_in, is_signed_in(status));
        set_if_changed(self.status, status);
    }
}

/// Whether somebody is signed in; nothing while that may still change by itself.
fn is_signed_in(status: AuthStatus) -> Option<bool> {
    match status {
        AuthStatus::Loading | AuthStatus::SigningIn | AuthStatus::SigningOut => None,
        AuthStatus::SignedIn => Some(true),
        AuthStatus::SignedOut | AuthStatus::Misconfigured => Some(false),
    }
}

fn set_if_changed<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    signal.maybe_update(|current| {
        let changed = *current != value;
        if changed {
            *current = value;
        }
        changed
    });
}
