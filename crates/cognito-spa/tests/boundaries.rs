//! The boundaries inside this crate: `src/protocol/` decides, and knows neither the browser nor the
//! flow; `src/browser/` alone speaks to the browser.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

/// What the decisions do without: web APIs, clocks and the parts of this crate that use them.
const FOREIGN: [&str; 10] = [
    "crate::browser",
    "crate::client",
    "crate::platform",
    "crate::session",
    "gloo_",
    "js_sys",
    "wasm_bindgen",
    "web_sys",
    "Instant::now",
    "SystemTime",
];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| match path.is_dir() {
            true => rust_files(&path),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

/// What only `src/browser/` may name.
const WEB: [&str; 4] = ["gloo_", "js_sys", "wasm_bindgen", "web_sys"];

#[test]
fn the_protocol_knows_no_browser_and_no_clock() {
    names_none_of("src/protocol", &FOREIGN);
}

#[test]
fn the_client_leaves_every_web_api_to_the_browser_modules() {
    names_none_of("src/client", &WEB);
    names_none_of("src/session", &WEB);
}

/// `leptos-cognito` exports the protocol, too, and with it its examples: what they name is in scope with
/// the one crate as with the other.
#[test]
fn an_example_of_the_protocol_names_no_crate() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/protocol");
    for path in rust_files(&folder) {
        let text = fs::read_to_string(&path).unwrap();
        let shown = text.lines().map(str::trim_start).find(|line| {
            line.starts_with("/// use cognito_spa") || line.starts_with("//! use cognito_spa")
        });
        assert_eq!(shown, None, "{}", path.display());
    }
}

fn names_none_of(folder: &str, foreign: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = rust_files(&folder);
    assert!(!files.is_empty(), "no Rust file in {}", folder.display());
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if let Some(foreign) = foreign.iter().find(|name| code.contains(**name)) {
                panic!("{}:{}: {foreign}", path.display(), number + 1);
            }
        }
    }
}
