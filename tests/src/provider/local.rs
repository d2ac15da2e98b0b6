//! The local user pool, in this process.

use local_cognito::{DEMO_PASSWORD, DEMO_USER, LocalCognito, Options, Running};

use super::Provider;

/// A running pool; dropped, it ends.
#[derive(Debug)]
pub struct Local {
    /// What it provides.
    pub provider: Provider,
    /// The pool itself: its faults, settings and log.
    pub pool: Running,
}

impl Local {
    /// Starts it for the app at `app_origin`.
    ///
    /// # Errors
    /// One sentence that says why it did not start.
    pub async fn start(app_origin: &str) -> Result<Self, String> {
        Self::start_with(app_origin, false).await
    }

    /// As [`start`](Self::start); with Cognito's updated issuer, on an origin of its own, or without.
    ///
    /// # Errors
    /// As there.
    pub async fn start_with(app_origin: &str, updated_issuer: bool) -> Result<Self, String> {
        // Where a login with a backend comes back to, which the tests have on this machine alone.
        let callback = app_origin
            .contains("://localhost:")
            .then(|| format!("{app_origin}/auth/callback"));
        let options = Options {
            callback_urls: callback.into_iter().collect(),
            updated_issuer,
            ..Options::for_test(app_origin)
        };
        let pool = LocalCognito::start(options)
            .await
            .map_err(|e| format!("the local pool did not start: {e}"))?;
        let origin = pool.origin().to_owned();
        let well_known = format!("{}/.well-known", pool.issuer());
        let provider = Provider {
            api_host: origin.trim_start_matches("http://").to_owned(),
            issuer: pool.issuer().to_owned(),
            discovery_url: format!("{well_known}/openid-configuration"),
            jwks_url: format!("{well_known}/jwks.json"),
            api_url: pool.api_url(),
            domain: origin,
            client_id: pool.client_id().to_owned(),
            redirect_uri: format!("{app_origin}/dashboard"),
            logout_uri: format!("{app_origin}/"),
            user: DEMO_USER.to_owned(),
            email: DEMO_USER.to_owned(),
            password: DEMO_PASSWORD.to_owned(),
        };
        Ok(Self { provider, pool })
    }
}
