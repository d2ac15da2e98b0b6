//! What is under way.

use crate::markup::{Tag, tag};
use leptos_cognito::Session;

/// A sentence about something that will end by itself.
pub(crate) fn status(text: &str) -> Tag {
    tag("p")
        .class("status")
        .attribute("role", "status")
        .child(text)
}

/// That the session is about to be another one; nothing where it stays.
pub(crate) fn under_way(session: &Session) -> Option<Tag> {
    let text = match session {
        Session::Checking => "Looking for your session…",
        Session::Starting => "Opening the login page…",
        Session::Exchanging => "Signing you in…",
        Session::SigningOut => "Signing you out…",
        Session::Misconfigured(_) | Session::SignedOut(_) | Session::SignedIn(..) => return None,
    };
    Some(status(text))
}
