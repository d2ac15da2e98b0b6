//! The landing page's program: begins a login and does nothing else.
//!
//! `src/boot.js` calls it. What it cannot do is the app's, which has the words for it; so nothing here
//! says why.

// A release writes nothing for `{:?}` (`xtask/src/release/compiler.rs`).
#![cfg_attr(not(test), warn(clippy::use_debug))]

use cognito_spa::{AuthConfig, SignIn, SignInRedirect};
use wasm_bindgen::prelude::wasm_bindgen;

/// Where a login that is begun on the landing page ends, and the path of the redirect page: the app's.
const DASHBOARD: &str = "/dashboard";

/// Whether a page for new accounts can be offered with `config`, the text of `/config.json`; nothing
/// where no login can begin with it here.
#[wasm_bindgen(js_name = offersSignUp)]
pub fn offers_sign_up(config: &str) -> Option<bool> {
    Some(redirect(config)?.sign_up_available())
}

/// Begins a login with `config`, the text of `/config.json`; with the provider's page to leave for,
/// or nothing where no login can begin here.
#[wasm_bindgen(js_name = logIn)]
pub fn log_in(config: &str) -> Option<String> {
    redirect(config)?.sign_in(options()).ok()
}

/// As [`log_in`], at the provider's page for new accounts.
#[wasm_bindgen(js_name = signUp)]
pub fn sign_up(config: &str) -> Option<String> {
    redirect(config)?.sign_up(options()).ok()
}

fn redirect(config: &str) -> Option<SignInRedirect> {
    let site = AuthConfig::fetched("/config.json").redirect_path(DASHBOARD);
    SignInRedirect::new(&site, config).ok()
}

fn options() -> SignIn {
    SignIn::default().return_to(DASHBOARD)
}
