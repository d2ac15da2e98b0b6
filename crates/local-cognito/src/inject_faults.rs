//! The middleware that makes requests fail as a test has asked.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    http::{
        Method,
        header::{
            ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        },
    },
    middleware::Next,
    response::Response,
};

use crate::{
    faults::{Dropped, Endpoint, TokenFaults},
    pool::Shared,
};

/// Takes the first fault of the endpoint, if it has one, and does what it says.
pub(crate) async fn inject(
    State(pool): State<Shared>,
    mut request: Request,
    next: Next,
) -> Response {
    let taken = match Endpoint::of(request.uri().path()) {
        Some(endpoint) if request.method() != Method::OPTIONS => {
            pool.control().take_fault(endpoint)
        }
        _ => None,
    };
    let Some((fault, mut in_force)) = taken else {
        return next.run(request).await;
    };
    tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    if fault.held {
        // Nothing is ever sent: it fails when the faults are replaced, which is what is waited for.
        let _ = in_force.changed().await;
    }
    let mut response = match fault.replacement() {
        _ if fault.drop => Response::default(),
        Some(answer) => answer,
        None => {
            request.extensions_mut().insert(TokenFaults {
                id_token: fault.id_token,
                access_token: fault.access_token,
                answer: fault.answer,
            });
            next.run(request).await
        }
    };
    if fault.drop || fault.drop_answer {
        response.extensions_mut().insert(Dropped);
    }
    if fault.no_cors && response.status().as_u16() >= 400 {
        for name in [
            ACCESS_CONTROL_ALLOW_ORIGIN,
            ACCESS_CONTROL_ALLOW_HEADERS,
            ACCESS_CONTROL_ALLOW_METHODS,
        ] {
            response.headers_mut().remove(name);
        }
    }
    response
}
