//! What can be chosen at start. The address cannot: it is always loopback.

/// The port that the app's development server expects.
pub const DEFAULT_PORT: u16 = 9230;

/// The scope that the protected API asks for.
pub const API_SCOPE: &str = "awesomeapi-resource-server/awesomeapi.read";

/// How to start the pool. There is no option for the address: only loopback is listened on.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port, or 0 for any free one. The issuer carries the port that was really bound.
    pub port: u16,
    /// Origins of apps that may sign in. Each allows the callback `<origin>/dashboard` and the
    /// sign-out address `<origin>/`.
    pub app_origins: Vec<String>,
    /// The scopes that `/config.json` gives to the app.
    pub scopes: Vec<String>,
    /// Receives one line a request (method, path, status; no query) and one a verification code.
    pub report: fn(&str),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: DEFAULT_PORT,
            app_origins: vec!["http://localhost:3000".to_owned()],
            scopes: vec!["openid".to_owned(), API_SCOPE.to_owned()],
            report: |_| (),
        }
    }
}

impl Options {
    /// Options for a test: any free port, one app origin.
    pub fn for_test(app_origin: &str) -> Self {
        Self {
            port: 0,
            app_origins: vec![app_origin.trim_end_matches('/').to_owned()],
            ..Self::default()
        }
    }
}
