//! Guides for those who come from another library: their calls, and what to write instead.

#[doc = include_str!("../docs/from-amplify-v6.md")]
pub mod from_amplify_v6 {}

#[doc = include_str!("../docs/from-amplify-v5.md")]
pub mod from_amplify_v5 {}

#[doc = include_str!("../docs/from-amazon-cognito-identity-js.md")]
pub mod from_amazon_cognito_identity_js {}

#[doc = include_str!("../docs/from-react-oidc-context.md")]
pub mod from_react_oidc_context {}

#[doc = include_str!("../docs/from-auth0-react.md")]
pub mod from_auth0_react {}

// The examples of the READMEs are tested, too; one of them uses the feature `testing`.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod crate_readme {}

#[cfg(all(doctest, feature = "testing"))]
#[doc = include_str!("../../../README.md")]
mod repository_readme {}
