//! Two visits: one with time for the landing page, and one in a hurry.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use end_to_end::browser::Tab;
use serde_json::{Value, json};

use crate::figures::Figures;
use crate::profile::Profile;
use crate::served::Served;

const PROBE: &str = include_str!("probe.js");

/// How long a visitor waits for anything.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The network is quiet after so long without a request.
const QUIET: Duration = Duration::from_millis(400);
const POLL_INTERVAL: Duration = Duration::from_millis(50);

const WIDTH: u32 = 412;
const HEIGHT: u32 = 823;

/// Looks at the landing page until everything is there, logs in and reloads the dashboard.
pub(crate) async fn unhurried(served: &Served, profile: &Profile) -> Result<Figures, String> {
    let tab = open(served, profile, false).await;
    let figures = measure_unhurried(&tab, served).await;
    tab.close().await;
    figures
}

/// Presses "Log in" as soon as it acts, so that little can be fetched ahead.
pub(crate) async fn hurried(served: &Served, profile: &Profile) -> Result<Figures, String> {
    let tab = open(served, profile, true).await;
    let figures = measure_hurried(&tab, served).await;
    tab.close().await;
    figures
}

async fn open(served: &Served, profile: &Profile, hurry: bool) -> Tab {
    // DevTools slows down nothing that a page asks for which has been left and is kept.
    let keeps_no_page = "--disable-back-forward-cache".to_owned();
    let tab = Tab::open_with(&[keeps_no_page]).await;
    tab.goto("about:blank").await;
    let size = json!({"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": false});
    tab.devtools("Emulation.setDeviceMetricsOverride", size)
        .await;
    for domain in ["Network.enable", "Performance.enable"] {
        tab.devtools(domain, json!({})).await;
    }
    served.introduce(&tab).await;
    tab.before_every_page(&format!("{{ const HURRY = {hurry};\n{PROBE} }}"))
        .await;
    profile.apply(&tab).await;
    tab
}

async fn measure_unhurried(tab: &Tab, served: &Served) -> Result<Figures, String> {
    let origin = served.site.origin();
    let mut figures = Figures::new();

    navigate(tab, origin).await;
    let paint = mark(tab, served, "paint").await?;
    let ready = mark(tab, served, "login").await?;
    figures.insert("paint_ms", number(&paint["at"]));
    figures.insert("ready_ms", number(&ready["at"]));
    let landing = until_quiet(tab).await?;
    figures.insert("landing_bytes", bytes(&landing));
    figures.insert("task_ms", metric(tab, "TaskDuration").await * 1000.0);

    click(tab, "login").await;
    let signed_in = mark(tab, served, "call").await?;
    let callback = number(&signed_in["at"]) - number(&signed_in["fetchStart"]);
    figures.insert("callback_ms", callback);
    let login = until_quiet(tab).await?;
    let provider = login.iter().filter(|event| {
        let url = &event["params"]["request"]["url"];
        is_request(event) && !url.as_str().unwrap_or_default().starts_with(origin)
    });
    figures.insert("provider_requests", provider.count() as f64);
    tab.devtools("HeapProfiler.collectGarbage", json!({})).await;
    let heap = metric(tab, "JSHeapUsedSize").await / 1024.0;
    let wasm = number(&tab.eval("return bench.wasmMemory()").await) / 1024.0;
    figures.insert("heap_kib", heap);
    figures.insert("wasm_kib", wasm);
    figures.insert("memory_kib", heap + wasm);

    tab.eval("bench.marks = {}; return null").await;
    tab.devtools("Page.reload", json!({})).await;
    let reloaded = mark(tab, served, "call").await?;
    figures.insert("reload_ms", number(&reloaded["at"]));
    Ok(figures)
}

async fn measure_hurried(tab: &Tab, served: &Served) -> Result<Figures, String> {
    navigate(tab, served.site.origin()).await;
    let signed_in = mark(tab, served, "call").await?;
    let events = tab.devtools_events().await;
    let pages = || {
        let requests = events
            .iter()
            .enumerate()
            .filter(|(_, event)| is_request(event));
        requests.filter(|(_, event)| event["params"]["type"] == "Document")
    };
    let authorize = pages().find(|(_, event)| {
        let url = event["params"]["request"]["url"].as_str();
        url.is_some_and(|url| url.contains("/oauth2/authorize?"))
    });
    let (Some((_, start)), Some((asked_at, authorize))) = (pages().next(), authorize) else {
        let name = &served.build.name;
        return Err(format!(
            "{name}: \"Log in\" did not lead to /oauth2/authorize."
        ));
    };
    let time = |event: &Value, key| number(&event["params"][key]);
    let signed_in = number(&signed_in["origin"]) + number(&signed_in["at"]);
    Ok(Figures::from([
        ("authorize_bytes", bytes(&events[..asked_at])),
        (
            "authorize_ms",
            (time(authorize, "timestamp") - time(start, "timestamp")) * 1000.0,
        ),
        ("hurry_ms", signed_in - time(start, "wallTime") * 1000.0),
    ]))
}

/// Begins a navigation, without waiting for its end.
async fn navigate(tab: &Tab, origin: &str) {
    tab.devtools_events().await;
    let url = json!({ "url": format!("{origin}/") });
    tab.devtools("Page.navigate", url).await;
}

/// Presses what the probe has found, as a person's finger does.
async fn click(tab: &Tab, name: &str) {
    let at = tab.eval(&format!("return bench.centre('{name}')")).await;
    for kind in ["mousePressed", "mouseReleased"] {
        let event =
            json!({"type": kind, "x": at["x"], "y": at["y"], "button": "left", "clickCount": 1});
        tab.devtools("Input.dispatchMouseEvent", event).await;
    }
}

/// Waits until the page that is there then has noted this.
async fn mark(tab: &Tab, served: &Served, name: &str) -> Result<Value, String> {
    let script = format!(
        "const at = window.bench?.marks.{name};
        const [navigation] = performance.getEntriesByType('navigation');
        return at && {{ at, origin: performance.timeOrigin, fetchStart: navigation.fetchStart }}"
    );
    let end = Instant::now() + TIMEOUT;
    loop {
        match tab.try_eval(&script).await {
            Some(noted) if noted.is_object() => return Ok(noted),
            _ if Instant::now() > end => break,
            _ => tokio::time::sleep(POLL_INTERVAL).await,
        }
    }
    let what = match name {
        "login" => "button \"Log in\" that acts",
        "call" => "button \"Call protected API\"",
        _ => "first contentful paint",
    };
    let (build, seconds) = (&served.build.name, TIMEOUT.as_secs());
    Err(format!(
        "{build}: no {what} within {seconds} seconds at {}.",
        tab.url().await.path()
    ))
}

/// The events since this was asked last, once no request is under way and none follows.
async fn until_quiet(tab: &Tab) -> Result<Vec<Value>, String> {
    let mut events = Vec::new();
    let mut changed = Instant::now();
    let end = changed + TIMEOUT;
    loop {
        let more = tab.devtools_events().await;
        if more.iter().any(is_of_network) {
            changed = Instant::now();
        }
        events.extend(more);
        if changed.elapsed() > QUIET && !is_any_under_way(&events) {
            return Ok(events);
        }
        if Instant::now() > end {
            let seconds = TIMEOUT.as_secs();
            return Err(format!(
                "The network is not quiet within {seconds} seconds."
            ));
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

/// While a large file comes over a slow network there may be no event for longer than `QUIET`.
fn is_any_under_way(events: &[Value]) -> bool {
    let mut under_way = BTreeSet::new();
    for event in events {
        let request = event["params"]["requestId"].as_str();
        match event["method"].as_str() {
            Some("Network.requestWillBeSent") => _ = under_way.insert(request),
            Some("Network.loadingFinished" | "Network.loadingFailed") => {
                under_way.remove(&request);
            }
            _ => {}
        }
    }
    !under_way.is_empty()
}

fn is_of_network(event: &Value) -> bool {
    let method = event["method"].as_str();
    method.is_some_and(|method| method.starts_with("Network."))
}

fn is_request(event: &Value) -> bool {
    let url = event["params"]["request"]["url"].as_str();
    event["method"] == "Network.requestWillBeSent" && url.is_some_and(|url| url.starts_with("http"))
}

/// What came over the wire, with the headers of each answer that is complete.
fn bytes(events: &[Value]) -> f64 {
    let mut requests: BTreeMap<&str, f64> = BTreeMap::new();
    for event in events {
        let parameters = &event["params"];
        let request = parameters["requestId"].as_str().unwrap_or_default();
        let length = || parameters["encodedDataLength"].as_f64().unwrap_or_default();
        match event["method"].as_str() {
            Some("Network.dataReceived") => *requests.entry(request).or_default() += length(),
            // The total; of a fast answer the parts may have no lengths.
            Some("Network.loadingFinished") => {
                requests.insert(request, length());
            }
            _ => {}
        }
    }
    requests.values().sum()
}

async fn metric(tab: &Tab, name: &str) -> f64 {
    let metrics = tab.devtools("Performance.getMetrics", json!({})).await;
    let mut metrics = metrics["metrics"].as_array().into_iter().flatten();
    number(
        &metrics
            .find(|metric| metric["name"] == name)
            .expect("a metric")["value"],
    )
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("not a number: {value}"))
}
