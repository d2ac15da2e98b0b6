//! The keys of a configuration, and what a person is told of each.

/// Every key.
pub(super) const KEYS: [&str; 22] = [
    "issuer",
    "domain",
    "client_id",
    "scopes",
    "api_url",
    "apis",
    "redirect_uri",
    "logout_uri",
    "api_auth_scheme",
    "identity_provider",
    "idp_identifier",
    "lang",
    "login_hint",
    "prompt",
    "resource",
    "storage",
    "tabs",
    "session_limit_s",
    "clock_tolerance_s",
    "sign_up",
    "logout_id_token_hint",
    "backend",
];

/// Why a required key is needed.
pub(super) fn reason(key: &str) -> &'static str {
    match key {
        "issuer" => "the scope \"openid\" needs it",
        "domain" => "it, \"issuer\" or both are needed",
        _ => "it is always needed",
    }
}

/// The form that a value of `key` has to have.
pub(super) fn form(key: &str) -> &'static str {
    match key {
        "domain" => "an address without a path",
        "issuer" => "an address without a query",
        "scopes" => "a list of scope names, such as [\"openid\"]",
        "apis" => {
            "a list of addresses, each a text or {\"url\": …, \"token\": …}, where token is \
             access_bearer, access_raw, id_bearer or id_raw"
        }
        "backend" => "a path of this site without a slash at its end, such as \"/auth\"",
        "api_auth_scheme" => "\"Bearer\" or \"raw\"",
        "storage" => "\"session\" or \"memory\"",
        "tabs" => "\"shared\" or \"separate\"",
        "session_limit_s" => "a number of seconds, more than 0",
        "clock_tolerance_s" => "a number of seconds, 0 or more",
        "sign_up" | "logout_id_token_hint" => "true or false",
        "redirect_path" | "sign_out_path" => "a path of this site that begins with \"/\"",
        "pool_id" => "a user pool's id, such as eu-west-1_AbCdEfGhI",
        _ => "a text that is not empty, without spaces around it",
    }
}
