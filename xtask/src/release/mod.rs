//! The production build, and what must be true of it.

mod budget;
mod build;
mod compiler;
mod html;
mod names;
mod paths;
mod scripts;

pub(crate) use budget::measure;
pub(crate) use build::build;
