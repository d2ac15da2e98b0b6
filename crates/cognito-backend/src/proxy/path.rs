//! Where a request under `/api/` is forwarded to, and which paths are refused.

use cognito_spa::protocol::address;
use percent_encoding::percent_decode_str;

/// How often a path may be percent-encoded and still be looked through: servers behind one another have
/// been seen to decode it twice.
const DECODINGS: usize = 3;

/// The address of `path`, as it was sent and without its leading slash, and `query` under `base`;
/// nothing where a server could read it as another place than one under `base`.
pub(super) fn target(base: &str, path: &str, query: Option<&str>) -> Option<String> {
    if !is_plain(path) {
        return None;
    }
    let mut url = base.to_owned();
    if !path.is_empty() {
        url.push('/');
        url.push_str(path);
    }
    if let Some(query) = query {
        url.push('?');
        url.push_str(query);
    }
    // As every reader of addresses would read it.
    address::is_under(base, &url).then_some(url)
}

/// Whether no server finds an empty or dot segment, a backslash or a control character in `path`,
/// however often it decodes it.
fn is_plain(path: &str) -> bool {
    let mut text = path.to_owned();
    for _ in 0..DECODINGS {
        if !has_plain_segments(&text) {
            return false;
        }
        // Bytes that are not UTF-8 may be overlong forms of dots and slashes to some old server.
        let Ok(decoded) = percent_decode_str(&text).decode_utf8() else {
            return false;
        };
        if decoded == text {
            return true;
        }
        text = decoded.into_owned();
    }
    false
}

fn has_plain_segments(path: &str) -> bool {
    if path.contains('\\') || path.chars().any(char::is_control) {
        return false;
    }
    // A slash at the end is one that the API may want.
    let inner = path.strip_suffix('/').unwrap_or(path);
    path.is_empty()
        || inner.split('/').all(|segment| {
            // What some servers take for a parameter of the segment (RFC 3986 §3.3), and where others
            // end a path that was decoded too early.
            let name = segment.split([';', '?', '#']).next().unwrap_or_default();
            !segment.is_empty() && name != "." && name != ".."
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://api.example.com/prod";

    #[test]
    fn a_path_goes_under_the_apis_address() {
        for (path, query, expected) in [
            ("", None, "https://api.example.com/prod"),
            ("items", None, "https://api.example.com/prod/items"),
            ("items/", None, "https://api.example.com/prod/items/"),
            (
                "items/17",
                Some("a=b&c"),
                "https://api.example.com/prod/items/17?a=b&c",
            ),
            ("", Some("a=/../b"), "https://api.example.com/prod?a=/../b"),
            (
                "a%20b/%C3%A9",
                None,
                "https://api.example.com/prod/a%20b/%C3%A9",
            ),
            ("a..b/...", None, "https://api.example.com/prod/a..b/..."),
            ("a%2Fb", None, "https://api.example.com/prod/a%2Fb"),
            ("50%25", None, "https://api.example.com/prod/50%25"),
        ] {
            assert_eq!(target(BASE, path, query).as_deref(), Some(expected));
        }
    }

    #[test]
    fn no_path_leads_out_of_the_apis_address() {
        for path in [
            "..",
            "../admin",
            "a/../../admin",
            "a/..",
            "./a",
            "%2e%2e/admin",
            "%2E%2e/admin",
            ".%2e/admin",
            "a/%2e",
            "%252e%252e/admin",
            "%25252e%25252e/admin",
            "..%2fadmin",
            "a%2f..%2fadmin",
            "..%5cadmin",
            "..\\admin",
            "a%5cb",
            "..;/admin",
            "..;a=b/admin",
            "/evil.example",
            "//evil.example",
            "a//b",
            "a%2f%2fb",
            "/",
            "a//",
            "a%00b",
            "a%0d%0ab",
            "%c0%ae%c0%ae/admin",
            "%ff/%252e%252e/admin",
            "..%3fx",
            "..%23x",
            "a/..%253f/admin",
        ] {
            assert_eq!(target(BASE, path, None), None, "{path}");
        }
    }
}
