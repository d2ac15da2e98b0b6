//! The session and its API client as JavaScript functions: what the app itself has no button for.
#![cfg(target_arch = "wasm32")]
// Each is exported to JavaScript, where no documentation of Rust arrives.
#![allow(missing_docs)]

use futures_util::future::{AbortHandle, Aborted, abortable};
use js_sys::Promise;
use leptos::mount::mount_to_body;
use leptos::prelude::untrack;
use leptos_cognito::{Answer, Auth, Method, Problem, Request, Session, provide_auth};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::cell::Cell;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

thread_local! {
    static AUTH: Cell<Option<Auth>> = const { Cell::new(None) };
}

#[wasm_bindgen(start)]
fn start() {
    mount_to_body(|| AUTH.set(Some(provide_auth())));
}

fn auth() -> Result<Auth, JsValue> {
    AUTH.get()
        .ok_or_else(|| "the program has not started".into())
}

#[wasm_bindgen]
pub fn log_in() -> Result<(), JsValue> {
    auth()?.login("/dashboard".into());
    Ok(())
}

#[wasm_bindgen]
pub fn session() -> Result<String, JsValue> {
    let auth = auth()?;
    let name = match untrack(|| auth.session()) {
        Session::SignedIn(..) => "signed in",
        Session::SignedOut(_) => "signed out",
        _ => "on the way",
    };
    Ok(name.into())
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
        request = request.with_body(body, media_type);
    }
    if let Some(timeout) = timeout_ms {
        request.timeout = Duration::from_millis(timeout.into());
    }
    call(request)
}

#[wasm_bindgen]
pub fn send_note(method: &str, url: &str, title: String, count: u32) -> Result<Call, JsValue> {
    let note = Note {
        title,
        count,
        done: None,
    };
    let request = request(method, url)?.with_json(&note);
    call(request.ok_or("the note cannot be written")?)
}

#[wasm_bindgen]
pub async fn user_info() -> Result<String, JsValue> {
    let outcome = auth()?.user_info().await;
    Ok(outcome.map_or_else(failed, |_| json!({})).to_string())
}

fn request(method: &str, url: &str) -> Result<Request, JsValue> {
    let method = match method {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        _ => return Err("no such method".into()),
    };
    Ok(Request::new(method, url))
}

fn call(request: Request) -> Result<Call, JsValue> {
    let auth = auth()?;
    let (outcome, handle) = abortable(async move { auth.send(&request).await });
    let outcome = future_to_promise(async move {
        let outcome = match outcome.await {
            Ok(outcome) => outcome.map_or_else(failed, |answer| answered(&answer)),
            Err(Aborted) => json!({ "cancelled": true }),
        };
        Ok(outcome.to_string().into())
    });
    Ok(Call { outcome, handle })
}

fn failed(problem: Problem) -> Value {
    json!({ "code": problem.code })
}

fn answered(answer: &Answer) -> Value {
    json!({
        "status": answer.status,
        "retry_after": answer.header("retry-after"),
        "bytes": answer.body.len(),
        "text": answer.text().get(..1000).map_or_else(|| answer.text(), Into::into),
        "sum": answer.body.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(31) + u32::from(*byte)),
        "note": answer.json::<Note>(),
    })
}
