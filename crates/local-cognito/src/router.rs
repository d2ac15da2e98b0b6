//! Which path leads to which handler, at which port.

use axum::{
    Router,
    http::{Method, header},
    middleware::{from_fn, from_fn_with_state},
    routing::{MethodRouter, any, get, post},
};
use tower_http::cors::{Any, CorsLayer};

use crate::{
    api::{self, Authorizer},
    authorize, control,
    date::date,
    error::error,
    google, host,
    inject_faults::inject,
    login, logout,
    options::API_SCOPE,
    pages,
    paths::{API_PATH, DISCOVERY_PATH, ECHO_PATH, JWKS_PATH, ORDERS_PATH},
    pool::Shared,
    record::record,
    revoke, signup, token, userinfo, well_known,
};

/// The domain, the issuer unless it is an updated one, the APIs and the control address.
pub(crate) fn pool(pool: &Shared, port: u16) -> Router {
    let mut router = Router::new()
        .merge(fetched())
        .merge(visited())
        .merge(apis(pool))
        .merge(controlled());
    if !pool.options.updated_issuer {
        router = router.merge(issuer());
    }
    with_middleware(router, pool, port)
}

/// The second origin: the APIs, and an updated issuer.
pub(crate) fn second(pool: &Shared, port: u16) -> Router {
    let mut router = apis(pool);
    if pool.options.updated_issuer {
        router = router.merge(issuer());
    }
    with_middleware(router, pool, port)
}

fn with_middleware(router: Router<Shared>, pool: &Shared, port: u16) -> Router {
    router
        .layer(from_fn_with_state(pool.clone(), inject))
        .layer(from_fn_with_state(pool.clone(), record))
        .layer(from_fn_with_state(pool.clone(), date))
        .layer(from_fn_with_state(port, host::refuse_foreign))
        .with_state(pool.clone())
}

/// What programs fetch has CORS headers. The pages and redirects of the hosted login have none.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
}

/// What programs fetch of the domain.
fn fetched() -> Router<Shared> {
    Router::new()
        .route("/oauth2/token", post(token::token))
        .route("/oauth2/revoke", post(revoke::revoke))
        .route("/oauth2/userInfo", get(userinfo::userinfo))
        .layer(cors())
}

/// What programs fetch of the issuer.
fn issuer() -> Router<Shared> {
    Router::new()
        .route(JWKS_PATH, get(well_known::jwks))
        .route(DISCOVERY_PATH, get(well_known::discovery))
        .layer(cors())
}

/// What people visit.
fn visited() -> Router<Shared> {
    Router::new()
        .route("/oauth2/authorize", get(authorize::authorize))
        .route("/login", get(login::form).post(login::submit))
        .route("/google", get(google::form).post(google::submit))
        .route("/signup", get(signup::form).post(signup::submit))
        .route(
            "/confirmUser",
            get(signup::confirm_form).post(signup::confirm),
        )
        .route("/resendcode", post(signup::resend))
        .route("/logout", get(logout::logout))
        .route("/error", get(error))
        .route("/style.css", get(pages::style))
        .route("/config.json", get(well_known::app_config))
}

/// What API Gateway serves.
fn apis(pool: &Shared) -> Router<Shared> {
    let authorizer = |scope: Option<&str>| {
        let authorizer = Authorizer {
            pool: pool.clone(),
            scope: scope.map(str::to_owned),
        };
        from_fn_with_state(authorizer, api::authorize)
    };
    // What is added after the authorizer does not pass it.
    let of_get = |handler: MethodRouter<Shared>, scope: Option<&str>| {
        handler
            .route_layer(authorizer(scope))
            .options(api::preflight)
            .fallback(api::unknown)
    };
    let of_every_method = |handler: MethodRouter<Shared>, scope: Option<&str>| {
        handler
            .layer(authorizer(scope))
            .options(api::preflight_of_every_method)
    };
    let mut router = Router::new()
        .route(API_PATH, of_get(get(api::awesomeapi), Some(API_SCOPE)))
        .route(ORDERS_PATH, of_get(get(api::orders), None))
        .route(ECHO_PATH, of_every_method(any(api::echo), Some(API_SCOPE)));
    for added in &pool.options.apis {
        let handler = of_every_method(any(api::added), added.scope.as_deref());
        let below = format!("{}/{{*path}}", added.path);
        router = router
            .route(&added.path, handler.clone())
            .route(&below, handler);
    }
    router
        .route("/prod/{*path}", any(api::unknown))
        .layer(from_fn(api::allow_all_origins))
}

/// What tests switch on and look at.
fn controlled() -> Router<Shared> {
    Router::new()
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
        .layer(from_fn(control::refuse_browsers))
}
