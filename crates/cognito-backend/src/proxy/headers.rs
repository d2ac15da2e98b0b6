//! Which headers pass the proxy, and in which direction.

use crate::response::no_page;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

/// Headers of one connection (RFC 9110 §7.6.1), which end here, beside those that `Connection` names.
const HOP_BY_HOP: [&str; 10] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authentication-info",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Headers of a request that are for this server, or that an API could take for the word of a server:
/// credentials, where the request came from, who sent it, and how this server is to be answered.
const NOT_FORWARDED: [&str; 22] = [
    "authorization",
    "content-length",
    "cookie",
    "expect",
    "fastly-client-ip",
    "host",
    "if-range",
    "origin",
    // A CGI program takes it for the proxy that it is to use (CVE-2016-5385 and its like).
    "proxy",
    // Two parts of an answer can have a piece of the token each, and nobody finds it in either.
    "range",
    "referer",
    "true-client-ip",
    "via",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-real-ip",
    "x-request-id",
    "x-requested-with",
    "x-rewrite-url",
];

/// The beginnings of the names of further ones: mostly what a proxy or a load balancer tells of a person or
/// a client certificate (RFC 9440) that it has checked.
const NOT_FORWARDED_PREFIXES: [&str; 18] = [
    "access-control-",
    "cf-access-",
    "cf-connecting-",
    "client-cert",
    "forwarded",
    "remote-",
    "sec-",
    "ssl-client-",
    // All that AWS's services tell one another. A client of theirs sets some, too, but signs them in the
    // `Authorization` that does not pass.
    "x-amz",
    "x-auth-request-",
    "x-envoy-",
    "x-forwarded",
    // Clients of Google and Microsoft set others of `x-goog-` and `x-ms-`, such as keys and versions.
    "x-goog-authenticated-",
    "x-goog-iap-",
    "x-ms-client-principal",
    "x-original-",
    "x-remote-",
    "x-ssl-client-",
];

/// Headers of an answer that would act on the whole site: its cookies and storage, other sites' access
/// to it, where its pages go, what browsers report and keep of it.
const NOT_PASSED_ON: [&str; 16] = [
    "accept-ch",
    "alt-svc",
    "clear-site-data",
    "content-security-policy-report-only",
    "cross-origin-embedder-policy",
    "cross-origin-opener-policy",
    "nel",
    "origin-agent-cluster",
    "public-key-pins",
    "refresh",
    "report-to",
    "reporting-endpoints",
    "service-worker-allowed",
    "set-cookie",
    "set-cookie2",
    "strict-transport-security",
];

/// Further ones: access from other sites, and commands to the server or cache in front of this one, which
/// would keep one person's answer for the next (RFC 9213) or serve a file of its own.
const NOT_PASSED_ON_PREFIXES: [&str; 6] = [
    "access-control-",
    "edge-",
    "surrogate-",
    "x-accel-",
    "x-lighttpd-",
    "x-sendfile",
];

/// The ends of further ones, which tell one cache what others are not told (RFC 9213 §2.1).
const NOT_PASSED_ON_SUFFIXES: [&str; 1] = ["cdn-cache-control"];

/// The schemes for which a browser asks the person for a password to this site, or signs in by itself.
const SCHEMES_OF_BROWSERS: [&str; 4] = ["basic", "digest", "negotiate", "ntlm"];

/// The headers of a browser's request that its API is sent.
pub(super) fn forwarded(request: &HeaderMap) -> HeaderMap {
    let mut headers = without(request, |name| {
        NOT_FORWARDED.contains(&name) || begins(name, &NOT_FORWARDED_PREFIXES)
    });
    // In an answer that is compressed nobody finds the token, and without the header every coding is
    // welcome (RFC 9110 §12.5.3). The server in front may compress the answer.
    let identity = HeaderValue::from_static("identity");
    headers.insert(header::ACCEPT_ENCODING, identity);
    headers
}

/// `response` with the headers of the API's answer that the browser is sent, and with those that keep
/// it from running what is in it.
pub(super) fn passed_on(mut response: Response, answer: &HeaderMap) -> Response {
    let mut headers = without(answer, |name| {
        NOT_PASSED_ON.contains(&name)
            || begins(name, &NOT_PASSED_ON_PREFIXES)
            || NOT_PASSED_ON_SUFFIXES.iter().any(|end| name.ends_with(end))
    });
    if headers
        .get_all(header::WWW_AUTHENTICATE)
        .iter()
        .any(is_for_browsers)
    {
        headers.remove(header::WWW_AUTHENTICATE);
    }
    let cache_control = cache_control(&headers);
    headers.insert(header::CACHE_CONTROL, cache_control);
    headers.append(header::VARY, HeaderValue::from_static("Cookie"));
    *response.headers_mut() = headers;
    no_page(response)
}

/// Whether a browser would act on this challenge (RFC 9110 §11.6.1) itself.
fn is_for_browsers(challenge: &HeaderValue) -> bool {
    let text = String::from_utf8_lossy(challenge.as_bytes()).to_ascii_lowercase();
    text.split(',').any(|part| {
        let scheme = part.split_ascii_whitespace().next().unwrap_or_default();
        SCHEMES_OF_BROWSERS.contains(&scheme)
    })
}

/// Nobody keeps an answer of which the API says nothing. What it lets its own client keep is for this
/// person alone: a cache could not tell it, for it sees no `Authorization` here (RFC 9111 §3.5).
fn cache_control(headers: &HeaderMap) -> HeaderValue {
    let directives: Vec<_> = headers
        .get_all(header::CACHE_CONTROL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|directive| {
            let name = directive.split('=').next().unwrap_or_default();
            !["", "public", "s-maxage"].contains(&name.to_ascii_lowercase().as_str())
        })
        .collect();
    let no_store = HeaderValue::from_static("no-store");
    if directives.is_empty() {
        return no_store;
    }
    let is_restricted = directives.iter().any(|directive| {
        let directive = directive.to_ascii_lowercase();
        directive == "no-store" || directive.starts_with("private")
    });
    let joined = directives.join(", ");
    let value = if is_restricted {
        joined
    } else {
        [&joined, ", private"].concat()
    };
    HeaderValue::from_str(&value).unwrap_or(no_store)
}

fn begins(name: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| name.starts_with(prefix))
}

/// The headers that go further than this connection, without those whose names `ends_here`.
fn without(headers: &HeaderMap, ends_here: impl Fn(&str) -> bool) -> HeaderMap {
    let named_by_connection: Vec<String> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let passes = |name: &HeaderName| {
        let name = name.as_str();
        // To a CGI program `a_b` and `a-b` are one name, so the one would pass for the other.
        !name.contains('_')
            && !HOP_BY_HOP.contains(&name)
            && !ends_here(name)
            && !named_by_connection.iter().any(|other| other == name)
    };
    let kept = headers.iter().filter(|(name, _)| passes(name));
    kept.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse as _;

    #[test]
    fn an_api_gives_no_command_to_the_server_in_front() {
        let names = [
            "cdn-cache-control",
            "cloudflare-cdn-cache-control",
            "edge-control",
            "surrogate-control",
            "surrogate-key",
            "x-accel-redirect",
            "x-sendfile",
            "set_cookie",
        ];
        let answer = headers(&names.map(|name| (name, "x")));
        let passed = passed_on(().into_response(), &answer);
        for name in names {
            assert!(!passed.headers().contains_key(name), "{name}");
        }
    }

    #[test]
    fn no_request_speaks_for_a_server() {
        let names = [
            "cf-access-authenticated-user-email",
            "cf-connecting-ip",
            "cf-connecting-ipv6",
            "client-cert",
            "client-cert-chain",
            "forwarded",
            "forwarded-for",
            "proxy",
            "remote-user",
            "ssl-client-verify",
            "true-client-ip",
            "x-amz-security-token",
            "x-amzn-lattice-identity",
            "x-amzn-mtls-clientcert",
            "x-amzn-oidc-identity",
            "x-amzn-request-context",
            "x-auth-request-email",
            "x-cluster-client-ip",
            "x-envoy-external-address",
            "x-forwarded",
            "x-forwarded-client-cert",
            "x-goog-authenticated-user-email",
            "x-goog-iap-jwt-assertion",
            "x-http-method-override",
            "x-ms-client-principal",
            "x-ms-client-principal-id",
            "x-remote-user",
            "x-rewrite-url",
            "x-ssl-client-dn",
            "x_forwarded_for",
        ];
        let sent = forwarded(&headers(&names.map(|name| (name, "x"))));
        let names: Vec<_> = sent.keys().collect();
        assert_eq!(names, ["accept-encoding"]);
    }

    fn headers(list: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = list.iter().map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        pairs.collect()
    }

    #[test]
    fn an_api_is_sent_what_is_for_it() {
        let request = headers(&[
            ("accept", "application/json"),
            ("accept-encoding", "br"),
            ("range", "bytes=0-99"),
            ("if-range", "\"1\""),
            ("content-type", "text/csv"),
            ("idempotency-key", "17"),
            ("traceparent", "00-1-2-01"),
            ("x-goog-api-key", "17"),
            ("x-ms-version", "2024-11-04"),
            ("authorization", "Bearer stolen"),
            ("cookie", "__Host-session=x"),
            ("host", "app.example.com"),
            ("connection", "keep-alive, X-Secret"),
            ("x-secret", "1"),
            ("te", "trailers"),
            ("upgrade", "websocket"),
            ("transfer-encoding", "chunked"),
            ("proxy-authorization", "Basic x"),
            ("x-forwarded-for", "10.0.0.1"),
            ("x-forwarded-host", "evil.example"),
            ("forwarded", "for=10.0.0.1"),
            ("x-real-ip", "10.0.0.1"),
            ("origin", "https://app.example.com"),
            ("sec-fetch-site", "same-origin"),
        ]);
        let names: Vec<_> = forwarded(&request)
            .into_iter()
            .filter_map(|(name, _)| name)
            .collect();
        let expected = [
            "accept",
            "accept-encoding",
            "content-type",
            "idempotency-key",
            "traceparent",
            "x-goog-api-key",
            "x-ms-version",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_browser_is_sent_no_header_that_acts_on_the_site() {
        let answer = headers(&[
            ("content-type", "text/html"),
            ("etag", "\"1\""),
            ("set-cookie", "__Host-session=evil"),
            ("clear-site-data", "\"*\""),
            ("access-control-allow-origin", "*"),
            ("connection", "close, x-hop"),
            ("x-hop", "1"),
            ("keep-alive", "timeout=5"),
            ("content-security-policy", "default-src *"),
        ]);
        let response = passed_on(().into_response(), &answer);
        let text = |name: &str| {
            response
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap())
        };
        assert_eq!(text("content-type"), Some("text/html"));
        assert_eq!(text("etag"), Some("\"1\""));
        assert_eq!(text("x-content-type-options"), Some("nosniff"));
        assert_eq!(text("cache-control"), Some("no-store"));
        assert!(text("content-security-policy").unwrap().contains("sandbox"));
        for name in [
            "set-cookie",
            "clear-site-data",
            "access-control-allow-origin",
            "connection",
            "x-hop",
            "keep-alive",
        ] {
            assert_eq!(text(name), None, "{name}");
        }
    }

    #[test]
    fn no_api_makes_the_browser_ask_for_a_password() {
        for (challenge, passes) in [
            (
                "Bearer error=\"insufficient_scope\", scope=\"a basic\"",
                true,
            ),
            ("Basic realm=\"app\"", false),
            ("Bearer realm=\"a\", NEGOTIATE", false),
            ("Bearer,  digest realm=\"a\"", false),
        ] {
            let answer = headers(&[("www-authenticate", challenge)]);
            let passed = passed_on(().into_response(), &answer);
            let is_there = passed.headers().contains_key("www-authenticate");
            assert_eq!(is_there, passes, "{challenge}");
        }
    }

    #[test]
    fn what_an_api_lets_its_client_keep_is_for_one_person() {
        for (said, expected) in [
            ("max-age=60", "max-age=60, private"),
            ("public, max-age=60", "max-age=60, private"),
            ("private, max-age=60", "private, max-age=60"),
            ("no-store", "no-store"),
            ("S-MaxAge=60", "no-store"),
            ("", "no-store"),
        ] {
            let headers: HeaderMap = [(header::CACHE_CONTROL, HeaderValue::from_static(said))]
                .into_iter()
                .collect();
            assert_eq!(cache_control(&headers), expected, "{said}");
        }
    }
}
