//! The servers around a backend: the local user pool, what stands before it, and an API.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use cognito_backend::store::SessionStore;
use cognito_backend::{Backend, Config, EncryptionKeys, Secrets, SqliteStore};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use local_cognito::{LocalCognito, Options, Running, Settings};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use url::form_urlencoded;

/// The site's origin. Browsers in these tests send to the backend what is addressed to it.
pub(crate) const SITE: &str = "http://localhost:3999";
pub(crate) const KEY: &str = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";
pub(crate) const CLIENT_SECRET: &str = "s3cret/with:signs%";

/// Serves `router` on any free port of loopback; where that is.
pub(crate) async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

pub(crate) struct World {
    pub(crate) pool: Running,
    pub(crate) front: Front,
    pub(crate) api: Api,
    pub(crate) folder: TempDir,
}

impl World {
    pub(crate) async fn new() -> Self {
        let pool = LocalCognito::start(Options {
            callback_urls: vec![format!("{SITE}/auth/callback")],
            ..Options::for_test(SITE)
        })
        .await
        .unwrap();
        pool.set_settings(Settings {
            rotate_refresh_tokens: true,
            rotation_grace_s: 0,
            ..Settings::default()
        });
        Self {
            front: Front::start(pool.origin()).await,
            api: Api::start().await,
            folder: tempfile::tempdir().unwrap(),
            pool,
        }
    }

    /// A configuration with `changes`.
    pub(crate) fn config(&self, changes: Value) -> Value {
        let mut config = json!({
            "site": SITE,
            "issuer": self.pool.issuer(),
            "domain": self.front.origin,
            "client_id": self.pool.client_id(),
            "scopes": ["openid", "email"],
            "api_url": format!("{}/prod", self.api.origin),
            "apis": { "by-id": { "url": format!("{}/by-id", self.api.origin), "token": "id_raw" } },
        });
        for (key, value) in changes.as_object().unwrap() {
            config[key] = value.clone();
        }
        config
    }

    pub(crate) fn store(&self) -> SqliteStore {
        SqliteStore::open(self.folder.path().join("sessions.db")).unwrap()
    }

    /// A backend on the one store; where it is.
    pub(crate) async fn backend(&self) -> String {
        self.backend_with(json!({})).await
    }

    pub(crate) async fn backend_with(&self, changes: Value) -> String {
        self.backend_on(self.store(), changes).await
    }

    /// A backend on this store; where it is.
    pub(crate) async fn backend_on(&self, store: impl SessionStore, changes: Value) -> String {
        serve(self.new_backend(store, changes).router()).await
    }

    /// A backend on this store.
    pub(crate) fn new_backend(&self, store: impl SessionStore, changes: Value) -> Backend {
        let config = Config::from_json(&self.config(changes).to_string()).unwrap();
        let secrets = Secrets::new(EncryptionKeys::new(KEY).unwrap());
        let secrets = secrets.client_secret(CLIENT_SECRET);
        Backend::new(config, secrets, store).unwrap()
    }

    /// How many token requests of this grant the pool has answered.
    pub(crate) fn token_requests(&self, grant_type: &str) -> usize {
        let grant = ("grant_type".to_owned(), grant_type.to_owned());
        let log = self.pool.log();
        log.iter()
            .filter(|entry| entry.form.contains(&grant))
            .count()
    }

    pub(crate) fn revocations(&self) -> usize {
        let log = self.pool.log();
        log.iter()
            .filter(|entry| entry.path == "/oauth2/revoke")
            .count()
    }

    /// How often the issuer's keys were asked for.
    pub(crate) fn key_requests(&self) -> usize {
        let log = self.pool.log();
        log.iter()
            .filter(|entry| entry.path.ends_with("/jwks.json"))
            .count()
    }

    /// What no request does to the store, such as to let time pass.
    pub(crate) fn sql(&self, statement: &str) {
        self.database().execute_batch(statement).unwrap();
    }

    /// The number that `query` finds in the store.
    pub(crate) fn sql_number(&self, query: &str) -> u64 {
        let database = self.database();
        database.query_row(query, [], |row| row.get(0)).unwrap()
    }

    fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("sessions.db")).unwrap()
    }

    /// The pause after a failed renewal is over.
    pub(crate) fn end_pause(&self) {
        self.sql("UPDATE sessions SET paused_until = 0");
    }

    /// Every byte of the store's files.
    pub(crate) fn stored_bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        files
            .flat_map(|file| std::fs::read(file.unwrap().path()).unwrap())
            .collect()
    }
}

/// A confidential client's way to the pool, whose only client is public. It sees every secret.
#[derive(Clone)]
pub(crate) struct Front {
    pub(crate) origin: String,
    state: Arc<FrontState>,
}

struct FrontState {
    pool: String,
    http: reqwest::Client,
    secrets: Mutex<Vec<String>>,
    credentials: Mutex<Vec<Option<String>>>,
}

impl Front {
    async fn start(pool: &str) -> Self {
        let state = Arc::new(FrontState {
            pool: pool.to_owned(),
            http: http(),
            secrets: Mutex::default(),
            credentials: Mutex::default(),
        });
        let router = Router::new().fallback(front).with_state(state.clone());
        Self {
            origin: serve(router).await,
            state,
        }
    }

    /// Every code, verifier and token that went through it.
    pub(crate) fn secrets(&self) -> Vec<String> {
        self.state.secrets.lock().unwrap().clone()
    }

    /// The `Authorization` headers of the requests with a form.
    pub(crate) fn credentials(&self) -> Vec<Option<String>> {
        self.state.credentials.lock().unwrap().clone()
    }
}

async fn front(State(state): State<Arc<FrontState>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let authorization = parts.headers.get(header::AUTHORIZATION);
    let authorization = authorization.map(|value| value.to_str().unwrap().to_owned());
    state.credentials.lock().unwrap().push(authorization);
    let form: Vec<_> = form_urlencoded::parse(&body).into_owned().collect();
    let secret = ["code", "code_verifier", "refresh_token", "token"];
    let sent = form
        .into_iter()
        .filter(|(name, _)| secret.contains(&name.as_str()));
    state
        .secrets
        .lock()
        .unwrap()
        .extend(sent.map(|(_, value)| value));
    let url = format!("{}{}", state.pool, parts.uri);
    let post = state.http.post(url).body(body);
    let post = post.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let Ok(answer) = post.send().await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    let status = answer.status();
    let text = answer.text().await.unwrap();
    let json: Value = serde_json::from_str(&text).unwrap_or_default();
    let tokens = ["access_token", "id_token", "refresh_token"].map(|name| json[name].as_str());
    let tokens = tokens.into_iter().flatten().map(str::to_owned);
    state.secrets.lock().unwrap().extend(tokens);
    (status, text).into_response()
}

/// What an API was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// What an API answers.
type Behaviour = Arc<dyn Fn(Asked) -> BoxFuture<'static, Response> + Send + Sync>;

/// An API that notes what it is asked, and answers as it was told: at first with 200 and `{}`.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) origin: String,
    state: Arc<ApiState>,
}

struct ApiState {
    asked: Mutex<Vec<Asked>>,
    behaviour: Mutex<Behaviour>,
}

impl Api {
    pub(crate) async fn start() -> Self {
        let behaviour: Behaviour = Arc::new(|_| Box::pin(async { "{}".into_response() }));
        let state = Arc::new(ApiState {
            asked: Mutex::default(),
            behaviour: Mutex::new(behaviour),
        });
        let router = Router::new().fallback(api).with_state(state.clone());
        Self {
            origin: serve(router).await,
            state,
        }
    }

    pub(crate) fn answer_with<F: Future<Output = Response> + Send + 'static>(
        &self,
        behaviour: impl Fn(Asked) -> F + Send + Sync + 'static,
    ) {
        let behaviour = Arc::new(move |asked| behaviour(asked).boxed());
        *self.state.behaviour.lock().unwrap() = behaviour;
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state.asked.lock().unwrap().clone()
    }

    pub(crate) fn last(&self) -> Asked {
        self.asked().pop().unwrap()
    }
}

async fn api(State(state): State<Arc<ApiState>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let asked = Asked {
        method: parts.method,
        target: parts.uri.to_string(),
        headers: parts.headers,
        body: axum::body::to_bytes(body, 1 << 22).await.unwrap(),
    };
    state.asked.lock().unwrap().push(asked.clone());
    let behaviour = state.behaviour.lock().unwrap().clone();
    behaviour(asked).await
}

pub(crate) fn http() -> reqwest::Client {
    let redirect = reqwest::redirect::Policy::none();
    reqwest::Client::builder()
        .redirect(redirect)
        .build()
        .unwrap()
}
