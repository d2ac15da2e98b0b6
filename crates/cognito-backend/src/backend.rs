//! The backend and its routes.

use crate::callback::callback;
use crate::clock::now_ms;
use crate::config::{CALLBACK_PATH, Config};
use crate::failure::Failure;
use crate::login::login;
use crate::logout::logout;
use crate::provider::ProviderClient;
use crate::proxy::proxy;
use crate::response::json;
use crate::secrets::Secrets;
use crate::session::store_failed;
use crate::shared::Shared;
use crate::status::status;
use crate::store::{Key, SessionStore};
use crate::trace::trace;
use crate::upstreams::Upstreams;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, any, get, post};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::task::TaskTracker;

/// How often expired records are removed.
const SWEEP_INTERVAL: Duration = Duration::from_secs(60);

/// A backend for one site: the endpoints under `/auth/`, the proxy under `/api/`, and `/healthz`.
///
/// It is cheap to clone; clones are the same backend.
#[derive(Clone)]
pub struct Backend(Arc<Shared>);

/// Why there is no backend.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be set up: {0}")]
pub struct BuildError(#[from] reqwest::Error);

impl Backend {
    /// A backend that keeps its sessions in `store`.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn new(
        config: Config,
        secrets: Secrets,
        store: impl SessionStore,
    ) -> Result<Self, BuildError> {
        Ok(Self(Arc::new(Shared {
            keys: secrets.keys,
            store: Arc::new(store),
            provider: Arc::new(ProviderClient::new(&config, secrets.client_secret)?),
            upstreams: Upstreams::new(&config)?,
            tasks: TaskTracker::new(),
            config,
        })))
    }

    /// The routes, for the root of a site: `/auth/login`, `/auth/callback`, `/auth/session`,
    /// `/auth/logout`, `/api/…`, `/healthz`. Merge them into a router, or nest them; a nested one needs a
    /// `redirect_uri` that says so.
    pub fn router(&self) -> Router {
        let api = any(proxy);
        Router::new()
            .route("/auth/login", only_get(get(login)))
            .route(CALLBACK_PATH, only_get(get(callback)))
            .route("/auth/session", get(status))
            .route("/auth/logout", post(logout))
            .route("/auth/{*path}", any(not_found))
            .route("/api", api.clone())
            .route("/api/", api.clone())
            .route("/api/{*path}", api)
            .route("/healthz", get(health))
            .method_not_allowed_fallback(method_not_allowed)
            .layer(from_fn(trace))
            .with_state(Arc::clone(&self.0))
    }

    /// As [`router`](Self::router), for a machine that stands still between two requests, as those of AWS
    /// Lambda do: an answer is given when all is over that its request began. A renewal that stood still
    /// half-way would lose the new refresh token, and the session with it.
    pub fn finishing_router(&self) -> Router {
        let finish = from_fn_with_state(self.clone(), finish);
        self.router().layer(finish)
    }

    /// Removes what has expired, again and again. Run it beside the server; it never ends.
    pub async fn sweep(&self) {
        loop {
            match self.0.store.remove_expired(now_ms()).await {
                Ok(0) => tokio::time::sleep(SWEEP_INTERVAL).await,
                Ok(removed) => tracing::debug!(removed, "expired records were removed"),
                Err(error) => {
                    tracing::warn!(%error, "expired records were not removed");
                    tokio::time::sleep(SWEEP_INTERVAL).await;
                }
            }
        }
    }

    /// Waits for what goes on when its request is over: renewals and revocations. Call it when the
    /// server has stopped.
    pub async fn close(&self) {
        // A closed tracker still takes tasks; it only ends the wait when there is none.
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backend")
            .field("site", &self.0.config.site)
            .finish_non_exhaustive()
    }
}

async fn finish(State(backend): State<Backend>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    backend.close().await;
    response
}

/// axum answers HEAD with the handler of GET, and these two change something.
fn only_get(route: MethodRouter<Arc<Shared>>) -> MethodRouter<Arc<Shared>> {
    route.head(method_not_allowed)
}

async fn method_not_allowed() -> Failure {
    Failure::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "request.method",
        "This address does not take that method.",
    )
}

/// No page of the site is in the place of an endpoint.
async fn not_found() -> Failure {
    Failure::new(
        StatusCode::NOT_FOUND,
        "request.unknown_path",
        "Nothing is at this address.",
    )
}

/// Whether the server runs and reaches its sessions.
async fn health(State(shared): State<Arc<Shared>>) -> Result<Response, Failure> {
    let nobody = Key::of("");
    let reached = shared.store.session(&nobody).await;
    reached.map_err(|error| store_failed(&error))?;
    Ok(json(&serde_json::json!({ "status": "ok" })))
}
