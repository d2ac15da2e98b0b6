//! Addresses: how they are taken apart and which ones are safe to send secrets to.

/// What is wrong with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// It has no scheme and host, or a character that no address has.
    Malformed,
    /// Its scheme is `http` and its host is not this machine.
    Insecure,
}

/// An absolute address in its parts (RFC 3986 §3), as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'a> {
    /// Scheme, host and port: `https://example.com:8443`.
    pub origin: &'a str,
    /// Path and query, empty where there are none.
    pub rest: &'a str,
}

/// Takes `text` apart if it is `https`, or `http` on a loopback host (RFC 9700 §2.6).
///
/// # Errors
/// `Malformed` for anything that a browser would have to repair first: user info, fragments, white
/// space and backslashes included.
pub fn parse(text: &str) -> Result<Address<'_>, AddressError> {
    let (scheme, after) = text.split_once(':').ok_or(AddressError::Malformed)?;
    let after = after.strip_prefix("//").ok_or(AddressError::Malformed)?;
    let graphic = |c: char| c.is_ascii_graphic() && !matches!(c, '\\' | '#' | '"' | '<' | '>');
    if !after.chars().all(graphic) {
        return Err(AddressError::Malformed);
    }
    let authority = after.split(['/', '?']).next().unwrap_or_default();
    let host = host(authority).ok_or(AddressError::Malformed)?;
    match scheme {
        "https" => {}
        "http" if is_loopback(host) => {}
        "http" => return Err(AddressError::Insecure),
        _ => return Err(AddressError::Malformed),
    }
    let (origin, rest) = text
        .split_at_checked(scheme.len() + 3 + authority.len())
        .ok_or(AddressError::Malformed)?;
    Ok(Address { origin, rest })
}

/// The host in `authority`, if host and port are well formed.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(ipv6) => {
            let (inside, port) = ipv6.split_once(']')?;
            (has(inside, b':')
                && inside
                    .bytes()
                    .all(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.')))
            .then_some(())?;
            (inside, port)
        }
        None => {
            let (host, port) = authority
                .find(':')
                .and_then(|colon| authority.split_at_checked(colon))
                .unwrap_or((authority, ""));
            host.bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
                .then_some(())?;
            (host, port)
        }
    };
    let port_is_well_formed = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|port| !port.starts_with('+') && port.parse::<u16>().is_ok());
    (!host.is_empty() && port_is_well_formed).then_some(host)
}

/// Whether an ASCII character is in `text`. (`str::contains` can search for texts, too, and is 1 kB more to
/// load.)
pub(super) fn has(text: &str, character: u8) -> bool {
    text.bytes().any(|byte| byte == character)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host == "::1" || is_loopback_ipv4(host)
}

/// 127.0.0.0/8 in its one usual way to be written.
fn is_loopback_ipv4(host: &str) -> bool {
    let is_byte = |part: &str| !part.starts_with('+') && part.parse::<u8>().is_ok();
    host.starts_with("127.") && host.split('.').count() == 4 && host.split('.').all(is_byte)
}

/// Whether a path's segment leads to its own folder or the one above, percent-encoded or not.
pub(super) fn is_dots(segment: &str) -> bool {
    fn dot(text: &str) -> Option<&str> {
        [".", "%2e", "%2E"]
            .into_iter()
            .find_map(|dot| text.strip_prefix(dot))
    }
    dot(segment).is_some_and(|rest| rest.is_empty() || dot(rest) == Some(""))
}

/// The path of an absolute address; `/` where it has none.
pub(crate) fn path(address: &str) -> &str {
    let rest = parse(address).map_or("", |address| address.rest);
    match rest.split('?').next() {
        Some("") | None => "/",
        Some(path) => path,
    }
}

/// `endpoint` with `query` added to the query that it may have already (RFC 6749 §3.1).
pub(super) fn with_query(endpoint: &str, query: &str) -> String {
    let joint = if has(endpoint, b'?') { "&" } else { "?" };
    [endpoint, joint, query].concat()
}

/// Whether `url` is `base` or lies under it, as every reader of addresses would read it.
pub fn is_under(base: &str, url: &str) -> bool {
    let Some(rest) = url.strip_prefix(base) else {
        return false;
    };
    let goes_deeper = rest.is_empty() || rest.starts_with(['/', '?']) || base.ends_with('/');
    let path = rest.split('?').next().unwrap_or_default();
    let climbs = path.split('/').any(is_dots);
    goes_deeper && !climbs && parse(url).is_ok()
}
