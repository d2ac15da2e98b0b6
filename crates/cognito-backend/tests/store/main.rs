//! The session stores: the same steps for each of them, and what each does beside them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[cfg(feature = "dynamodb")]
mod dynamodb;
mod promises;
#[cfg(feature = "sqlite")]
mod sqlite;
