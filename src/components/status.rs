//! What is under way.

use leptos::{html::p, prelude::*};
use leptos_cognito::Session;

/// A sentence about something that will end by itself.
pub(crate) fn status(text: &'static str) -> AnyView {
    p().class("status").role("status").child(text).into_any()
}

/// The sentence for a session that is about to be another one; none for one that stays.
pub(crate) fn under_way(session: &Session) -> Option<&'static str> {
    match session {
        Session::Checking => Some("Looking for your session…"),
        Session::Starting => Some("Opening the login page…"),
        Session::Exchanging => Some("Signing you in…"),
        Session::SigningOut => Some("Signing you out…"),
        Session::Misconfigured(_) | Session::SignedOut(_) | Session::SignedIn(_) => None,
    }
}
