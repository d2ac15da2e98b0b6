//! What the template calls its parameters and resources, where code speaks of one of them.

/// The parameter for a user pool of the stack's own: the prefix of its hosted login.
pub const DOMAIN_PREFIX: &str = "DomainPrefix";
/// The parameter for a user pool that is kept: its issuer.
pub const ISSUER: &str = "ExistingIssuer";
/// The parameter for that pool's hosted login.
pub const DOMAIN: &str = "ExistingDomain";
/// The parameter for that pool's app client.
pub const CLIENT: &str = "ExistingClientId";
/// The parameter for an origin of development, which may sign in as well.
pub const DEV_ORIGIN: &str = "DevOrigin";
/// The parameter for the site's own name.
pub const SITE_DOMAIN: &str = "SiteDomain";
/// The parameter for the certificate of that name.
pub const CERTIFICATE: &str = "SiteCertificateArn";
/// The parameter for the program of the backend, by its key in the bucket.
pub const BACKEND_CODE: &str = "BackendCode";
/// The parameter that puts the API under the site's address.
pub(crate) const API_ON_SITE: &str = "ApiOnSite";

/// The logical id of the user pool.
pub(crate) const POOL: &str = "UserPool";
/// The logical id of the site's bucket.
pub(crate) const BUCKET: &str = "SiteBucket";
/// The logical id of the table of the backend's sessions.
pub(crate) const SESSIONS: &str = "BackendSessions";

/// The type of a user pool.
pub(crate) const USER_POOL_TYPE: &str = "AWS::Cognito::UserPool";
/// The type of a bucket.
pub(crate) const BUCKET_TYPE: &str = "AWS::S3::Bucket";
/// The type of a table.
pub(crate) const TABLE_TYPE: &str = "AWS::DynamoDB::Table";
