//! What the browser noted while the test ran: its console, and every request and navigation.

use std::collections::BTreeMap;
use std::sync::Mutex;

use reqwest::Url;
use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::{RequestData, SessionId};

use super::{Tab, needs_chromium};

#[derive(Debug, Default)]
pub(super) struct Record {
    console: Mutex<Vec<String>>,
    events: Mutex<Vec<Event>>,
}

/// Something that the browser did, in its order.
#[derive(Debug, Clone)]
pub enum Event {
    /// A request was sent.
    Sent(Request),
    /// The address bar changed, with or without a new document.
    Address(Url),
}

/// A request of the tab.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where to.
    pub url: Url,
    /// Method.
    pub method: String,
    /// Whether it loads a page, rather than something for a page.
    pub is_navigation: bool,
    /// Header fields that the browser reports, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body, as far as it is text.
    pub body: String,
}

impl Tab {
    /// Everything that pages wrote to the console, uncaught errors and CSP reports included.
    ///
    /// The browser's own lines about failed requests, and its advice on how to write a page, are
    /// left out.
    pub async fn console(&self) -> Vec<String> {
        let entries = self.log("browser").await;
        let mut console = self.record.console.lock().unwrap();
        for entry in &entries {
            let message = entry["message"].as_str().unwrap_or_default();
            // The preload of the configuration: that the machine is slow. A test counts what is fetched.
            let own = entry["source"] == "network"
                || entry["source"] == "recommendation"
                || message.contains("blocked by CORS policy")
                || message.contains("/config.json was preloaded using link preload but not used");
            if !own {
                let line = format!("{} {}: {message}", entry["level"], entry["source"]);
                console.push(line);
            }
        }
        console.clone()
    }

    /// Requests and address changes since the tab was opened.
    pub async fn events(&self) -> Vec<Event> {
        let more = self.devtools_events().await;
        let mut events = self.record.events.lock().unwrap();
        events.extend(more.iter().filter_map(Event::read));
        events.clone()
    }

    /// The events of the Chrome DevTools Protocol about network and page since this was asked last:
    /// for a tab of which nobody asks [`Tab::events`].
    pub async fn devtools_events(&self) -> Vec<Value> {
        let entries = self.log("performance").await;
        let events = entries.iter().map(|entry| {
            let text = entry["message"].as_str().unwrap_or_default();
            let mut message: Value = serde_json::from_str(text).expect("a DevTools event");
            message["message"].take()
        });
        events.collect()
    }

    /// The requests among [`Tab::events`].
    pub async fn requests(&self) -> Vec<Request> {
        let events = self.events().await.into_iter();
        events
            .filter_map(|event| match event {
                Event::Sent(request) => Some(request),
                Event::Address(_) => None,
            })
            .collect()
    }

    async fn log(&self, kind: &'static str) -> Vec<Value> {
        needs_chromium("logs");
        let answer = self.driver.handle.cmd(GetLog(kind)).await;
        let entries = answer.and_then(|answer| answer.value::<Vec<Value>>());
        entries.unwrap_or_else(|e| panic!("the {kind} log: {e}"))
    }
}

impl Event {
    fn read(message: &Value) -> Option<Self> {
        let parameters = &message["params"];
        let address = |value: &Value| Url::parse(value.as_str()?).ok();
        match message["method"].as_str()? {
            "Network.requestWillBeSent" => {
                let request = &parameters["request"];
                let headers = request["headers"].as_object()?.iter();
                Some(Self::Sent(Request {
                    url: address(&request["url"])?,
                    method: request["method"].as_str()?.to_owned(),
                    is_navigation: parameters["type"] == "Document",
                    headers: headers
                        .map(|(k, v)| (k.to_lowercase(), v.as_str().unwrap_or_default().to_owned()))
                        .collect(),
                    body: request["postData"].as_str().unwrap_or_default().to_owned(),
                }))
            }
            "Page.navigatedWithinDocument" => Some(Self::Address(address(&parameters["url"])?)),
            "Page.frameNavigated" => Some(Self::Address(address(&parameters["frame"]["url"])?)),
            _ => None,
        }
    }
}

/// chromedriver's log command.
#[derive(Debug)]
struct GetLog(&'static str);

impl FormatRequestData for GetLog {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let path = format!("/session/{session}/se/log");
        RequestData::new(reqwest::Method::POST, path).add_body(json!({ "type": self.0 }))
    }
}
