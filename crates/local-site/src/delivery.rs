//! What a path is answered with: which file, its content type and its cache rule.

/// A word or a date may look like a shorter hash, which Trunk writes once in 2^32 times.
const SHORTEST_HASH: usize = 9;
const LONGEST_HASH: usize = 16;

/// Headers that every answer carries beside its own.
pub const SECURITY_HEADERS: [(&str, &str); 8] = [
    (
        "Strict-Transport-Security",
        "max-age=63072000; includeSubDomains",
    ),
    ("X-Content-Type-Options", "nosniff"),
    // The redirect URI carries `?code=`.
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    // The copy buttons need the clipboard.
    (
        "Permissions-Policy",
        "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), clipboard-write=(self), \
         display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), \
         gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), \
         picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), \
         sync-xhr=(), usb=(), xr-spatial-tracking=()",
    ),
    // Old browsers' filter, which could be turned against a page.
    ("X-XSS-Protection", "0"),
];

/// The file that answers a request target: itself, or `index.html` where the last segment has no
/// dot, so that every route of the app can be opened directly.
pub(crate) fn file_for(target: &str) -> &str {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let last_segment = path.rsplit('/').next().unwrap_or_default();
    if last_segment.contains('.') {
        path.trim_start_matches('/')
    } else {
        "index.html"
    }
}

/// The `Content-Type` by the file's extension.
#[must_use]
pub fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        // Anything else stops the browser from compiling while it downloads.
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// The `Cache-Control`: a name with its content's hash never changes its meaning, any other may.
#[must_use]
pub fn cache_control(name: &str) -> &'static str {
    if hash_in(name).is_some() {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// The hash in the name of a file, as Trunk writes it: after the last `-` of the stem, up to 16
/// hexadecimal digits without leading zeros, then perhaps `_bg`.
#[must_use]
pub fn hash_in(name: &str) -> Option<&str> {
    let file = name.rsplit('/').next().unwrap_or_default();
    let (stem, _) = file.split_once('.')?;
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    let (_, hash) = stem.rsplit_once('-')?;
    let lengths = SHORTEST_HASH..=LONGEST_HASH;
    (lengths.contains(&hash.len()) && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_answered_with_index_html_and_files_with_themselves() {
        for route in ["/", "/dashboard", "/dashboard?code=a.b", "/a.b/c", ""] {
            assert_eq!(file_for(route), "index.html", "{route}");
        }
        assert_eq!(file_for("/missing.wasm?x"), "missing.wasm");
        assert_eq!(file_for("/fonts/a.woff2"), "fonts/a.woff2");
    }

    #[test]
    fn only_names_with_a_hash_are_immutable() {
        for name in [
            "boot-0123456789abcdef.js",
            "app-0123456789abcdef_bg.wasm",
            "my-app-123456789.js",
            "style/main-0123456789abcdef.css",
        ] {
            assert!(cache_control(name).contains("immutable"), "{name}");
        }
        for name in [
            "index.html",
            "config.json",
            "boot.js",
            "icon-0123.svg",
            "report-20260131.svg",
            "x-0123456789abcdef0.js",
            "x-0123456789abcdeg.js",
        ] {
            assert_eq!(cache_control(name), "no-cache", "{name}");
        }
    }

    #[test]
    fn wasm_and_text_have_the_types_that_browsers_insist_on() {
        assert_eq!(content_type("a_bg.wasm"), "application/wasm");
        assert_eq!(content_type("index.html"), "text/html; charset=utf-8");
        assert_eq!(content_type("a.js"), "text/javascript; charset=utf-8");
    }
}
