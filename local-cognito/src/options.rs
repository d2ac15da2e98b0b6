//! What can be chosen at start. The address cannot: it is always loopback.

use url::{Host, Url};

use crate::{
    paths::{API_PATH, ECHO_PATH, ORDERS_PATH, STAGE},
    start_error::StartError,
    users::{ADMIN_USER, DEMO_USER, GOOGLE_USERS, same_email},
};

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

/// A further protected API, which answers to GET.
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
    /// Origins of apps that may sign in. Each registers the callbacks `<origin>/dashboard` and
    /// `<origin>/callback`, and the sign-out address `<origin>/`.
    pub app_origins: Vec<String>,
    /// Further callback addresses on loopback, compared character by character.
    pub callback_urls: Vec<String>,
    /// Further sign-out addresses on loopback, compared character by character.
    pub logout_urls: Vec<String>,
    /// The scopes that `/config.json` gives to the app.
    pub scopes: Vec<String>,
    /// Scopes that the client may ask for, beside `openid`, `email`, `profile` and those of the
    /// APIs.
    pub allowed_scopes: Vec<String>,
    /// Users beside [`DEMO_USER`] and [`ADMIN_USER`].
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
            app_origins: vec!["http://localhost:3000".to_owned()],
            callback_urls: Vec::new(),
            logout_urls: Vec::new(),
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

    /// # Errors
    /// The first value that cannot be used.
    pub(crate) fn validate(&self) -> Result<(), StartError> {
        if let Some(origin) = self.app_origins.iter().find(|origin| !is_origin(origin)) {
            return Err(StartError::AppOrigin(origin.clone()));
        }
        if let Some(url) = self.callback_urls.iter().find(|url| !is_on_loopback(url)) {
            return Err(StartError::CallbackUrl(url.clone()));
        }
        if let Some(url) = self.logout_urls.iter().find(|url| !is_on_loopback(url)) {
            return Err(StartError::LogoutUrl(url.clone()));
        }
        let api_scopes = self.apis.iter().filter_map(|api| api.scope.as_ref());
        if let Some(scope) = self
            .allowed_scopes
            .iter()
            .chain(api_scopes)
            .find(|scope| !is_scope(scope))
        {
            return Err(StartError::Scope(scope.clone()));
        }
        self.validate_users()?;
        self.validate_groups()?;
        self.validate_apis()
    }

    fn validate_users(&self) -> Result<(), StartError> {
        let mut taken = vec![DEMO_USER, ADMIN_USER];
        for user in &self.users {
            if !user.email.contains('@') || user.password.is_empty() {
                return Err(StartError::User(user.email.clone()));
            }
            if taken.iter().any(|email| same_email(email, &user.email)) {
                return Err(StartError::UserExists(user.email.clone()));
            }
            taken.push(&user.email);
        }
        Ok(())
    }

    fn validate_groups(&self) -> Result<(), StartError> {
        let of_users = self.users.iter().flat_map(|user| &user.groups);
        let mut names = self.groups.iter().map(|group| &group.name).chain(of_users);
        if let Some(name) = names.find(|name| !is_group_name(name)) {
            return Err(StartError::GroupName(name.clone()));
        }
        let emails: Vec<&str> = [DEMO_USER, ADMIN_USER]
            .into_iter()
            .chain(GOOGLE_USERS)
            .chain(self.users.iter().map(|user| user.email.as_str()))
            .collect();
        for group in &self.groups {
            let unknown = |member: &&String| !emails.iter().any(|email| same_email(email, member));
            if let Some(member) = group.members.iter().find(unknown) {
                return Err(StartError::GroupMember {
                    group: group.name.clone(),
                    member: member.clone(),
                });
            }
        }
        Ok(())
    }

    fn validate_apis(&self) -> Result<(), StartError> {
        let mut taken = vec![API_PATH, ECHO_PATH, ORDERS_PATH];
        for api in &self.apis {
            if !is_api_path(&api.path) {
                return Err(StartError::ApiPath(api.path.clone()));
            }
            if taken.contains(&api.path.as_str()) {
                return Err(StartError::ApiExists(api.path.clone()));
            }
            taken.push(&api.path);
        }
        Ok(())
    }
}

fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
    })
}

/// An address without a fragment (RFC 6749 §3.1.2) that leads to this machine.
fn is_on_loopback(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        let loopback = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        loopback && matches!(url.scheme(), "http" | "https") && url.fragment().is_none()
    })
}

/// A scope as RFC 6749 §3.3 writes it.
fn is_scope(text: &str) -> bool {
    let allowed = |byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    !text.is_empty() && text.bytes().all(allowed)
}

/// Cognito allows every character that is not a space or a control character.
fn is_group_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(|char: char| char.is_whitespace() || char.is_control())
}

fn is_api_path(path: &str) -> bool {
    let allowed = |char: char| char.is_ascii_alphanumeric() || "-._~".contains(char);
    path.strip_prefix(STAGE).is_some_and(|rest| {
        rest.split('/')
            .all(|segment| !segment.is_empty() && segment.chars().all(allowed))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_are_on_loopback() {
        for url in [
            "http://localhost:8080/callback",
            "https://localhost/",
            "http://127.0.0.1:3000",
            "http://127.1.2.3/a?b=c",
            "http://[::1]:3000/",
        ] {
            assert!(is_on_loopback(url), "{url}");
        }
        for url in [
            "",
            "/callback",
            "localhost:3000",
            "http://example.com/",
            "http://localhost.example.com/",
            "http://192.168.0.1/",
            "http://localhost/#x",
            "myapp://localhost/",
        ] {
            assert!(!is_on_loopback(url), "{url}");
        }
    }

    #[test]
    fn an_api_is_a_plain_path_below_the_stage() {
        for path in ["/prod/billing", "/prod/v1/billing-2"] {
            assert!(is_api_path(path), "{path}");
        }
        for path in [
            "/billing",
            "/prod/",
            "/prod//a",
            "/prod/a/",
            "/prod/{a}",
            "/prod/a b",
        ] {
            assert!(!is_api_path(path), "{path}");
        }
    }

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
