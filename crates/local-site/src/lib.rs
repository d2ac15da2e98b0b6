//! Serves a finished build on this machine as CloudFront does: the same headers, cache rules and fallback.
//!
//! `cargo xtask preview`, the upload of `cargo xtask deploy` and the end-to-end tests share it, so
//! what the tests see is what a person sees.

mod app_config;
mod compress;
mod csp;
mod delivery;
mod endpoints;
mod files;
mod site;
#[cfg(test)]
mod template_headers;

pub use app_config::parse_config;
pub use compress::{BEST_QUALITY, brotli, compressed_copy};
pub use csp::policy;
pub use delivery::{SECURITY_HEADERS, cache_control, content_type, hash_in};
pub use files::files;
pub use site::{ConfigJson, Site};
