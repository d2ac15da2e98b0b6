//! Whether the options can be used, before anything is started with them.

use url::{Host, Url};

use crate::{
    options::Options,
    paths::{API_PATH, ECHO_PATH, ORDERS_PATH, STAGE},
    start_error::StartError,
    users::{ADMIN_USER, DEMO_USER, GOOGLE_USERS, same_email},
};

impl Options {
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
    }) && !text.contains(char::is_whitespace)
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
            "http://localhost/a b",
            " http://localhost/",
            "http://localhost/\n",
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
}
