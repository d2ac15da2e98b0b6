//! The authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1).

use super::address;
use super::audience::Audience;
use super::config::Config;
use super::form;
use super::pending::Pending;
use super::pkce;
use super::provider::Provider;
use super::random::Random;
use super::return_to;
use super::secret::{CodeVerifier, Nonce};
use super::sign_in::SignIn;
use super::trace;
use core::fmt;

/// Which of the provider's pages a login begins at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AuthorizePage {
    /// The authorization endpoint.
    #[default]
    LogIn,
    /// Cognito's page for new accounts, which takes the same parameters. The authorization endpoint
    /// where the provider has none.
    SignUp,
}

/// A login that is about to begin: the address to open, and what to remember until it comes back.
///
/// ```
/// # use cognito_spa::*;
/// use protocol::{Authorization, Provider, Random, json::SerdeJson};
///
/// let config = AuthConfig::cognito("eu-west-1_AbCdEfGhI", "2v4929s76jtnepd4q0nj695gmb")
///     .domain("https://login.example.com")
///     .resolve::<SerdeJson>("https://app.example.com")?;
/// let provider = Provider::of_domain(&config).ok_or("no domain")?;
/// let login = Authorization::new(&config, &provider, &SignIn::default(), &Random::generate()?, 0.0);
/// assert!(login.url.starts_with("https://login.example.com/oauth2/authorize?response_type=code"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Authorization {
    /// The address to open.
    pub url: String,
    /// The key of the pending record.
    pub state: String,
    /// What the callback will need.
    pub pending: Pending,
}

impl Authorization {
    /// The login of `config` at `provider` with `options`, begun at `now_ms`, in milliseconds since
    /// 1970 by the device's clock.
    pub fn new(
        config: &Config,
        provider: &Provider,
        options: &SignIn,
        random: &Random,
        now_ms: f64,
    ) -> Self {
        Self::at(
            AuthorizePage::LogIn,
            config,
            provider,
            options,
            random,
            now_ms,
        )
    }

    /// As [`Authorization::new`], at another of the provider's pages.
    pub fn at(
        page: AuthorizePage,
        config: &Config,
        provider: &Provider,
        options: &SignIn,
        random: &Random,
        now_ms: f64,
    ) -> Self {
        let endpoint = match (page, &provider.sign_up_endpoint) {
            (AuthorizePage::SignUp, Some(endpoint)) => endpoint,
            _ => &provider.authorization_endpoint,
        };
        let state = pkce::random_text(&random.state);
        let verifier = CodeVerifier::new(pkce::random_text(&random.verifier));
        let nonce = config
            .wants_id_token()
            .then(|| Nonce::new(pkce::random_text(&random.nonce)));
        let scope = config.scopes.join(" ");
        let challenge = pkce::code_challenge(&verifier);

        let mut parameters = vec![
            ("response_type", "code"),
            ("client_id", &config.client_id),
            ("redirect_uri", &config.redirect_uri),
            ("scope", &scope),
            ("state", &state),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        parameters.extend(nonce.as_ref().map(|nonce| ("nonce", nonce.expose())));
        parameters.extend(options.over(&config.authorize_parameters));
        let is_silent = parameters.contains(&("prompt", "none"));
        let shown_request = trace::lines(&["GET ", endpoint].concat(), parameters.iter().copied());
        let redirect_path = address::path(&config.redirect_uri);
        let return_to = options.return_to.as_deref().unwrap_or(redirect_path);
        Self {
            url: address::with_query(endpoint, &form::encode(parameters)),
            pending: Pending {
                verifier,
                nonce,
                max_age_s: options.max_age.map(|age| age.as_secs_f64().floor()),
                return_to: return_to::checked(return_to, redirect_path),
                app_state: options.app_state.clone(),
                token_endpoint: provider.token_endpoint.clone(),
                jwks_uri: provider.jwks_uri.clone(),
                revocation_endpoint: provider.revocation_endpoint.clone(),
                audience: Audience::from(config),
                redirect_uri: config.redirect_uri.clone(),
                scope,
                shown_request,
                iss_required: provider.iss_required,
                is_silent,
                has_pkce: provider.has_pkce,
                started_at: now_ms,
            },
            state,
        }
    }
}

/// `url` holds `state` and `nonce`.
impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authorization(redacted)")
    }
}
