//! Why the pool did not start.

use std::io;

use crate::{keys::KeyError, users::GOOGLE_USERS};

/// Why the pool did not start. Each message names the value, and the option of the program that
/// gave it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The port is taken on one of the loopback addresses.
    #[error("port {0} is in use: stop what uses it, or choose another with --port")]
    PortInUse(u16),
    /// The port of the second API origin is taken on one of the loopback addresses.
    #[error("port {0} is in use: stop what uses it, or choose another with --api-port")]
    ApiPortInUse(u16),
    /// The address could not be listened on.
    #[error("loopback could not be listened on: {0}")]
    Listen(io::Error),
    /// The signing keys could not be made.
    #[error("the signing keys could not be made: {0}")]
    Keys(KeyError),
    /// An app origin is more or less than a scheme, a host and a port.
    #[error("{0} is not an origin such as http://localhost:3000 (--app-origin)")]
    AppOrigin(String),
    /// A callback address is not absolute, not on loopback, or has a fragment.
    #[error(
        "{0} is not an address on this machine such as http://localhost:3000/callback (--callback)"
    )]
    CallbackUrl(String),
    /// A sign-out address is not absolute, not on loopback, or has a fragment.
    #[error("{0} is not an address on this machine such as http://localhost:3000/ (--sign-out)")]
    LogoutUrl(String),
    /// A scope has a space or another character that no scope may have.
    #[error("{0:?} is not a scope such as orders/read (--scope, --api)")]
    Scope(String),
    /// A user has no email address or no password.
    #[error("the user {0:?} needs an email address and a password (--user)")]
    User(String),
    /// Two users have the same email address.
    #[error("{0} exists already: choose another email address (--user)")]
    UserExists(String),
    /// A group name is empty or has a space.
    #[error(
        "{0:?} is not a group name: it may be neither empty nor contain a space (--user, --group)"
    )]
    GroupName(String),
    /// A group has a member that does not exist.
    #[error(
        "{member} of the group {group} does not exist: add the user with --user, or name one of {}, {} (--group)",
        GOOGLE_USERS.join(", "), crate::users::DEMO_USER
    )]
    GroupMember {
        /// The group.
        group: String,
        /// The email address that nobody has.
        member: String,
    },
    /// The path of an API is not below `/prod/`, or has a character that it may not have.
    #[error("{0} is not a path such as /prod/billing (--api)")]
    ApiPath(String),
    /// Two APIs have the same path.
    #[error("there is an API at {0} already: choose another path (--api)")]
    ApiExists(String),
}
