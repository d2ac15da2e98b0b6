//! The paths that more than one part of the pool has to know.

/// The identifier of the pool, which is the issuer's path.
pub(crate) const POOL_ID: &str = "us-east-1_local";
pub(crate) const JWKS_PATH: &str = "/us-east-1_local/.well-known/jwks.json";
pub(crate) const DISCOVERY_PATH: &str = "/us-east-1_local/.well-known/openid-configuration";
/// The stage of the APIs.
pub(crate) const STAGE: &str = "/prod/";
/// An API that wants an access token with a scope.
pub(crate) const API_PATH: &str = "/prod/awesomeapi";
pub(crate) const ECHO_PATH: &str = "/prod/awesomeapi/echo";
/// An API that wants an ID token.
pub(crate) const ORDERS_PATH: &str = "/prod/orders";
