//! The production build, and what must be true of it.

mod backend;
mod budget;
mod build;
mod compiler;
mod content_hash;
mod csp_check;
mod landing;
mod parts;
mod paths;
mod scripts;
mod sri;

pub(crate) use backend::{UNOPTIMISED, build_backend};
pub(crate) use budget::{check_size, measure};
pub(crate) use build::build;
