//! Where a person goes after the login.

use super::address::is_dots;
use super::form;

/// The longest path that is kept, in bytes: a longer one would not fit into what a browser stores.
const LONGEST: usize = 2_000;

/// `text` as a path of this site, or `redirect_path`, the path of the redirect page, where it is
/// anything else.
///
/// An open redirector would let a link to this site end at another one (RFC 9700 §4.11.1), so what
/// passes is a path that no browser reads in two ways: it starts with one slash and has no
/// backslash, control character, leading empty or dot segment.
///
/// An answer of a login is no place to return to.
pub fn checked(text: &str, redirect_path: &str) -> String {
    let without_fragment = text.split('#').next().unwrap_or_default();
    let (path, query) = without_fragment
        .split_once('?')
        .unwrap_or((without_fragment, ""));
    let is_answer = is_page(path, redirect_path) && is_callback(query);
    match is_path_of_this_site(text) && text.len() <= LONGEST && !is_answer {
        true => text.into(),
        false => redirect_path.into(),
    }
}

/// Whether `path` is `page`, with or without a slash at its end.
pub fn is_page(path: &str, page: &str) -> bool {
    let plain = |path: &str| path.strip_suffix('/').unwrap_or(path).len();
    path.get(..plain(path)) == page.get(..plain(page))
}

/// Whether a query is a login's answer.
fn is_callback(query: &str) -> bool {
    form::decode(query)
        .iter()
        .any(|(name, _)| name == "code" || name == "error")
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
