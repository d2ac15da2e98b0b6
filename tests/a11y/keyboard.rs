//! The way through a page with the Tab key.

use end_to_end::browser::View;
use end_to_end::harness::Harness;

use crate::layout::list;

/// Notes the element that has the focus now, and whether it had it before.
const RECORD_FOCUS: &str = include_str!("record_focus.js");
/// What is wrong with the elements that were noted.
const FOCUS_ORDER: &str = include_str!("focus_order.js");

/// More stops than any page here has.
const MAX_STOPS: usize = 300;

/// Walks all the way round the page.
pub(crate) async fn walk(harness: &Harness) -> Vec<String> {
    let tab = &harness.tab;
    tab.look(&View::LIGHT).await;
    for _ in 0..MAX_STOPS {
        tab.tab_key().await;
        if tab.eval(RECORD_FOCUS).await == "round" {
            return list(tab, FOCUS_ORDER).await;
        }
    }
    vec![format!("no way round the page in {MAX_STOPS} steps")]
}
