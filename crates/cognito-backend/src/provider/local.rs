//! Addresses of this machine. A discovery document that an issuer elsewhere serves has no business with
//! what listens here.

use cognito_spa::protocol::provider::Provider;
use reqwest::Url;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an endpoint of `provider` that this server sends requests to is on this machine.
pub(super) fn names_this_machine(provider: &Provider) -> bool {
    let optional = [&provider.jwks_uri, &provider.revocation_endpoint];
    let required = [&provider.token_endpoint, &provider.authorization_endpoint];
    let mut endpoints = optional.into_iter().flatten().chain(required);
    endpoints.any(|address| is_local(address))
}

/// Whether the host of `address` is this machine, however it is written.
pub(super) fn is_local(address: &str) -> bool {
    // What is no address is asked for nothing.
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_matches(['[', ']']).trim_end_matches('.');
    match host.parse() {
        Ok(IpAddr::V4(ip)) => is_local_ipv4(ip),
        Ok(IpAddr::V6(ip)) => {
            let is_own = ip == Ipv6Addr::LOCALHOST || ip == Ipv6Addr::UNSPECIFIED;
            is_own || ip.to_ipv4_mapped().is_some_and(is_local_ipv4)
        }
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

/// 0.0.0.0 leads to this machine, too, on most systems.
fn is_local_ipv4(ip: Ipv4Addr) -> bool {
    ip.is_loopback() || ip.is_unspecified()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cognito_spa::protocol::json::SerdeJson;

    #[test]
    fn this_machine_is_known_however_it_is_written() {
        for address in [
            "http://localhost:9/a",
            "https://LOCALHOST./",
            "https://a.localhost/",
            "https://127.0.0.1",
            "https://127.1/",
            "https://0x7f000001/",
            "https://0.0.0.0/",
            "https://[::1]:8443/",
            "https://[::ffff:127.0.0.1]/",
        ] {
            assert!(is_local(address), "{address}");
        }
        for address in [
            "https://id.example.com/",
            "https://localhost.example.com/",
            "https://10.0.0.1/",
            "https://127.0.0.1.example.com/",
        ] {
            assert!(!is_local(address), "{address}");
        }
    }

    #[test]
    fn each_endpoint_counts() {
        let endpoints = [
            "authorization_endpoint",
            "token_endpoint",
            "jwks_uri",
            "revocation_endpoint",
        ];
        let discovered = |local: Option<&str>| {
            let mut document = serde_json::json!({ "issuer": "https://id.example.com" });
            for name in endpoints {
                let host = match local == Some(name) {
                    true => "127.0.0.1:9200",
                    false => "id.example.com",
                };
                document[name] = format!("https://{host}/{name}").into();
            }
            let text = document.to_string();
            Provider::of_discovery::<SerdeJson>(&text, "https://id.example.com").unwrap()
        };
        assert!(!names_this_machine(&discovered(None)));
        for name in endpoints {
            assert!(names_this_machine(&discovered(Some(name))), "{name}");
        }
    }
}
