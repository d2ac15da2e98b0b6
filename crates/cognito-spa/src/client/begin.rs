//! The beginning of a login: for the session of a page, and for a program that does nothing else.

use crate::browser::{self, clock, crypto, location, storage};
use crate::error::{AuthError, tells_its_sentence};
use crate::platform::PlatformJson;
use crate::protocol::authorize::{Authorization, AuthorizePage};
use crate::protocol::config::{AuthConfig, Config, ConfigError};
use crate::protocol::provider::Provider;
use crate::protocol::random::Random;
use crate::protocol::sign_in::SignIn;

/// Why a login does not begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BeginError {
    /// The browser offers no cryptography on this page, or there is no browser.
    Cryptography,
    /// The browser stores nothing for this site.
    Storage,
}

impl From<BeginError> for AuthError {
    fn from(error: BeginError) -> Self {
        match error {
            BeginError::Cryptography => Self::new(
                "browser.insecure_context",
                "This browser offers no cryptography on this page.",
                "Open this site with https.",
            ),
            BeginError::Storage => Self::new(
                "storage.blocked",
                "This browser does not let this site store anything, so no login can come back.",
                "Allow this site to store data, then log in again.",
            ),
        }
    }
}

tells_its_sentence!(BeginError);

/// Begins a login at a page of the provider: stores what its callback will need, and returns the
/// address to leave for.
pub(super) fn begin(
    page: AuthorizePage,
    config: &Config,
    provider: &Provider,
    options: SignIn,
) -> Result<String, BeginError> {
    if !browser::is_present() || !crypto::is_available() {
        return Err(BeginError::Cryptography);
    }
    let random = Random::generate().map_err(|_| BeginError::Cryptography)?;
    let now = clock::now();
    let options = ending_here(options);
    let login = Authorization::at(page, config, provider, &options, &random, now);
    storage::forget_abandoned(now)
        .and_then(|()| storage::keep_pending(&login.state, &login.pending))
        .map_err(|_| BeginError::Storage)?;
    Ok(login.url)
}

/// `options` for a login that ends at this page, unless they say where.
pub(super) fn ending_here(mut options: SignIn) -> SignIn {
    if options.return_to.is_none() {
        options.return_to = location::place().map(|place| [place.path, place.query].concat());
    }
    options
}

/// Begins a login and does nothing else, for a page that is to be there sooner than the app: a program
/// that uses this alone is a fraction of one with a [`Client`](crate::Client). The login comes back to
/// the app's redirect page, where a client finishes it.
///
/// ```no_run
/// use cognito_spa::{AuthConfig, SignIn, SignInRedirect};
///
/// # fn address(config_json: &str) -> Result<String, Box<dyn std::error::Error>> {
/// let config = AuthConfig::fetched("/config.json").redirect_path("/dashboard");
/// let login = SignInRedirect::new(&config, config_json)?;
/// let address = login.sign_in(SignIn::default().return_to("/dashboard"))?;
/// # Ok(address)
/// # }
/// ```
#[derive(Debug)]
pub struct SignInRedirect {
    config: Config,
    provider: Provider,
}

impl SignInRedirect {
    /// With the client's own configuration, and `text` for the rest of it that was fetched.
    ///
    /// # Errors
    /// The first mistake. [`MissingKey`](ConfigError::MissingKey) `domain` also where the issuer is
    /// there, but its endpoints would have to be discovered, which a client does; and with a backend,
    /// whose login is a link to its endpoint `login` and needs no program.
    pub fn new(config: &AuthConfig, text: &str) -> Result<Self, ConfigError> {
        let place = browser::is_present().then(location::place).flatten();
        let origin = place.map_or_else(String::new, |place| place.origin);
        let config = config.resolve_for_provider::<PlatformJson>(text, &origin)?;
        let provider = Provider::of_domain(&config).ok_or(ConfigError::MissingKey("domain"))?;
        Ok(Self { config, provider })
    }

    /// Whether a page for new accounts can be offered.
    pub fn sign_up_available(&self) -> bool {
        self.config.offers_sign_up()
    }

    /// Stores in this tab what the callback will need, and returns the address of the provider's login
    /// page to leave for.
    ///
    /// # Errors
    /// Where the browser has no cryptography or stores nothing.
    pub fn sign_in(&self, options: SignIn) -> Result<String, BeginError> {
        begin(AuthorizePage::LogIn, &self.config, &self.provider, options)
    }

    /// As [`SignInRedirect::sign_in`], at Cognito's page for new accounts.
    ///
    /// # Errors
    /// As [`SignInRedirect::sign_in`].
    pub fn sign_up(&self, options: SignIn) -> Result<String, BeginError> {
        begin(AuthorizePage::SignUp, &self.config, &self.provider, options)
    }
}
