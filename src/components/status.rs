//! What is under way.

use crate::{
    markup::{Tag, tag},
    texts,
};
use leptos_cognito::Session;

/// A sentence about something that will end by itself.
pub(crate) fn status(text: &str) -> Tag {
    tag("p")
        .class("status")
        .attribute("role", "status")
        .child(text)
}

/// That something was copied.
pub(crate) fn copied((): &()) -> Tag {
    tag("p").attribute("role", "status").child(texts::COPIED)
}

/// That the session is about to be another one; nothing where it stays.
pub(crate) fn under_way(session: &Session) -> Option<Tag> {
    let text = match session {
        Session::Checking => texts::CHECKING,
        Session::Starting => texts::STARTING,
        Session::Exchanging => texts::EXCHANGING,
        Session::SigningOut => texts::SIGNING_OUT,
        Session::Misconfigured(_) | Session::SignedOut(_) | Session::SignedIn(..) => return None,
    };
    Some(status(text))
}
