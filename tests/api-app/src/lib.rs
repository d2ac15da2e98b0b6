//! The session and its API client as JavaScript functions: what the app itself has no button for.
#![cfg(target_arch = "wasm32")]
// Each is exported to JavaScript, where no documentation of Rust arrives.
#![allow(missing_docs)]

use cognito_spa::{Answer, AuthConfig, AuthError, AuthStatus, Client, Method, Request, SignIn};
use futures_util::future::{AbortHandle, Aborted, abortable};
use js_sys::Promise;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

thread_local! {
    static CLIENT: Client = Client::new(
        AuthConfig::fetched("/config.json").redirect_path("/dashboard"),
    );
}

#[wasm_bindgen(start)]
fn start() {
    client().start(|_| {}, |_| {});
}

fn client() -> Client {
    CLIENT.with(Client::clone)
}

#[wasm_bindgen]
pub fn log_in() {
    client().sign_in(SignIn::default().return_to("/dashboard"));
}

#[wasm_bindgen]
pub fn session() -> String {
    let name = match client().state().status() {
        AuthStatus::SignedIn => "signed in",
        AuthStatus::SignedOut => "signed out",
        _ => "on the way",
    };
    name.into()
}

/// What is sent and answered as JSON.
#[derive(Serialize, Deserialize)]
pub struct Note {
    title: String,
    count: u32,
    done: Option<bool>,
}

/// A call that is under way.
#[wasm_bindgen]
pub struct Call {
    outcome: Promise,
    handle: AbortHandle,
}

#[wasm_bindgen]
impl Call {
    #[wasm_bindgen(getter)]
    pub fn outcome(&self) -> Promise {
        self.outcome.clone()
    }

    /// Drops the future that sends the request.
    pub fn cancel(&self) {
        self.handle.abort();
    }
}

#[wasm_bindgen]
pub fn send(
    method: &str,
    url: &str,
    body: Option<Vec<u8>>,
    media_type: &str,
    timeout_ms: Option<u32>,
) -> Result<Call, JsValue> {
    let mut request = request(method, url)?;
    if let Some(body) = body {
        request = request.body(body, media_type);
    }
    if let Some(timeout) = timeout_ms {
        request = request.timeout(Duration::from_millis(timeout.into()));
    }
    Ok(call(request))
}

#[wasm_bindgen]
pub fn send_note(method: &str, url: &str, title: String, count: u32) -> Result<Call, JsValue> {
    let note = Note {
        title,
        count,
        done: None,
    };
    Ok(call(request(method, url)?.json(&note)))
}

#[wasm_bindgen]
pub async fn user_info() -> String {
    let outcome = client().user_info().await;
    outcome.map_or_else(failed, |_| json!({})).to_string()
}

fn request(method: &str, url: &str) -> Result<Request, JsValue> {
    let method = Method::from_bytes(method.as_bytes()).map_err(|_| "no such method")?;
    Ok(Request::new(method, url))
}

fn call(request: Request) -> Call {
    let (outcome, handle) = abortable(async move { client().send(&request).await });
    let outcome = future_to_promise(async move {
        let outcome = match outcome.await {
            Ok(outcome) => outcome.map_or_else(failed, |answer| answered(&answer)),
            Err(Aborted) => json!({ "cancelled": true }),
        };
        Ok(outcome.to_string().into())
    });
    Call { outcome, handle }
}

fn failed(error: AuthError) -> Value {
    json!({ "code": error.code() })
}

fn answered(answer: &Answer) -> Value {
    json!({
        "status": answer.status,
        "retry_after": answer.header("retry-after"),
        "bytes": answer.body.len(),
        "text": answer.text().get(..1000).map_or_else(|| answer.text(), Into::into),
        "sum": answer.body.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte))),
        "note": answer.json::<Note>().ok(),
    })
}
