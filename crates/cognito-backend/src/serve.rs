//! Serving until the program is told to stop. As `axum::serve`, with a limit to the time in which a
//! request's head has to arrive: clients that send it byte by byte could otherwise take every connection.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long a request's head may take, and how long a connection waits for the next one.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);

/// How long requests under way may take once the program is to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(30);

/// The pause after a connection that could not be accepted, such as for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until the program is told to stop, and then what is under way.
///
/// # Errors
/// Where signals cannot be listened to.
pub(crate) async fn until_stopped(listener: TcpListener, app: Router) -> io::Result<()> {
    let connections = GracefulShutdown::new();
    let stop = told_to_stop();
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            outcome = &mut stop => {
                outcome?;
                break;
            }
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        // What is answered is small, and waited for.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(app.clone());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(stream), service);
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            // It ends with an error where the client goes away: nobody's concern.
            let _ = connection.await;
        });
    }
    drop(listener);
    // What is not over by then is given up.
    let _ = tokio::time::timeout(STOP_TIMEOUT, connections.shutdown()).await;
    Ok(())
}

/// Ctrl-C, or SIGTERM, which service managers send.
#[cfg(unix)]
async fn told_to_stop() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        outcome = tokio::signal::ctrl_c() => outcome,
        _ = terminated.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn told_to_stop() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
