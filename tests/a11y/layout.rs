//! Whether a page fits its window, and whether it keeps still where it is asked to.

use end_to_end::browser::Tab;

const TOO_WIDE: &str = include_str!("too_wide.js");
const MOVING: &str = include_str!("moving.js");

/// What makes the window scroll sideways.
pub(crate) async fn too_wide(tab: &Tab) -> Vec<String> {
    list(tab, TOO_WIDE).await
}

/// What moves for longer than a hundredth of a second.
pub(crate) async fn moving(tab: &Tab) -> Vec<String> {
    list(tab, MOVING).await
}

/// The texts that a script returns.
pub(crate) async fn list(tab: &Tab, script: &str) -> Vec<String> {
    let texts = tab.eval(script).await;
    let texts = texts.as_array().expect("a list");
    let texts = texts.iter().map(|text| text.as_str().unwrap_or_default());
    texts.map(str::to_owned).collect()
}
