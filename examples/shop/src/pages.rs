//! The pages, one file each. Texts that stand in an element inside another one are in braces:
//! otherwise Leptos writes such an element as `innerHTML`, which Trusted Types forbid.

mod account;
mod callback;
mod home;
mod orders;
mod stock;

pub use account::Account;
pub use callback::Callback;
pub use home::Home;
pub use orders::Orders;
pub use stock::Stock;
