//! The server of a finished build.

use std::{
    collections::HashMap,
    fs, io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
};

use axum::{
    Router,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode, Uri,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY},
    },
    response::{IntoResponse, Response},
    routing::get,
    serve::ListenerExt,
};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{net, runtime, sync::oneshot, task::spawn_blocking};
use tower_http::services::ServeDir;

use crate::{
    app_config::parse_config,
    compress::{BEST_QUALITY, compressed, compressed_copy},
    csp,
    delivery::{SECURITY_HEADERS, cache_control, content_type, file_for},
    endpoints::{self, Answer},
};

/// Where `/config.json` comes from; a build never contains it.
#[derive(Clone, Debug)]
pub enum ConfigJson {
    /// This text, whether it is a valid configuration or not.
    Text(String),
    /// What this file holds at that moment; 502 if it cannot be read.
    File(PathBuf),
    /// Whatever this plain-http address answers at that moment, its status included; 502 if it
    /// does not answer.
    Proxy(String),
}

/// A running server for one build, on loopback; it stops when dropped.
pub struct Site {
    origin: String,
    stop: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
    _files: TempDir,
}

/// What the requests share.
struct Content {
    files: ServeDir,
    config: ConfigJson,
    with_policy: bool,
    /// Metadata of providers that were asked successfully, by issuer.
    discovered: Mutex<HashMap<String, Value>>,
}

impl Site {
    /// Serves the files that `dist` holds now on `http://localhost:<port>`; port 0 takes a free
    /// one.
    ///
    /// # Errors
    /// If `dist` cannot be read or the port cannot be bound.
    pub fn start(dist: &Path, config: ConfigJson, port: u16) -> io::Result<Self> {
        Self::serve(compressed_copy(dist)?, config, true, port)
    }

    /// As `start`, for a build of another app, which may need another content security policy: it
    /// has none.
    ///
    /// # Errors
    /// If `dist` cannot be read or the port cannot be bound.
    pub fn without_policy(dist: &Path, config: ConfigJson, port: u16) -> io::Result<Self> {
        Self::serve(compressed_copy(dist)?, config, false, port)
    }

    /// As one of the above, with files that are as small as brotli makes them.
    ///
    /// # Errors
    /// If `dist` cannot be read or the port cannot be bound.
    pub fn for_measurement(
        dist: &Path,
        config: ConfigJson,
        with_policy: bool,
        port: u16,
    ) -> io::Result<Self> {
        Self::serve(compressed(dist, BEST_QUALITY)?, config, with_policy, port)
    }

    fn serve(files: TempDir, config: ConfigJson, with_policy: bool, port: u16) -> io::Result<Self> {
        let content = Content {
            files: ServeDir::new(files.path())
                .append_index_html_on_directories(false)
                .precompressed_br(),
            config,
            with_policy,
            discovered: Mutex::default(),
        };
        let app = Router::new()
            .route("/config.json", get(config_json))
            .fallback(file)
            .with_state(Arc::new(content));
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        // A thread with a runtime of its own: callers have one of theirs, or none.
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let server = thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    result = run(listener, app) => {
                        if let Err(error) = result {
                            eprintln!("The site is no longer served: {error}");
                        }
                    }
                    _ = stopped => {}
                }
            });
            // Whoever still waits for an answer from elsewhere is not waited for.
            runtime.shutdown_background();
        });
        Ok(Self {
            origin: format!("http://localhost:{port}"),
            stop: Some(stop),
            server: Some(server),
            _files: files,
        })
    }

    /// Scheme, host and port, as in `http://localhost:3000`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(server) = self.server.take() {
            // A thread that panicked has said so itself.
            let _ = server.join();
        }
    }
}

async fn run(listener: TcpListener, app: Router) -> io::Result<()> {
    let listener = net::TcpListener::from_std(listener)?.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            eprintln!("Answers may be late: {error}");
        }
    });
    axum::serve(listener, app).await
}

async fn config_json(State(content): State<Arc<Content>>) -> Response {
    let answered = spawn_blocking(move || content.config()).await;
    let mut response = match answered {
        Ok(Ok(Answer { status, body })) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            (status, body).into_response()
        }
        Ok(Err(error)) => (StatusCode::BAD_GATEWAY, format!("{error}\n")).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    };
    set_headers(response.headers_mut(), "config.json");
    response
}

async fn file(State(content): State<Arc<Content>>, mut request: Request) -> Response {
    let name = file_for(request.uri().path()).to_owned();
    let mut response = if name.ends_with(".br") {
        // Beside each file that is compressed; no file of the build.
        StatusCode::NOT_FOUND.into_response()
    } else {
        if let Ok(address) = format!("/{name}").parse::<Uri>() {
            *request.uri_mut() = address;
        }
        let answered = content.files.clone().try_call(request).await;
        answered.map_or_else(
            |error| (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
            IntoResponse::into_response,
        )
    };
    let status = response.status();
    let is_file = status.is_success() || status == StatusCode::NOT_MODIFIED;
    set_headers(
        response.headers_mut(),
        if is_file { &name } else { "answer.txt" },
    );
    if is_file {
        let vary = HeaderValue::from_static("Accept-Encoding");
        response.headers_mut().insert(VARY, vary);
    }
    if is_file && content.with_policy && name.ends_with(".html") {
        let policy = spawn_blocking(move || content.policy()).await;
        if let Some(policy) = policy.ok().and_then(|policy| policy.parse().ok()) {
            response
                .headers_mut()
                .insert(CONTENT_SECURITY_POLICY, policy);
        }
    }
    response
}

/// The headers that belong to this file name.
fn set_headers(headers: &mut HeaderMap, name: &str) {
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache_control(name)));
    for (header, value) in SECURITY_HEADERS {
        if let Ok(header) = header.parse::<HeaderName>() {
            headers.insert(header, HeaderValue::from_static(value));
        }
    }
}

impl Content {
    fn config(&self) -> Result<Answer, String> {
        match &self.config {
            ConfigJson::Text(body) => Ok(Answer {
                status: 200,
                body: body.clone(),
            }),
            ConfigJson::File(path) => match fs::read_to_string(path) {
                Ok(body) => Ok(Answer { status: 200, body }),
                Err(error) => Err(format!("{}: {error}", path.display())),
            },
            ConfigJson::Proxy(url) => endpoints::get(url),
        }
    }

    /// The policy for the configuration of this moment. One that cannot be had or read allows no
    /// other origin, and the app has no use for one then.
    fn policy(&self) -> String {
        let config = self
            .config()
            .ok()
            .and_then(|answer| parse_config(&answer.body).ok())
            .map_or(Value::Null, Value::from);
        let issuer = config.get("issuer").and_then(Value::as_str);
        let discovery = issuer
            .filter(|_| config.get("domain").is_none())
            .and_then(|issuer| self.discover(issuer));
        csp::policy(&config, discovery.as_ref())
    }

    fn discover(&self, issuer: &str) -> Option<Value> {
        let mut discovered = self
            .discovered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(metadata) = discovered.get(issuer) {
            return Some(metadata.clone());
        }
        match endpoints::discover(issuer) {
            Ok(metadata) => {
                discovered.insert(issuer.to_owned(), metadata.clone());
                Some(metadata)
            }
            Err(error) => {
                eprintln!("The policy lacks the provider's endpoints: {error}");
                None
            }
        }
    }
}
