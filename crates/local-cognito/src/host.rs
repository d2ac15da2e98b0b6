//! Refuses requests that were addressed to another host: the defence against DNS rebinding.

use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

/// A name without a port is accepted, because Trunk's proxy sends it so; what protects is the name.
fn is_own(host: &str, port: u16) -> bool {
    let own_port = format!(":{port}");
    ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .filter_map(|name| host.strip_prefix(name))
        .any(|rest| rest.is_empty() || rest == own_port)
}

pub(crate) async fn refuse_foreign(
    State(port): State<u16>,
    request: Request,
    next: Next,
) -> Response {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let own = |host: &str| is_own(host, port);
    let named = hosts
        .next()
        .and_then(|host| host.to_str().ok())
        .is_some_and(own);
    if !named
        || hosts.next().is_some()
        || !request
            .uri()
            .authority()
            .is_none_or(|host| own(host.as_str()))
    {
        return (
            StatusCode::MISDIRECTED_REQUEST,
            "this pool answers to loopback names only\n",
        )
            .into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn only_loopback_names_with_the_own_port_or_none_are_own() {
        for host in [
            "localhost:9230",
            "127.0.0.1:9230",
            "[::1]:9230",
            "localhost",
        ] {
            assert!(is_own(host, 9230), "{host}");
        }
        for host in [
            "",
            "example.com",
            "example.com:9230",
            "localhost:3000",
            "localhost:",
            "localhost.example.com:9230",
            "user@localhost:9230",
            "127.0.0.2:9230",
            "localhost:99999",
        ] {
            assert!(!is_own(host, 9230), "{host}");
        }
    }
}
