//! What is measured of a visit. The names and definitions are those of the table in
//! docs/performance.md.

use std::collections::BTreeMap;

/// Values by the keys of `ALL`.
pub(crate) type Figures = BTreeMap<&'static str, f64>;

/// A figure.
#[derive(Debug)]
pub(crate) struct Figure {
    pub(crate) key: &'static str,
    pub(crate) label: &'static str,
    pub(crate) unit: &'static str,
}

const fn figure(key: &'static str, label: &'static str, unit: &'static str) -> Figure {
    Figure { key, label, unit }
}

/// In the order of the tables.
pub(crate) const ALL: [Figure; 13] = [
    figure("paint_ms", "first contentful paint", "ms"),
    figure("ready_ms", "\"Log in\" acts", "ms"),
    figure(
        "landing_bytes",
        "bytes of the landing page, what is fetched ahead included",
        "B",
    ),
    figure(
        "authorize_bytes",
        "in a hurry: bytes until the authorize request",
        "B",
    ),
    figure(
        "authorize_ms",
        "in a hurry: navigation to the authorize request",
        "ms",
    ),
    figure("hurry_ms", "in a hurry: navigation to signed in", "ms"),
    figure("callback_ms", "callback to signed in", "ms"),
    figure(
        "reload_ms",
        "warm reload of the dashboard to signed in",
        "ms",
    ),
    figure("task_ms", "main-thread work, cold landing", "ms"),
    figure(
        "provider_requests",
        "provider requests, click to signed in",
        "",
    ),
    figure("heap_kib", "JS heap after login", "KiB"),
    figure("wasm_kib", "WebAssembly memory after login", "KiB"),
    figure(
        "memory_kib",
        "memory after login: JS heap and WebAssembly",
        "KiB",
    ),
];
