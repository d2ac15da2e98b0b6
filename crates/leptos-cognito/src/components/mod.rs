//! The components, one file each, and what they show where an app says nothing else.

mod auth_callback;
mod auth_provider;
mod default_views;
mod require_auth;
mod signed_in;
mod signed_out;

// A component is a function and the type of its properties, of the same name.
pub use auth_callback::*;
pub use auth_provider::*;
pub use require_auth::*;
pub use signed_in::*;
pub use signed_out::*;
