//! Values that must never be seen: their `Debug` is redacted and they have no `Display`.

use core::fmt;

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// Takes the value in.
            pub fn new(value: String) -> Self {
                Self(value)
            }

            /// The value itself, for the one request or check that needs it.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    )*};
}

secrets! {
    /// An access token (RFC 6749 §1.4).
    AccessToken
    /// An ID token (OpenID Connect Core §2), as the JWT that arrived.
    IdToken
    /// A refresh token (RFC 6749 §1.5).
    RefreshToken
    /// An authorization code (RFC 6749 §1.3.1).
    Code
    /// A PKCE code verifier (RFC 7636 §4.1).
    CodeVerifier
    /// A client secret (RFC 6749 §2.3.1), which a server alone can keep.
    ClientSecret
    /// The `nonce` that ties an ID token to a login (OpenID Connect Core §3.1.2.1).
    Nonce
}
