//! Listening on loopback, serving, stopping.

use std::{
    convert::Infallible,
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
    routing::{any, get, post},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{rt::TokioIo, server::graceful::GracefulShutdown};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinSet,
};
use tower::ServiceExt as _;
use tower_http::cors::{Any, CorsLayer};

use crate::{
    api, authorize, control,
    faults::{self, Dropped},
    host, log, login, logout, pages,
    pool::{API_PATH, DISCOVERY_PATH, ECHO_PATH, JWKS_PATH, Shared},
    revoke, signup, token, userinfo, well_known,
};

/// How long requests under way may still take after the pool was told to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(1);
/// How often another free port is tried if IPv6 has the first one in use.
const PORT_ATTEMPTS: usize = 16;

/// The same port on both loopback addresses, so that `localhost` works either way.
pub(crate) struct Listeners {
    v4: TcpListener,
    v6: Option<TcpListener>,
    pub(crate) port: u16,
}

impl Listeners {
    pub(crate) async fn bind(port: u16) -> io::Result<Self> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let v4 = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
            let bound = v4.local_addr()?.port();
            match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, bound))).await {
                Ok(v6) => {
                    return Ok(Self {
                        v4,
                        v6: Some(v6),
                        port: bound,
                    });
                }
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                    if port != 0 || attempts == PORT_ATTEMPTS {
                        return Err(error);
                    }
                }
                // A machine without IPv6.
                Err(_) => {
                    return Ok(Self {
                        v4,
                        v6: None,
                        port: bound,
                    });
                }
            }
        }
    }

    async fn accept(&self) -> io::Result<TcpStream> {
        let v6 = async {
            match &self.v6 {
                Some(listener) => listener.accept().await,
                None => std::future::pending().await,
            }
        };
        let (stream, _) = tokio::select! {
            accepted = self.v4.accept() => accepted?,
            accepted = v6 => accepted?,
        };
        Ok(stream)
    }
}

pub(crate) fn router(pool: &Shared) -> Router {
    // The pages and redirects of the hosted login have no CORS headers; these have.
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE]);
    let fetched = Router::new()
        .route("/oauth2/token", post(token::token))
        .route("/oauth2/revoke", post(revoke::revoke))
        .route("/oauth2/userInfo", get(userinfo::userinfo))
        .route(JWKS_PATH, get(well_known::jwks))
        .route(DISCOVERY_PATH, get(well_known::discovery))
        .layer(cors);
    let visited = Router::new()
        .route("/oauth2/authorize", get(authorize::authorize))
        .route("/login", get(login::form).post(login::submit))
        .route("/signup", get(signup::form).post(signup::submit))
        .route(
            "/confirmUser",
            get(signup::confirm_form).post(signup::confirm),
        )
        .route("/resendcode", post(signup::resend))
        .route("/logout", get(logout::logout))
        .route("/error", get(pages::error))
        .route("/style.css", get(pages::style))
        .route("/config.json", get(well_known::app_config));
    let gateway = Router::new()
        .route(
            API_PATH,
            get(api::resource)
                .options(api::preflight)
                .fallback(api::unknown),
        )
        .route(ECHO_PATH, any(api::echo).options(api::echo_preflight))
        .route("/prod/{*path}", any(api::unknown))
        .layer(from_fn(api::allow_all_origins));
    let control = Router::new()
        .route(
            "/_control/faults",
            get(control::get_faults).put(control::put_faults),
        )
        .route(
            "/_control/settings",
            get(control::get_settings).put(control::put_settings),
        )
        .route("/_control/log", get(control::get_log))
        .route("/_control/codes", get(control::get_codes))
        .route("/_control/reset", post(control::reset))
        .layer(from_fn(control::refuse_browsers));
    Router::new()
        .merge(fetched)
        .merge(visited)
        .merge(gateway)
        .merge(control)
        .layer(from_fn_with_state(pool.clone(), faults::play))
        .layer(from_fn_with_state(pool.clone(), log::record))
        .layer(from_fn_with_state(pool.clone(), date))
        .layer(from_fn_with_state(pool.clone(), host::refuse_foreign))
        .with_state(pool.clone())
}

/// Shows the pool's clock in `Date` if it is not the machine's.
async fn date(State(pool): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let settings = pool.control().settings.clone();
    if settings.clock_offset_s != 0 && settings.date_follows_clock {
        let offset = Duration::from_secs(settings.clock_offset_s.unsigned_abs());
        let now = SystemTime::now();
        let shown = if settings.clock_offset_s > 0 {
            now.checked_add(offset)
        } else {
            now.checked_sub(offset)
        };
        let value = shown
            .map(httpdate::fmt_http_date)
            .and_then(|date| HeaderValue::try_from(date).ok());
        if let Some(value) = value {
            response.headers_mut().insert(header::DATE, value);
        }
    }
    response
}

/// Serves until `stop` is sent or dropped.
pub(crate) async fn serve(listeners: Listeners, pool: Shared, mut stop: oneshot::Receiver<()>) {
    let router = router(&pool);
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        let stream = tokio::select! {
            _ = &mut stop => break,
            accepted = listeners.accept() => match accepted {
                Ok(stream) => stream,
                Err(error) => {
                    pool.report(&format!("a connection could not be accepted: {error}"));
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let router = router.clone();
        let service =
            service_fn(move |request: hyper::Request<Incoming>| answer(router.clone(), request));
        // One request a connection: a browser repeats a request by itself if a connection that it
        // has used before is dropped, and a fault would go unseen.
        let connection = http1::Builder::new()
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        connections.spawn(async move {
            // It ends with an error if the client goes away or a fault drops it: nobody's concern.
            drop(connection.await);
        });
        while connections.try_join_next().is_some() {}
    }
    drop(listeners);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(STOP_TIMEOUT) => {}
    }
}

/// An error makes hyper close the connection without a byte.
async fn answer(router: Router, request: hyper::Request<Incoming>) -> Result<Response, io::Error> {
    let response = router
        .oneshot(request.map(Body::new))
        .await
        .unwrap_or_else(|error: Infallible| match error {});
    match response.extensions().get::<Dropped>() {
        Some(_) => Err(io::ErrorKind::ConnectionReset.into()),
        None => Ok(response),
    }
}
