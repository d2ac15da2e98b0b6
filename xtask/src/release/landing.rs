//! The landing page's HTML in `index.html`, so that it is painted before the program is there.
//!
//! The app's own landing component writes it, so its words stand once. Without it (`trunk build
//! --release`) the page says that it is loading, and shows the same as soon as the program is there.

use anyhow::{Context, Result, bail};

use crate::workspace;

/// Where it is to be, as Trunk's minifier leaves it.
const PLACE: &str = "<div id=landing></div>";

/// What Leptos writes for a place where something may come later. The app finds nothing by it, as it
/// shows a page of its own.
const PLACEHOLDER: &str = "<!>";

/// Writes the landing page into `page`.
pub(super) fn write(page: &str) -> Result<String> {
    with_landing(page, &html()?)
}

fn html() -> Result<String> {
    let mut program = workspace::cargo(
        "run --quiet --package leptos-cognito-app --no-default-features --features ssr --bin landing",
    );
    let outcome = child_process::capture("the landing page", &mut program)?;
    if !outcome.success {
        bail!("the landing page was not written:\n{}", outcome.stderr)
    }
    Ok(outcome.stdout)
}

fn with_landing(page: &str, landing: &str) -> Result<String> {
    let (before, after) = page
        .split_once(PLACE)
        .context("index.html has no place for the landing page")?;
    let opened = PLACE.trim_end_matches("</div>");
    let landing = landing.trim().replace(PLACEHOLDER, "");
    Ok([before, opened, &landing, "</div>", after].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_landing_page_is_written_into_its_place() {
        let page = "<main><div id=landing></div><p>Loading</p></main>";
        let written = with_landing(page, "<h1>Hello</h1><ol><li>1</li><!></ol>\n").unwrap();
        assert_eq!(
            written,
            "<main><div id=landing><h1>Hello</h1><ol><li>1</li></ol></div><p>Loading</p></main>"
        );
    }

    #[test]
    fn a_page_without_a_place_for_it_is_refused() {
        for page in ["<main></main>", "<div id=landing><h1>Hello</h1></div>"] {
            assert!(with_landing(page, "<h1>Hello</h1>").is_err(), "{page}");
        }
    }
}
