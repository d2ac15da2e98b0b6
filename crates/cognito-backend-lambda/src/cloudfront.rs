//! The way to the backend: through CloudFront, which adds a secret header to what it sends.
//!
//! The API has an address of its own. Whoever finds it would get past what CloudFront is set to do, such
//! as a firewall in front of the site.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use lambda_http::RequestExt as _;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The header that CloudFront adds.
const VERIFY: HeaderName = HeaderName::from_static("x-origin-verify");

/// The fewest characters of the secret: 43 letters and digits are 256 bits.
const SHORTEST: usize = 43;

/// Why there is no way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the secret that CloudFront sends has fewer than {SHORTEST} characters")]
pub(crate) struct TooShort;

/// Knows what CloudFront has sent.
#[derive(Clone)]
pub(crate) struct ViaCloudFront {
    /// Digests have one length, so a comparison takes one time.
    digest: [u8; 32],
}

impl ViaCloudFront {
    /// By the secret that the distribution's origin has as a header.
    ///
    /// # Errors
    /// Where the secret could be guessed.
    pub(crate) fn new(secret: &str) -> Result<Self, TooShort> {
        match secret.len() {
            SHORTEST.. => Ok(Self {
                digest: Sha256::digest(secret).into(),
            }),
            _ => Err(TooShort),
        }
    }

    /// `router` for requests that have come through CloudFront; others are refused.
    pub(crate) fn only(self, router: Router) -> Router {
        router.layer(from_fn_with_state(self, check))
    }

    fn sent(&self, headers: &HeaderMap) -> bool {
        let mut values = headers.get_all(VERIFY).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return false;
        };
        let digest: [u8; 32] = Sha256::digest(value.as_bytes()).into();
        self.digest.ct_eq(&digest).into()
    }
}

async fn check(
    State(cloudfront): State<ViaCloudFront>,
    mut request: Request,
    next: Next,
) -> Result<Response, StatusCode> {
    if !cloudfront.sent(request.headers()) {
        return Err(StatusCode::FORBIDDEN);
    }
    if leads_elsewhere(request.raw_http_path()) {
        return Err(StatusCode::BAD_REQUEST);
    }
    // An API that the backend forwards to is not to have it.
    request.headers_mut().remove(VERIFY);
    Ok(next.run(request).await)
}

/// Whether `path`, as API Gateway has decoded it, would be read as another one: `lambda_http` makes an address
/// of it, in which dot segments are resolved, a backslash is a slash, a control character is left out, and a
/// path ends at `?` and `#`. The router would answer another path than the one that CloudFront, or a firewall
/// there, has judged.
fn leads_elsewhere(path: &str) -> bool {
    let changes = |c: char| matches!(c, '\\' | '?' | '#') || c.is_control();
    let dots = path.to_ascii_lowercase().replace("%2e", ".");
    path.contains(changes)
        || dots
            .split('/')
            .any(|segment| [".", ".."].contains(&segment))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::HeaderValue;
    use lambda_http::tower::ServiceExt as _;

    const SECRET: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH";

    fn headers(list: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in list {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn only_what_has_the_secret_once_came_through_cloudfront() {
        let cloudfront = ViaCloudFront::new(SECRET).unwrap();
        let verify = "x-origin-verify";
        assert!(cloudfront.sent(&headers(&[(verify, SECRET)])));
        for list in [
            &[][..],
            &[(verify, "")],
            &[(verify, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG")],
            &[(verify, SECRET), (verify, SECRET)],
            &[(verify, SECRET), (verify, "another")],
            &[("x-origin", SECRET)],
        ] {
            assert!(!cloudfront.sent(&headers(list)), "{list:?}");
        }
    }

    #[test]
    fn a_secret_that_could_be_guessed_is_none() {
        assert_eq!(ViaCloudFront::new("").err(), Some(TooShort));
        assert_eq!(ViaCloudFront::new("secret").err(), Some(TooShort));
    }

    #[tokio::test]
    async fn the_path_that_a_firewall_has_judged_is_the_one_that_is_answered() {
        let router = Router::new().fallback(async || "answered");
        let router = ViaCloudFront::new(SECRET).unwrap().only(router);
        for (raw_path, expected) in [
            ("/auth/login", StatusCode::OK),
            ("/api/a..b/.../%2e%2ex/c", StatusCode::OK),
            ("/api/../auth/login", StatusCode::BAD_REQUEST),
            ("/api/%2E./auth/login", StatusCode::BAD_REQUEST),
            ("/api/.", StatusCode::BAD_REQUEST),
            ("/api\\..\\auth/login", StatusCode::BAD_REQUEST),
            ("/auth/login?", StatusCode::BAD_REQUEST),
            ("/auth/login#", StatusCode::BAD_REQUEST),
            ("/auth/lo\ngin", StatusCode::BAD_REQUEST),
        ] {
            let request = Request::builder().header("x-origin-verify", SECRET);
            let request = request.body(Body::empty()).unwrap();
            let request = request.with_raw_http_path(raw_path);
            let answer = router.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.status(), expected, "{raw_path}");
        }
    }

    #[tokio::test]
    async fn no_api_gets_the_secret() {
        let names = async |headers: HeaderMap| {
            let names = headers.keys().map(HeaderName::as_str);
            names.collect::<Vec<_>>().join(" ")
        };
        let router = ViaCloudFront::new(SECRET)
            .unwrap()
            .only(Router::new().fallback(names));
        let request = Request::builder()
            .header("x-origin-verify", SECRET)
            .header("accept", "text/csv");
        let request = request.body(Body::empty()).unwrap();
        let request = request.with_raw_http_path("/api/items");
        let answer = router.oneshot(request).await.unwrap();
        let body = axum::body::to_bytes(answer.into_body(), 1_000);
        assert_eq!(body.await.unwrap(), "accept");
    }
}
