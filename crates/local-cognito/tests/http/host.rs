use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use local_cognito::{LocalCognito, Options, StartError};
use reqwest::Method;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::browser::{APP, Browser};

#[tokio::test]
async fn a_foreign_host_is_misdirected_wherever_it_knocks() {
    let browser = Browser::new().await;
    for host in [
        "example.com",
        "localhost:3000",
        "localhost.example.com",
        "127.0.0.2",
    ] {
        for path in [
            "/config.json",
            "/login",
            "/oauth2/token",
            "/_control/log",
            "/prod/awesomeapi",
            "/nowhere",
        ] {
            let answer = browser
                .send(Method::GET, path, &[("host", host)], None)
                .await
                .unwrap();
            assert_eq!(answer.status, 421, "{host} {path}");
        }
    }
    assert_eq!(browser.pool.log(), []);
}

#[tokio::test]
async fn an_ambiguous_or_missing_host_is_misdirected() {
    let browser = Browser::new().await;
    let own = browser.pool.origin().strip_prefix("http://").unwrap();
    for (request, served) in [
        (
            format!("GET /config.json HTTP/1.1\r\nhost: {own}\r\n\r\n"),
            true,
        ),
        (
            format!("GET /config.json HTTP/1.1\r\nhost: {own}\r\nhost: example.com\r\n\r\n"),
            false,
        ),
        (
            format!("GET http://example.com/config.json HTTP/1.1\r\nhost: {own}\r\n\r\n"),
            false,
        ),
        ("GET /config.json HTTP/1.1\r\n\r\n".to_owned(), false),
    ] {
        let mut stream = TcpStream::connect(own).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let expected = if served {
            "HTTP/1.1 200"
        } else {
            "HTTP/1.1 421"
        };
        assert!(answer.starts_with(expected), "{request}{answer}");
    }
}

#[tokio::test]
async fn every_name_of_loopback_is_served() {
    let browser = Browser::new().await;
    let port = browser.pool.origin().rsplit(':').next().unwrap().to_owned();
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let host = format!("{host}:{port}");
        let answer = browser
            .send(Method::GET, "/config.json", &[("host", &host)], None)
            .await
            .unwrap();
        assert_eq!(answer.status, 200, "{host}");
    }
}

#[tokio::test]
async fn only_loopback_is_listened_on() {
    let browser = Browser::new().await;
    let port = browser.port();
    // Had it bound every address, this one would be in use.
    TcpListener::bind(SocketAddr::from((Ipv4Addr::new(127, 0, 0, 2), port))).unwrap();
}

#[tokio::test]
async fn control_requests_with_an_origin_are_refused() {
    let browser = Browser::new().await;
    for (method, path) in [
        (Method::GET, "/_control/log"),
        (Method::PUT, "/_control/faults"),
        (Method::PUT, "/_control/settings"),
        (Method::POST, "/_control/reset"),
        (Method::OPTIONS, "/_control/reset"),
    ] {
        let answer = browser
            .send(method.clone(), path, &[("origin", APP)], None)
            .await
            .unwrap();
        assert_eq!(answer.status, 403, "{method} {path}");
    }
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let browser = Browser::new().await;
    let port = browser
        .pool
        .origin()
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let error = LocalCognito::start(Options {
        port,
        ..Options::default()
    })
    .await
    .unwrap_err();
    assert!(matches!(error, StartError::PortInUse(taken) if taken == port));
    assert!(error.to_string().contains(&port.to_string()));
}

#[tokio::test]
async fn a_second_port_in_use_is_named_with_its_own_option() {
    let browser = Browser::new().await;
    let taken = browser.port();
    let error = LocalCognito::start(Options {
        api_port: Some(taken),
        ..Options::for_test(APP)
    })
    .await
    .unwrap_err();
    assert!(matches!(error, StartError::ApiPortInUse(port) if port == taken));
    let words = error.to_string();
    assert!(words.contains(&taken.to_string()) && words.contains("--api-port"));
}

#[tokio::test]
async fn an_app_origin_with_a_path_is_refused() {
    for origin in [
        "http://localhost:3000/",
        "localhost:3000",
        "ftp://localhost",
    ] {
        let options = Options {
            port: 0,
            app_origins: vec![origin.to_owned()],
            ..Options::default()
        };
        assert!(
            matches!(
                LocalCognito::start(options).await,
                Err(StartError::AppOrigin(_))
            ),
            "{origin}"
        );
    }
}

#[tokio::test]
async fn a_stopped_pool_gives_its_port_back() {
    let browser = Browser::new().await;
    let port = browser.port();
    browser.pool.stop().await;
    let again = LocalCognito::start(Options {
        port,
        api_port: Some(0),
        ..Options::default()
    })
    .await
    .unwrap();
    assert!(again.origin().ends_with(&port.to_string()));
}
