//! One file a page.

mod account;
mod asked;
mod dashboard;
mod landing;
mod login;
mod misconfigured;
mod not_found;
mod response;
mod session;
mod timeline;

pub(crate) use dashboard::dashboard;
pub(crate) use landing::landing;
pub(crate) use login::{login, sign_up};
pub(crate) use misconfigured::misconfigured;
pub(crate) use not_found::not_found;
