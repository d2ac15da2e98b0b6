//! One file a page.

mod dashboard;
mod landing;
mod log_in;
mod misconfigured;
mod not_found;

pub(crate) use dashboard::Dashboard;
pub(crate) use landing::{Landing, Painted};
pub(crate) use log_in::{LogIn, SignUp};
pub(crate) use misconfigured::Misconfigured;
pub(crate) use not_found::NotFound;
