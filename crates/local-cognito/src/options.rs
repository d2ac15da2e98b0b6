//! What can be chosen at start. The address cannot: it is always loopback.

/// The port that the app's development server expects.
pub const DEFAULT_PORT: u16 = 9230;

/// The scope that the protected API asks for.
pub const API_SCOPE: &str = "awesomeapi-resource-server/awesomeapi.read";

/// A user that exists from the start, confirmed and with a verified email address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewUser {
    /// The email address, which is what the person signs in with.
    pub email: String,
    /// The password. No policy is applied to it.
    pub password: String,
    /// The groups that the user is in (`cognito:groups`).
    pub groups: Vec<String>,
}

/// A group, and who is in it beside those that [`NewUser::groups`] puts there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The name, as `cognito:groups` has it.
    pub name: String,
    /// Email addresses of users that exist from the start, those of the fake Google included.
    pub members: Vec<String>,
}

/// A further protected API: its path and every path below it, with every method. It answers with the
/// body that it was sent, or with a greeting where there was none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Api {
    /// The path, below `/prod/`.
    pub path: String,
    /// The scope that an access token must have. Without one an ID token is asked for, as API
    /// Gateway does:
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html>.
    pub scope: Option<String>,
}

/// How to start the pool. There is no option for the address: only loopback is listened on.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port, or 0 for any free one. The issuer carries the port that was really bound.
    pub port: u16,
    /// A second port, at which the APIs are served as another origin; 0 for any free one. `None`
    /// takes the port after `port`, and any free one if that is 0.
    pub api_port: Option<u16>,
    /// Whether the pool names itself by Cognito's updated issuer
    /// (`https://issuer-cognito-idp.REGION.amazonaws.com/POOL`), whose host has the issuer's keys and
    /// document and nothing else; here, the second origin has them. The APIs take the pool's tokens as a
    /// JWT authorizer does; API Gateway's authorizer for user pools does not take them:
    /// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html>.
    pub updated_issuer: bool,
    /// Origins of apps that may sign in. Each registers the callbacks `<origin>/dashboard` and
    /// `<origin>/callback`, and the sign-out address `<origin>/`.
    pub app_origins: Vec<String>,
    /// Further callback addresses on loopback, compared character by character.
    pub callback_urls: Vec<String>,
    /// Further sign-out addresses on loopback, compared character by character.
    pub logout_urls: Vec<String>,
    /// The path of a server of the app's own that keeps the tokens, such as `/auth`: `/config.json` names
    /// it as `backend`, and each app origin registers its callback, `<origin>/auth/callback`.
    pub backend: Option<String>,
    /// The scopes that `/config.json` gives to the app.
    pub scopes: Vec<String>,
    /// Scopes that the client may ask for, beside `openid`, `email`, `profile` and those of the
    /// APIs.
    pub allowed_scopes: Vec<String>,
    /// Users beside [`DEMO_USER`](crate::DEMO_USER) and [`ADMIN_USER`](crate::ADMIN_USER).
    pub users: Vec<NewUser>,
    /// Groups and their members.
    pub groups: Vec<Group>,
    /// APIs beside `/prod/awesomeapi` and `/prod/orders`.
    pub apis: Vec<Api>,
    /// Receives one line a request (method, path, status; no query) and one a verification code.
    pub report: fn(&str),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: DEFAULT_PORT,
            api_port: None,
            updated_issuer: false,
            app_origins: vec!["http://localhost:3000".to_owned()],
            callback_urls: Vec::new(),
            logout_urls: Vec::new(),
            backend: None,
            scopes: vec!["openid".to_owned(), API_SCOPE.to_owned()],
            allowed_scopes: Vec::new(),
            users: Vec::new(),
            groups: Vec::new(),
            apis: Vec::new(),
            report: |_| (),
        }
    }
}

impl Options {
    /// Options for a test: any free ports, one app origin.
    pub fn for_test(app_origin: &str) -> Self {
        Self {
            port: 0,
            app_origins: vec![app_origin.trim_end_matches('/').to_owned()],
            ..Self::default()
        }
    }

    /// The second port: what was asked for, or the default.
    pub(crate) fn api_port(&self) -> u16 {
        self.api_port.unwrap_or(match self.port {
            0 => 0,
            port => port.checked_add(1).unwrap_or(0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_port_follows_the_first_unless_it_is_named() {
        for (port, api_port, expected) in [
            (9230, None, 9231),
            (0, None, 0),
            (u16::MAX, None, 0),
            (9230, Some(0), 0),
            (0, Some(9), 9),
        ] {
            let options = Options {
                port,
                api_port,
                ..Options::default()
            };
            assert_eq!(options.api_port(), expected, "{port} {api_port:?}");
        }
    }
}
