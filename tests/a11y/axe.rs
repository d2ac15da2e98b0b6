//! axe-core, and what it finds.

use std::sync::LazyLock;

use end_to_end::browser::Tab;
use serde_json::Value;

/// Runs every rule of WCAG 2.0, 2.1 and 2.2 at A and AA, and of good practice.
const RUN: &str = include_str!("axe.js");

static SOURCE: LazyLock<String> = LazyLock::new(|| {
    let file = std::env::var("AXE")
        .expect("AXE names axe-core's axe.min.js, as `cargo xtask test` sets it");
    std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{file}: {e}"))
});

/// Looks at the page as it is now; one finding an element. A rule that is excused has to be broken.
pub(crate) async fn run(tab: &Tab, excused: Option<&str>) -> Vec<String> {
    if tab.eval("return typeof axe").await != "object" {
        tab.eval(&SOURCE).await;
    }
    let results = tab.eval(RUN).await;
    let mut findings = of(&results["violations"], "");
    findings.extend(of(&results["undecided"], "undecided: "));
    if let Some(rule) = excused {
        let before = findings.len();
        findings.retain(|finding| !finding.starts_with(rule));
        if findings.len() == before {
            findings.push(format!("{rule} needs no excuse any more"));
        }
    }
    if results["contrastSeen"] != true {
        findings.push("the contrast of no text was computed".to_owned());
    }
    findings
}

fn of(results: &Value, before: &str) -> Vec<String> {
    let results = results.as_array().expect("results of axe-core");
    results
        .iter()
        .flat_map(|result| {
            let nodes = result["nodes"]
                .as_array()
                .expect("the elements of a result");
            nodes.iter().map(|node| {
                format!(
                    "{before}{} ({}) at {}: {}\n    {}",
                    text(&result["id"]),
                    text(&node["impact"]),
                    text(&node["target"]),
                    text(&node["html"]),
                    text(&node["failureSummary"]).replace('\n', " "),
                )
            })
        })
        .collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("?")
}
