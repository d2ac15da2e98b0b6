//! The production build, and what must be true of it.

mod border;
mod budget;
mod build;
mod compiler;
mod glue;
mod html;
mod integrity;
mod link;
mod names;
mod paths;
mod scripts;
mod wasm;

pub(crate) use budget::measure;
pub(crate) use build::build;
pub(crate) use compiler::note_this_program;
pub(crate) use link::{is_for_linker, link};
