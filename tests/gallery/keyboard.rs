//! The way through a page with the Tab key.

use end_to_end::browser::View;
use end_to_end::scene::Scene;

use crate::layout::list;

/// Notes the element that has the focus now, and whether it had it before.
const STEP: &str = include_str!("walk_step.js");
/// What is wrong with the elements that were noted.
const JUDGE: &str = include_str!("walk_judge.js");

/// More stops than any page here has.
const PATIENCE: usize = 300;

/// Walks all the way round the page.
pub(crate) async fn walk(scene: &Scene) -> Vec<String> {
    let tab = &scene.tab;
    tab.look(&View::LIGHT).await;
    for _ in 0..PATIENCE {
        tab.tab_key().await;
        if tab.eval(STEP).await == "round" {
            return list(tab, JUDGE).await;
        }
    }
    vec![format!("no way round the page in {PATIENCE} steps")]
}
