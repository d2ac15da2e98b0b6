//! Serving until the program is told to stop. As `axum::serve`, with limits: to the time in which a
//! request's head has to arrive, to the time in which a client takes nothing of its answer, and to the
//! number of connections.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

/// How long a request's head may take, and how long a connection waits for the next one.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a client may take nothing of what it is sent.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// How long requests under way may take once the program is to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(30);

/// The pause after a connection that could not be accepted, such as for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves `count` connections at once until the program is told to stop, and then what is under way.
/// Further connections wait to be accepted.
///
/// # Errors
/// Where signals cannot be listened to.
pub(crate) async fn until_stopped(
    listener: TcpListener,
    app: Router,
    count: usize,
) -> io::Result<()> {
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(count));
    let stop = told_to_stop();
    tokio::pin!(stop);
    loop {
        let accept = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            outcome = &mut stop => {
                outcome?;
                break;
            }
            accepted = accept => accepted,
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
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(WRITE_TIMEOUT));
        let service = TowerToHyperService::new(app.clone());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            let _until_the_end = place;
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

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::routing::get;
    use futures_util::StreamExt as _;
    use std::net::SocketAddr;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    /// Serves `app` on any free port of loopback; where that is.
    async fn serve(app: Router, count: usize) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(until_stopped(listener, app, count));
        address
    }

    async fn ask(address: SocketAddr) -> TcpStream {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        stream.write_all(request).await.unwrap();
        stream
    }

    async fn answer(mut stream: TcpStream) -> String {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    /// Time passes where nobody has anything to do.
    #[tokio::test(start_paused = true)]
    async fn a_client_that_takes_nothing_of_its_answer_is_given_up() {
        let (held, ended) = tokio::sync::oneshot::channel::<()>();
        let held = Arc::new(std::sync::Mutex::new(Some(held)));
        let endless = get(async move || {
            let held = held.lock().unwrap().take();
            let endless = futures_util::stream::repeat("a".repeat(1 << 16)).map(move |chunk| {
                let _until_the_end = &held;
                Ok::<_, io::Error>(chunk)
            });
            Body::from_stream(endless)
        });
        let address = serve(Router::new().route("/", endless), 1).await;
        let _reads_nothing = ask(address).await;
        // The sender is dropped with the body.
        let outcome = tokio::time::timeout(2 * WRITE_TIMEOUT, ended).await;
        assert!(outcome.unwrap().is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_beyond_the_limit_waits_for_one_that_ends() {
        let address = serve(Router::new().route("/", get(async || "served")), 1).await;
        let first = TcpStream::connect(address).await.unwrap();
        let second = ask(address).await;
        // The first one has the only place, and asks for nothing.
        let waiting = tokio::time::timeout(Duration::from_millis(50), second.readable()).await;
        assert!(waiting.is_err());
        drop(first);
        assert!(answer(second).await.ends_with("served"));
    }
}
