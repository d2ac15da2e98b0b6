//! Where a person goes after the login.

use super::address::is_dots;
use super::callback::{self, Callback};

/// Where a login ends that names no other page, and the path of every redirect URI.
pub const DASHBOARD: &str = "/dashboard";

/// `text` as a path of this site, or the dashboard where it is anything else.
///
/// An open redirector would let a link to this site end at another one (RFC 9700 §4.11.1), so what
/// passes is a path that no browser reads in two ways: it starts with one slash and has no
/// backslash, control character, leading empty or dot segment.
///
/// Pages that would only send the person on, or answers of a login, are no place to return to.
pub fn checked(text: &str) -> String {
    let without_fragment = text.split('#').next().unwrap_or_default();
    let (path, query) = without_fragment
        .split_once('?')
        .unwrap_or((without_fragment, ""));
    let path = path.strip_suffix('/').unwrap_or(path);
    let leads_on = matches!(path, "/login" | "/signup")
        || path == DASHBOARD && !matches!(callback::parse(query), Callback::None);
    if is_path_of_this_site(text) && !leads_on {
        text.into()
    } else {
        DASHBOARD.into()
    }
}

fn is_path_of_this_site(text: &str) -> bool {
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let Some(relative) = path.strip_prefix('/') else {
        return false;
    };
    let segments_are_plain =
        relative.is_empty() || !relative.starts_with('/') && !relative.split('/').any(is_dots);
    segments_are_plain
        && text
            .chars()
            .all(|c| !c.is_control() && !c.is_whitespace() && c != '\\')
}
