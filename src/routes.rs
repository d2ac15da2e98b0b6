//! Which page is at which path.
//!
//! The router's own routes know parameters, methods and nesting, none of which is needed here, and
//! wait for pages that load later: 10 kB more to load.

use crate::{app::App, markup::Tag, pages};

/// The page at `path`, with or without a slash at its end.
pub(crate) fn page_at(path: &str) -> fn(&App) -> Tag {
    match path.strip_suffix('/').unwrap_or(path) {
        "" => pages::landing,
        "/login" => pages::login,
        "/signup" => pages::sign_up,
        "/dashboard" => pages::dashboard,
        _ => pages::not_found,
    }
}
