//! The API behind the proxy, which answers at once.

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use tokio::net::TcpListener;

const BODY: &str = r#"{"statusCode":200,"message":"Hello From Protected Resource"}"#;

/// Starts it, for as long as this process runs; with its address.
pub(crate) async fn start() -> Result<String, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await;
    let listener = listener.map_err(|error| format!("no port for the API: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let router = Router::new().fallback(any(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(format!("http://localhost:{}/prod", address.port()))
}

async fn answer(headers: HeaderMap) -> Response {
    let authorization = headers.get(header::AUTHORIZATION);
    let is_bearer = authorization.is_some_and(|value| value.as_bytes().starts_with(b"Bearer ey"));
    match is_bearer {
        true => ([(header::CONTENT_TYPE, "application/json")], BODY).into_response(),
        false => StatusCode::UNAUTHORIZED.into_response(),
    }
}
