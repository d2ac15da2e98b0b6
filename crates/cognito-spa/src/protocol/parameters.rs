//! Names of parameters that several parts of the protocol share.

/// What a configuration may have forwarded to the authorization endpoint: Cognito's own
/// `identity_provider` and `idp_identifier`, OpenID Connect's and RFC 8707's.
pub const FORWARDED: [&str; 6] = [
    "identity_provider",
    "idp_identifier",
    "lang",
    "login_hint",
    "prompt",
    "resource",
];

/// What a provider answers that has to ask the person first (OpenID Connect Core §3.1.2.6).
pub const INTERACTION_REQUIRED: [&str; 4] = [
    "login_required",
    "interaction_required",
    "account_selection_required",
    "consent_required",
];
