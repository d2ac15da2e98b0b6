//! What the flow does: one thin adapter a web API. Nothing here decides anything.

pub(crate) mod clipboard;
pub(crate) mod clock;
pub(crate) mod crypto;
pub(crate) mod http;
pub(crate) mod json;
pub(crate) mod location;
pub(crate) mod locks;
pub(crate) mod mask;
pub(crate) mod storage;
pub(crate) mod tabs;
