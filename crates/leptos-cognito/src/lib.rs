//! Sign-in with Amazon Cognito for Leptos apps.

pub use cognito_spa::*;
