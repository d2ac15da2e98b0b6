//! The server, asked over HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::{fs, path::PathBuf};

use local_site::{ConfigJson, Site};

const CONFIG: &str = r#"{"issuer":"https://id.example/pool","domain":"https://login.example"}"#;

/// A build of a few files, in a folder of this test's own.
fn dist(test: &str) -> PathBuf {
    let dist = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    fs::create_dir_all(&dist).unwrap();
    fs::write(dist.join("index.html"), "<!doctype html>").unwrap();
    fs::write(
        dist.join("app-0123456789abcdef_bg.wasm"),
        vec![b'a'; 100_000],
    )
    .unwrap();
    dist
}

fn get(url: &str) -> ureq::http::Response<ureq::Body> {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None);
    ureq::Agent::from(config.build()).get(url).call().unwrap()
}

fn header<'a>(answer: &'a ureq::http::Response<ureq::Body>, name: &str) -> &'a str {
    answer
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[test]
fn every_route_is_the_page_with_the_policy_of_its_configuration() {
    let site = Site::start(&dist("route"), ConfigJson::Text(CONFIG.into()), 0).unwrap();
    let mut answer = get(&format!("{}/dashboard?code=a.b&state=c", site.origin()));
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, "content-type"), "text/html; charset=utf-8");
    assert_eq!(header(&answer, "cache-control"), "no-cache");
    assert!(
        header(&answer, "content-security-policy")
            .contains("connect-src 'self' https://id.example https://login.example;")
    );
    assert_ne!(header(&answer, "date"), "");
    assert_eq!(
        answer.body_mut().read_to_string().unwrap(),
        "<!doctype html>"
    );
}

#[test]
fn the_policy_reads_the_configuration_as_the_app_does() {
    let config = CONFIG.replace('{', "\u{feff}{\"backend\":null,");
    let site = Site::start(&dist("byte_order_mark"), ConfigJson::Text(config), 0).unwrap();
    assert!(
        header(&get(site.origin()), "content-security-policy")
            .contains("connect-src 'self' https://id.example https://login.example;")
    );
}

#[test]
fn hashed_files_are_immutable_and_compressed_for_who_asks() {
    let site = Site::start(&dist("hashed"), ConfigJson::Text(CONFIG.into()), 0).unwrap();
    let url = format!("{}/app-0123456789abcdef_bg.wasm", site.origin());
    let plain = get(&url);
    assert_eq!(header(&plain, "content-type"), "application/wasm");
    assert!(header(&plain, "cache-control").contains("immutable"));
    assert_eq!(header(&plain, "content-length"), "100000");
    let compressed = ureq::get(&url)
        .header("Accept-Encoding", "gzip, br")
        .call()
        .unwrap();
    assert_eq!(header(&compressed, "content-encoding"), "br");
    assert_eq!(header(&compressed, "vary"), "Accept-Encoding");
}

#[test]
fn a_page_that_is_kept_gets_the_policy_of_today() {
    let site = Site::start(&dist("kept"), ConfigJson::Text(CONFIG.into()), 0).unwrap();
    let page = get(site.origin());
    let asked =
        ureq::get(site.origin()).header("If-Modified-Since", header(&page, "last-modified"));
    let answer = asked.call().unwrap();
    assert_eq!(answer.status(), 304);
    assert!(header(&answer, "content-security-policy").contains("https://id.example"));
}

#[test]
fn a_missing_file_is_not_the_page() {
    let site = Site::start(&dist("missing"), ConfigJson::Text(CONFIG.into()), 0).unwrap();
    for path in [
        "/gone.wasm",
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/app-0123456789abcdef_bg.wasm.br",
    ] {
        assert_eq!(
            get(&format!("{}{path}", site.origin())).status(),
            404,
            "{path}"
        );
    }
}

#[test]
fn the_configuration_is_passed_on_with_its_status() {
    let pool = Site::start(&dist("pool"), ConfigJson::Text(CONFIG.into()), 0).unwrap();
    let proxied = |path: &str| {
        let config = ConfigJson::Proxy(format!("{}/{path}", pool.origin()));
        let site = Site::start(&dist("proxy"), config, 0).unwrap();
        let mut answer = get(&format!("{}/config.json", site.origin()));
        let body = answer.body_mut().read_to_string().unwrap();
        (answer.status().as_u16(), body)
    };
    assert_eq!(proxied("config.json"), (200, CONFIG.to_owned()));
    assert_eq!(proxied("gone.json").0, 404);
}

#[test]
fn a_dead_configuration_source_is_a_bad_gateway() {
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let config = ConfigJson::Proxy(format!("http://{closed}/config.json"));
    let site = Site::start(&dist("dead"), config, 0).unwrap();
    assert_eq!(get(&format!("{}/config.json", site.origin())).status(), 502);
}

#[test]
fn a_build_of_another_app_has_every_header_but_the_policy() {
    let config = ConfigJson::Text(CONFIG.into());
    let site = Site::without_policy(&dist("other"), config, 0).unwrap();
    let answer = get(&format!("{}/", site.origin()));
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, "content-security-policy"), "");
    for (name, value) in local_site::SECURITY_HEADERS {
        assert_eq!(header(&answer, name), value);
    }
}
