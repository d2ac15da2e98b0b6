//! Whether a request comes from the site itself (RFC 10017 §6.1.3.3).
//!
//! A page of another site cannot set a header of its own without a preflight, which nothing here
//! answers. Browsers say where a request comes from in `Origin` and `Sec-Fetch-Site`; where they do, it
//! has to be this site.

use crate::failure::Failure;
use axum::http::{HeaderMap, StatusCode, header};

/// The header that has to be there, with any value: `XMLHttpRequest` by convention.
pub(crate) const REQUIRED_HEADER: &str = "x-requested-with";

/// Why a request is not taken for one of the site's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ForeignRequest {
    /// `X-Requested-With` is missing.
    HeaderMissing,
    /// `Origin` is another one than the site's.
    Origin,
    /// `Sec-Fetch-Site` is another one than `same-origin`.
    FetchSite,
    /// `Sec-Fetch-Mode` is another one than `navigate`, `Sec-Fetch-Dest` is no page's, or nobody is there
    /// yet (`Sec-Purpose`).
    NoNavigation,
}

impl From<ForeignRequest> for Failure {
    fn from(error: ForeignRequest) -> Self {
        let (code, message) = match error {
            ForeignRequest::HeaderMissing => (
                "request.header_missing",
                "The request lacks the header X-Requested-With.",
            ),
            ForeignRequest::Origin | ForeignRequest::FetchSite => (
                "request.foreign_origin",
                "The request comes from another site.",
            ),
            ForeignRequest::NoNavigation => (
                "request.no_navigation",
                "This address is one to navigate to, not one to fetch.",
            ),
        };
        Self::new(StatusCode::FORBIDDEN, code, message)
    }
}

/// Whether the site's own script sent a request with these headers.
///
/// # Errors
/// The first sign that it did not.
pub(crate) fn check_script_request(headers: &HeaderMap, site: &str) -> Result<(), ForeignRequest> {
    let has = |name, value: &str| headers.get_all(name).iter().all(|own| own == value);
    if !has(header::ORIGIN.as_str(), site) {
        return Err(ForeignRequest::Origin);
    }
    if !has("sec-fetch-site", "same-origin") {
        return Err(ForeignRequest::FetchSite);
    }
    match headers.get(REQUIRED_HEADER) {
        Some(value) if !value.is_empty() => Ok(()),
        _ => Err(ForeignRequest::HeaderMissing),
    }
}

/// Whether a page is opened with this request, as far as the browser says: no image, script, frame or
/// prefetch of another site begins logins by the dozen.
///
/// # Errors
/// Where the browser says otherwise.
pub(crate) fn check_navigation(headers: &HeaderMap) -> Result<(), ForeignRequest> {
    let is_one_of = |name, values: &[&str]| {
        let said = headers.get(name);
        said.is_none_or(|said| values.iter().any(|value| said == value))
    };
    // A frame is navigated, too, and so is what any page lets the browser prefetch: that does not even say
    // that it is foreign. What the site's own service worker passes on has the destination `empty`.
    match is_one_of("sec-fetch-mode", &["navigate"])
        && is_one_of("sec-fetch-dest", &["document", "empty"])
        && !headers.contains_key("sec-purpose")
    {
        true => Ok(()),
        false => Err(ForeignRequest::NoNavigation),
    }
}

/// Whether a page of another site, or of a neighbour under the same domain, asks or has led here, as far as
/// the browser says. What a person types in or opens from a program of their own is not foreign.
pub(crate) fn is_foreign(headers: &HeaderMap) -> bool {
    let sites = headers.get_all("sec-fetch-site");
    sites
        .iter()
        .any(|site| site != "same-origin" && site != "none")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    const SITE: &str = "https://app.example.com";

    fn headers(list: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        list.iter().map(pair).collect()
    }

    fn verdict(list: &[(&'static str, &'static str)]) -> Result<(), ForeignRequest> {
        check_script_request(&headers(list), SITE)
    }

    const REQUESTED: (&str, &str) = (REQUIRED_HEADER, "XMLHttpRequest");

    #[test]
    fn the_sites_own_script_may_call() {
        assert_eq!(verdict(&[REQUESTED]), Ok(()));
        let all = [
            REQUESTED,
            ("origin", SITE),
            ("sec-fetch-site", "same-origin"),
        ];
        assert_eq!(verdict(&all), Ok(()));
    }

    #[test]
    fn nobody_calls_without_the_header() {
        let missing = Err(ForeignRequest::HeaderMissing);
        assert_eq!(verdict(&[]), missing);
        assert_eq!(verdict(&[("origin", SITE)]), missing);
        assert_eq!(verdict(&[(REQUIRED_HEADER, "")]), missing);
    }

    #[test]
    fn another_origin_is_refused_however_it_is_written() {
        for origin in [
            "null",
            "",
            "https://evil.example",
            "https://app.example.com.evil.example",
            "https://app.example.com:443",
            "https://app.example.com/",
            "http://app.example.com",
            "https://APP.example.com",
        ] {
            let verdict = verdict(&[REQUESTED, ("origin", origin)]);
            assert_eq!(verdict, Err(ForeignRequest::Origin), "{origin}");
        }
        let both = [
            REQUESTED,
            ("origin", SITE),
            ("origin", "https://evil.example"),
        ];
        assert_eq!(verdict(&both), Err(ForeignRequest::Origin));
    }

    #[test]
    fn another_site_is_refused() {
        for site in ["cross-site", "same-site", "none"] {
            let verdict = verdict(&[REQUESTED, ("sec-fetch-site", site)]);
            assert_eq!(verdict, Err(ForeignRequest::FetchSite), "{site}");
        }
    }

    #[test]
    fn a_login_is_navigated_to() {
        assert_eq!(check_navigation(&headers(&[])), Ok(()));
        let navigate = ("sec-fetch-mode", "navigate");
        assert_eq!(check_navigation(&headers(&[navigate])), Ok(()));
        for dest in ["document", "empty"] {
            let verdict = check_navigation(&headers(&[navigate, ("sec-fetch-dest", dest)]));
            assert_eq!(verdict, Ok(()), "{dest}");
        }
        for mode in ["cors", "no-cors", "same-origin", "websocket"] {
            let verdict = check_navigation(&headers(&[("sec-fetch-mode", mode)]));
            assert_eq!(verdict, Err(ForeignRequest::NoNavigation), "{mode}");
        }
        for dest in ["iframe", "frame", "fencedframe", "object", "embed"] {
            let verdict = check_navigation(&headers(&[navigate, ("sec-fetch-dest", dest)]));
            assert_eq!(verdict, Err(ForeignRequest::NoNavigation), "{dest}");
        }
        for purpose in ["prefetch", "prefetch;prerender"] {
            let list = [
                navigate,
                ("sec-fetch-dest", "document"),
                ("sec-fetch-site", "none"),
                ("sec-purpose", purpose),
            ];
            let verdict = check_navigation(&headers(&list));
            assert_eq!(verdict, Err(ForeignRequest::NoNavigation), "{purpose}");
        }
    }
}
