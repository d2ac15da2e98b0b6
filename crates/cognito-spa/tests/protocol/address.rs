//! Addresses (RFC 3986 §3) that secrets may be sent to (RFC 9700 §2.6), and which of them are an API's
//! (RFC 9700 §4.9.3).

use crate::common::bytes_as_text;
use cognito_spa::protocol::address::{AddressError, is_under, parse};
use proptest::prelude::*;
use url::Url;

const API: &str = "https://api.example.com/prod/awesomeapi";

#[test]
fn https_is_accepted_with_port_path_and_query() {
    let address = parse("https://example.com:8443/a/b?c=d").unwrap();
    assert_eq!(address.origin, "https://example.com:8443");
    assert_eq!(address.rest, "/a/b?c=d");
}

#[test]
fn an_origin_alone_has_no_rest() {
    assert_eq!(parse("https://example.com").unwrap().rest, "");
    assert_eq!(parse("https://example.com?a").unwrap().rest, "?a");
}

#[test]
fn plain_http_is_accepted_on_loopback() {
    for host in ["localhost", "127.0.0.1", "127.255.0.9", "[::1]"] {
        for port in ["", ":9230"] {
            let text = format!("http://{host}{port}/x");
            assert!(parse(&text).is_ok(), "{text}");
        }
    }
}

#[test]
fn plain_http_is_insecure_anywhere_else() {
    for host in [
        "example.com",
        "localhost.example.com",
        "128.0.0.1",
        "127.0.0.1.example.com",
        "0.0.0.0",
        "192.168.1.2",
        "[::2]",
        "[::ffff:127.0.0.1]",
        "127.1",
        "0x7f.0.0.1",
    ] {
        let text = format!("http://{host}/");
        assert_eq!(parse(&text), Err(AddressError::Insecure), "{text}");
    }
}

#[test]
fn other_schemes_are_refused() {
    for text in [
        "javascript://example.com/%0aalert(1)",
        "data:text/html,x",
        "ftp://example.com",
        "ws://localhost",
        "//example.com",
        "/dashboard",
        "example.com",
        "",
    ] {
        assert_eq!(parse(text), Err(AddressError::Malformed), "{text}");
    }
}

#[test]
fn user_info_is_refused() {
    for text in ["https://user@example.com", "https://a:b@example.com/"] {
        assert_eq!(parse(text), Err(AddressError::Malformed), "{text}");
    }
}

#[test]
fn what_a_browser_would_have_to_repair_is_refused() {
    for text in [
        "https://example.com\\@evil.com/",
        "https://example.com/a b",
        "https://example.com/\t",
        "https://exa\nmple.com/",
        "https://example.com/#part",
        "https://exämple.com/",
        "https://example.com/\u{202e}",
        "https:///example.com",
        "https://exam%70le.com",
        " https://example.com",
    ] {
        assert_eq!(parse(text), Err(AddressError::Malformed), "{text:?}");
    }
}

#[test]
fn a_port_is_a_number_that_ports_have() {
    for port in ["", "+80", "-1", "65536", "80x", "8 0"] {
        let text = format!("https://example.com:{port}/");
        assert_eq!(parse(&text), Err(AddressError::Malformed), "{text}");
    }
}

#[test]
fn brackets_hold_an_ipv6_address_only() {
    for host in ["[127.0.0.1]", "[localhost]", "[]", "[::1", "::1", "[::1]x"] {
        let text = format!("http://{host}/");
        assert_eq!(parse(&text), Err(AddressError::Malformed), "{text}");
    }
}

#[test]
fn the_configured_address_and_what_lies_under_it_gets_the_token() {
    for rest in [
        "",
        "/",
        "/items",
        "/items/1?x=1",
        "?x=1",
        "/..items",
        "?up=/../x",
    ] {
        assert!(is_under(API, &[API, rest].concat()), "{rest}");
    }
    assert!(is_under(
        "https://api.example.com/",
        "https://api.example.com/x"
    ));
}

#[test]
fn no_other_address_does() {
    for other in [
        "https://api.example.com/prod/awesomeapi2",
        "https://api.example.com/prod",
        "https://api.example.com.evil.example/prod/awesomeapi",
        "https://evil.example/?https://api.example.com/prod/awesomeapi",
        "http://api.example.com/prod/awesomeapi",
        "//api.example.com/prod/awesomeapi",
        "/prod/awesomeapi",
        "",
    ] {
        assert!(!is_under(API, other), "{other}");
    }
}

#[test]
fn no_path_climbs_out_of_it() {
    for rest in [
        "/..",
        "/../",
        "/../other",
        "/%2e%2e/other",
        "/.%2E/other",
        "/./x",
        "/x/../../y",
        "\\..\\other",
        "/x#y",
        "/ x",
    ] {
        assert!(!is_under(API, &[API, rest].concat()), "{rest}");
    }
}

/// Texts that are nearly addresses.
fn nearly_an_address() -> impl Strategy<Value = String> {
    let host = prop_oneof![
        "[a-z0-9._-]{0,12}",
        Just("localhost".to_owned()),
        "127\\.[0-9]{1,3}\\.0\\.[0-9]{1,3}",
        "\\[[0-9a-f:.]{0,8}\\]",
        "[ -~]{0,8}",
    ];
    (
        "https?",
        "[:/\\\\]{2,4}",
        host,
        "(:[0-9+]{0,6})?",
        "[ -~]{0,12}",
    )
        .prop_map(|(scheme, slashes, host, port, rest)| {
            [scheme, slashes, host, port, rest].concat()
        })
}

proptest! {
    #[test]
    fn no_text_stops_the_program(text in prop_oneof![any::<String>(), bytes_as_text()]) {
        let _ = parse(&text);
    }

    #[test]
    fn a_browser_sees_the_same_origin_or_no_address(text in nearly_an_address()) {
        if let Ok(address) = parse(&text) {
            prop_assert_eq!([address.origin, address.rest].concat(), text.clone());
            if let Ok(url) = Url::parse(&text) {
                prop_assert_eq!(url.origin(), Url::parse(address.origin).unwrap().origin());
                prop_assert!(url.username().is_empty() && url.password().is_none());
                prop_assert!(url.fragment().is_none());
            }
        }
    }

    #[test]
    fn plain_http_that_passes_is_loopback_to_a_browser(text in nearly_an_address()) {
        if parse(&text).is_ok()
            && let Ok(url) = Url::parse(&text)
            && url.scheme() == "http"
        {
            let is_loopback = match url.host().unwrap() {
                url::Host::Domain(name) => name == "localhost",
                url::Host::Ipv4(ip) => ip.is_loopback(),
                url::Host::Ipv6(ip) => ip.is_loopback(),
            };
            prop_assert!(is_loopback);
        }
    }

    #[test]
    fn what_gets_the_token_is_under_the_address_as_browsers_read_it(rest in "[-a-z./%2eE?&=\\\\#@: ]{0,16}") {
        let url = [API, &rest].concat();
        if is_under(API, &url) {
            let read = Url::parse(&url).unwrap();
            prop_assert_eq!(read.host_str(), Some("api.example.com"));
            prop_assert!(read.path().starts_with("/prod/awesomeapi"), "{}", read);
        }
    }
}
