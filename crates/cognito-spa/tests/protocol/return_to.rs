//! Where a login ends: at this site, whatever the link says (RFC 9700 §4.11.1).

use crate::common::{ORIGIN, bytes_as_text};
use cognito_spa::protocol::return_to;
use proptest::prelude::*;
use url::Url;

/// The path of the redirect page.
const DASHBOARD: &str = "/dashboard";

fn checked(text: &str) -> String {
    return_to::checked(text, DASHBOARD)
}

fn passes(text: &str) -> bool {
    checked(text) == text
}

#[test]
fn a_path_of_this_site_passes_with_query_and_fragment() {
    for text in [
        "/",
        "/dashboard",
        "/a/b/",
        "/a?b=c&d=//e/../f",
        "/a#b",
        "/a%20b/%C3%A9",
        "/a//b",
        "/.well-known/x",
        "/...",
        "/a:b@c",
    ] {
        assert!(passes(text), "{text}");
    }
}

#[test]
fn anything_else_becomes_the_dashboard() {
    for text in [
        "",
        "dashboard",
        "?a=b",
        "#a",
        "https://evil.example",
        "http://localhost:3000/dashboard",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "@evil.example",
        ".evil.example",
        ":80@evil.example",
    ] {
        assert_eq!(checked(text), DASHBOARD, "{text}");
    }
}

#[test]
fn white_space_and_control_characters_are_refused() {
    for text in [
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r/evil.example",
        "\t//evil.example",
        " /a",
        "/a ",
        "/a b",
        "/a\0",
        "/a\u{7f}",
        "/a\u{85}",
        "/a\u{2028}",
        "/a?b\tc",
    ] {
        assert_eq!(checked(text), DASHBOARD, "{text:?}");
    }
}

#[test]
fn dot_segments_are_refused_however_they_are_written() {
    for dots in [".", "..", "%2e", "%2E", ".%2e", "%2e.", "%2e%2E", "%2E%2e"] {
        for text in [
            format!("/{dots}"),
            format!("/{dots}//evil.example"),
            format!("/a/{dots}//evil.example"),
            format!("/a/{dots}?b"),
            format!("/a/{dots}#b"),
        ] {
            assert_eq!(checked(&text), DASHBOARD, "{text}");
        }
    }
}

#[test]
fn a_backslash_is_refused_anywhere() {
    for text in ["/a\\b", "/a?b=\\", "/a\\..\\..//evil.example"] {
        assert_eq!(checked(text), DASHBOARD, "{text}");
    }
}

#[test]
fn the_answer_of_a_login_is_no_place_to_return_to() {
    for text in [
        "/dashboard?code=a&state=b",
        "/dashboard?error=access_denied",
        "/dashboard/?code=a",
        "/dashboard?tab=1&c%6fde=a#x",
    ] {
        assert_eq!(checked(text), DASHBOARD, "{text}");
    }
    assert!(passes("/dashboard?tab=1"));
    assert!(passes("/dashboard?tab=1#code=a"));
    assert!(passes("/orders?code=a"));
}

#[test]
fn a_path_that_no_browser_would_store_becomes_the_redirect_page() {
    let longest = ["/", &"a".repeat(1_999)].concat();
    assert!(passes(&longest));
    assert_eq!(checked(&[&longest, "a"].concat()), DASHBOARD);
    assert_eq!(checked(&["/", &"é".repeat(1_000)].concat()), DASHBOARD);
    assert_eq!(checked(&["/?", &"a".repeat(1 << 20)].concat()), DASHBOARD);
}

#[test]
fn the_redirect_page_is_the_sites_own() {
    for page in ["/callback", "/a/b", "/"] {
        assert_eq!(return_to::checked("//evil.example", page), page);
        let answer = [page, "?code=a&state=b"].concat();
        assert_eq!(return_to::checked(&answer, page), page);
        assert_eq!(return_to::checked("/orders", page), "/orders");
    }
    assert_eq!(
        return_to::checked("/dashboard?code=a", "/callback"),
        "/dashboard?code=a"
    );
}

#[test]
fn a_page_is_the_same_with_a_slash_at_its_end() {
    for (path, page, is_page) in [
        ("/callback", "/callback", true),
        ("/callback/", "/callback", true),
        ("/callback", "/callback/", true),
        ("/", "/", true),
        ("", "/", true),
        ("/callbacks", "/callback", false),
        ("/callback/x", "/callback", false),
        ("/call", "/callback", false),
        ("/Callback", "/callback", false),
    ] {
        assert_eq!(return_to::is_page(path, page), is_page, "{path} {page}");
    }
}

/// Texts made of what open redirectors are made of.
fn tricky() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "/",
        "//",
        "\\",
        ".",
        "..",
        "%2e",
        "%2E",
        "%2f",
        "%5c",
        "%09",
        "\t",
        "\n",
        "\r",
        " ",
        "evil.example",
        "@",
        ":",
        "javascript:",
        "https:",
        "?",
        "#",
        "a",
        "é",
        "\u{ff0f}",
        "\u{2025}",
        "\u{3002}",
        "\0",
        "login",
        "dashboard",
    ]);
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whatever_passes_is_of_this_origin_to_a_browser(text in prop_oneof![
        4 => tricky(),
        4 => tricky().prop_map(|text| ["/", &text].concat()),
        1 => any::<String>(),
        1 => bytes_as_text(),
    ]) {
        let target = checked(&text);
        prop_assert!(target == text || target == DASHBOARD);
        let base = Url::parse(ORIGIN).unwrap().join("/login?return_to=x").unwrap();
        let url = base.join(&target).unwrap();
        prop_assert_eq!(url.origin(), base.origin());
        prop_assert!(url.username().is_empty() && url.password().is_none());
        // Nothing was removed or resolved, so every reader takes the same path.
        let sent = target.split(['?', '#']).next().unwrap();
        prop_assert_eq!(url.path().matches('/').count(), sent.matches('/').count());
        prop_assert!(!url.path().starts_with("//"));
    }
}
