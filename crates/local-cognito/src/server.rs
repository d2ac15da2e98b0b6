//! Listening on loopback, serving, stopping.

use std::{
    convert::Infallible,
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use axum::{Router, body::Body, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{rt::TokioIo, server::graceful::GracefulShutdown};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};
use tower::ServiceExt as _;

use crate::faults::Dropped;

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

/// Serves until the sender of `stop` is dropped. `report` gets a line if something goes wrong.
pub(crate) async fn serve(
    listeners: Listeners,
    router: Router,
    report: fn(&str),
    mut stop: watch::Receiver<()>,
) {
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        let stream = tokio::select! {
            _ = stop.changed() => break,
            accepted = listeners.accept() => match accepted {
                Ok(stream) => stream,
                Err(error) => {
                    report(&format!("a connection could not be accepted: {error}"));
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
