//! Every word that the app says, for a translation to replace.
//!
//! Text stands elsewhere in two places: what is said until this program is there, and when it does not
//! start, is in `index.html` and `boot.js`; the sentences of failures are in the library, each beside its
//! code.

pub(crate) const SITE: &str = "leptos-cognito";

// The titles of the pages.
pub(crate) const WELCOME: &str = "Welcome";
pub(crate) const DASHBOARD: &str = "Dashboard";
pub(crate) const NOT_FOUND: &str = "Page not found";
pub(crate) const MISCONFIGURED: &str = "Configuration error";
pub(crate) const UNAVAILABLE: &str = "Not available";

// The landing page.
pub(crate) const SIGN_IN_ONCE: &str = "Sign in once, call what is yours";
pub(crate) const WHAT_THIS_IS: &str = "This page signs you in at your login provider and calls an API that answers signed-in people only. It is written in Rust and runs in your browser.";
/// What goes over the wire, what of it is looked at, and what comes of it.
pub(crate) const DEMO: [(&str, &str, &str); 5] = [
    ("GET", " authorize ", "S256"),
    ("POST", " token ", "200"),
    ("GET", " jwks.json ", "200"),
    ("ID token", " RS256, nonce, at_hash ", "valid"),
    ("GET", " protected API ", "200"),
];
pub(crate) const STEPS: [(&str, &str); 3] = [
    (
        LOG_IN,
        "You leave for your provider's own page. Your password stays there.",
    ),
    (
        "Come back",
        "A one-time code is exchanged for tokens, with PKCE.",
    ),
    (
        "Call the API",
        "The access token goes along. The answer is yours.",
    ),
];

// Headings and leads.
pub(crate) const NOT_SET_UP: &str = "This site is not set up yet";
pub(crate) const OUT_OF_REACH: &str = "This site cannot be reached now";
pub(crate) const NOTHING_HERE: &str = "There is nothing at this address.";
pub(crate) const SIGNED_OUT: &str = "You are signed out. Log in to see this page.";
pub(crate) const SIGNED_IN_AS: &str = "Signed in as ";
pub(crate) const SIGNED_IN: &str = "Signed in";

// What can be pressed.
pub(crate) const LOG_IN: &str = "Log in";
pub(crate) const SIGN_UP: &str = "Sign up";
pub(crate) const LOG_OUT: &str = "Log out";
pub(crate) const OPEN_DASHBOARD: &str = "Open dashboard";
pub(crate) const TO_THE_START: &str = "Go to the start page";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const CALL: &str = "Call protected API";
pub(crate) const RENEW: &str = "Renew now";
pub(crate) const RENEWING: &str = "Renewing the session…";
pub(crate) const LOAD_PROFILE: &str = "Load profile";
pub(crate) const COPY_TOKEN: &str = "Copy access token";
pub(crate) const COPY_AS_CURL: &str = "Copy as curl";
pub(crate) const COPY_BODY: &str = "Copy body";
pub(crate) const SHOW_ALL: &str = "Show all of the body";

// What is under way.
pub(crate) const CHECKING: &str = "Looking for your session…";
pub(crate) const OPENING_LOGIN_PAGE: &str = "Opening the login page…";
pub(crate) const SIGNING_IN: &str = "Signing you in…";
pub(crate) const SIGNING_OUT: &str = "Signing you out…";
pub(crate) const CALLING: &str = "Calling the API…";
pub(crate) const COPYING: &str = "Copying…";
pub(crate) const COPIED: &str = "It is on the clipboard.";
pub(crate) const LOADING_PROFILE: &str = "Loading the profile…";

// Failures.
pub(crate) const SERVER_SAID: &str = "The server said: ";
pub(crate) const CODE: &str = "Code: ";

// The API's answer.
pub(crate) const RESPONSE: &str = "Response";
pub(crate) const HEADERS: &str = "Headers";
pub(crate) const BODY: &str = "Body";
pub(crate) const EMPTY_BODY: &str = "The body is empty.";
pub(crate) const RETRY_AFTER: &str = "The server asks to wait: Retry-After ";
pub(crate) const MISSING_SCOPES: &str = "The access token lacks these scopes: ";

// The session.
pub(crate) const SESSION: &str = "Session";
pub(crate) const TIME_LEFT: &str = "Time left";
pub(crate) const UNLIMITED: &str = "not limited by the provider";
pub(crate) const RENEWAL: &str = "Renewal";
pub(crate) const NOT_RENEWABLE: &str = "not offered by the provider";
pub(crate) const RENEWED_BY_SERVER: &str = "by this site's server, while you use it";
pub(crate) const RENEWAL_IDLE: &str = "by itself, before the time is up";
pub(crate) const RENEWAL_RUNNING: &str = "under way…";
pub(crate) const RENEWAL_WAITING: &str = "will be tried again";
pub(crate) const SCOPES: &str = "Scopes";
pub(crate) const PROFILE: &str = "Profile";
pub(crate) const ID_TOKEN_CLAIMS: &str = "Claims of the ID token";
pub(crate) const ACCESS_TOKEN_CLAIMS: &str = "Claims of the access token";

// The timeline of the login.
pub(crate) const TIMELINE: &str = "How this login went";
pub(crate) const EXPLAINED: &str = "What happens here: ";
pub(crate) const DONE: &str = "done";
pub(crate) const FAILED: &str = "failed";
pub(crate) const ASKED: &str = "Asked";
pub(crate) const ANSWERED: &str = "Answered";

// Units.
pub(crate) const MILLISECONDS: &str = " ms";
pub(crate) const SECONDS: &str = " s";
pub(crate) const MINUTES: &str = " min ";
pub(crate) const HOURS: &str = " h ";

/// A step of the login, by the library's name for it.
pub(crate) fn step(name: &str) -> &'static str {
    match name {
        "authorize" => "Authorize",
        "token" => "Token",
        "keys" => "Keys",
        "id_token" => "ID token",
        _ => "Session",
    }
}
