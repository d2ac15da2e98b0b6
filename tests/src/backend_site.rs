//! The site with a backend that keeps the tokens: one server, which notes what a browser sends it and
//! gets from it. It is at `https`: elsewhere WebKit keeps no cookie that is `Secure`, not even of localhost.

use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use axum_server::tls_rustls::RustlsConfig;
use cognito_backend::{Backend, Config, EncryptionKeys, Secrets, SqliteStore};
use serde_json::Value;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tower_http::services::{ServeDir, ServeFile};

const KEY: &str = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";

/// With a backend, a page speaks to no other host.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; \
     connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

/// What a browser sent to the backend and what it got.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Method, path and query.
    pub request_line: String,
    /// Everything else of the request and of its answer.
    pub rest: String,
}

type Exchanges = Arc<Mutex<Vec<Exchange>>>;

/// A running site; dropped, it ends.
pub struct BackendSite {
    origin: String,
    exchanges: Exchanges,
    server: JoinHandle<()>,
    _sessions: TempDir,
}

impl Drop for BackendSite {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl BackendSite {
    /// Serves the build in `dist` and the backend of this configuration.
    pub(crate) async fn start(
        dist: &Path,
        listener: TcpListener,
        origin: String,
        backend_json: &Value,
        config_json: String,
    ) -> Self {
        let sessions = tempfile::tempdir().expect("a folder for the sessions");
        let store = SqliteStore::open(sessions.path().join("sessions.db")).expect("a store");
        let config = Config::from_json(&backend_json.to_string()).expect("a configuration");
        let secrets = Secrets::new(EncryptionKeys::new(KEY).expect("a key"));
        let backend = Backend::new(config, secrets, store).expect("a backend");
        let exchanges = Exchanges::default();
        let page = ServeFile::new(dist.join("index.html"));
        let files = ServeDir::new(dist).fallback(page);
        let router = backend
            .router()
            .merge(Router::new().fallback_service(files))
            .route("/config.json", get(move || async { config_json }))
            .layer(from_fn_with_state(exchanges.clone(), note));
        let server = axum_server::from_tcp_rustls(listener, self_signed().await)
            .expect("a listener")
            .serve(router.into_make_service());
        let server = tokio::spawn(async move { server.await.expect("it serves") });
        Self {
            origin,
            exchanges,
            server,
            _sessions: sessions,
        }
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Everything that went between browsers and the backend so far.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.lock().expect("no panic").clone()
    }
}

/// A certificate that browsers are told to take (`acceptInsecureCerts`).
async fn self_signed() -> RustlsConfig {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let (certificate, key) = (made.cert.der().to_vec(), made.signing_key.serialize_der());
    RustlsConfig::from_der(vec![certificate], key)
        .await
        .expect("a certificate and its key")
}

async fn note(State(exchanges): State<Exchanges>, request: Request, next: Next) -> Response {
    let request_line = format!("{} {}", request.method(), request.uri());
    let path = request.uri().path();
    if !path.starts_with("/auth/") && !path.starts_with("/api/") {
        let mut response = next.run(request).await;
        let policy = HeaderValue::from_static(CONTENT_SECURITY_POLICY);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        return response;
    }
    let (parts, body) = request.into_parts();
    let sent = whole(body).await;
    let headers = parts.headers.clone();
    let request = Request::from_parts(parts, Body::from(sent.clone()));
    let (parts, body) = next.run(request).await.into_parts();
    let got = whole(body).await;
    let rest = [written(&headers, &sent), written(&parts.headers, &got)].concat();
    exchanges
        .lock()
        .expect("no panic")
        .push(Exchange { request_line, rest });
    Response::from_parts(parts, Body::from(got))
}

async fn whole(body: Body) -> Bytes {
    to_bytes(body, 1 << 20).await.expect("a body")
}

fn written(headers: &HeaderMap, body: &[u8]) -> String {
    format!("{headers:?}\n{}\n", String::from_utf8_lossy(body))
}
