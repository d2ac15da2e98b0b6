//! The Content-Security-Policy, filled from `config.json`.

use axum::http::Uri;
use serde_json::Value;

/// The policy for a site with this configuration. `discovery` is the provider's own metadata
/// (OpenID Connect Discovery 1.0), needed where the configuration names no `domain`.
#[must_use]
pub fn policy(config: &Value, discovery: Option<&Value>) -> String {
    let sources = connect_sources(config, discovery).join(" ");
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; manifest-src 'self'; connect-src {sources}; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

/// Where the app may send requests: its own origin, the issuer (keys), the endpoints and the APIs. Where a
/// backend of the site keeps the tokens, it asks nobody else.
fn connect_sources(config: &Value, discovery: Option<&Value>) -> Vec<String> {
    if config.get("backend").is_some() {
        return vec!["'self'".to_owned()];
    }
    let configured = ["issuer", "domain", "api_url"]
        .iter()
        .map(|key| config.get(key));
    // Each is an address, or an object that names one.
    let further_apis = config.get("apis").and_then(Value::as_array);
    let further_apis = further_apis
        .into_iter()
        .flatten()
        .map(|api| api.get("url").or(Some(api)));
    let discovered = discovery.into_iter().flat_map(|metadata| {
        [
            "token_endpoint",
            "revocation_endpoint",
            "userinfo_endpoint",
            "jwks_uri",
        ]
        .map(|key| metadata.get(key))
    });
    let mut sources = vec!["'self'".to_owned()];
    for address in configured
        .chain(further_apis)
        .chain(discovered)
        .filter_map(|value| value?.as_str())
    {
        if let Some(origin) = origin(address)
            && !sources.contains(&origin)
        {
            sources.push(origin);
        }
    }
    sources
}

/// Scheme, host and port of an http(s) address, and nothing that could end the directive early.
fn origin(address: &str) -> Option<String> {
    let uri: Uri = address.parse().ok()?;
    let scheme = uri
        .scheme_str()
        .filter(|scheme| ["http", "https"].contains(scheme))?;
    let authority = uri.authority()?.as_str();
    authority
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
        .then(|| format!("{scheme}://{authority}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn connect_src(config: &Value, discovery: Option<&Value>) -> String {
        let policy = policy(config, discovery);
        let directive = policy
            .split("; ")
            .find(|directive| directive.starts_with("connect-src "));
        directive.unwrap().to_owned()
    }

    #[test]
    fn connect_src_names_each_origin_of_the_configuration_once() {
        let config = json!({
            "issuer": "http://localhost:9230/us-east-1_local",
            "domain": "http://localhost:9230",
            "api_url": "https://api.example.com/prod/awesomeapi",
        });
        assert_eq!(
            connect_src(&config, None),
            "connect-src 'self' http://localhost:9230 https://api.example.com"
        );
    }

    #[test]
    fn connect_src_names_the_further_apis() {
        let config = json!({
            "api_url": "https://api.example.com/prod",
            "apis": [
                "https://billing.example.com/v1",
                { "url": "https://orders.example.com/", "token": "id_raw" },
                "https://api.example.com/other",
                5,
            ],
        });
        assert_eq!(
            connect_src(&config, None),
            "connect-src 'self' https://api.example.com https://billing.example.com \
             https://orders.example.com"
        );
    }

    #[test]
    fn without_domain_the_discovered_endpoints_are_allowed() {
        let config = json!({ "issuer": "https://id.example.com" });
        let metadata = json!({
            "token_endpoint": "https://token.example.com/t",
            "jwks_uri": "https://keys.example.com:8443/k",
            "authorization_endpoint": "https://only-navigated-to.example.com/",
        });
        assert_eq!(
            connect_src(&config, Some(&metadata)),
            "connect-src 'self' https://id.example.com https://token.example.com \
             https://keys.example.com:8443"
        );
    }

    #[test]
    fn with_a_backend_only_the_site_itself_is_allowed() {
        let config = json!({
            "backend": "/auth", "issuer": "https://id.example.com",
            "api_url": "https://api.example.com",
        });
        assert_eq!(connect_src(&config, None), "connect-src 'self'");
    }

    #[test]
    fn an_address_cannot_add_a_directive() {
        for address in [
            "https://a.example;script-src",
            "https://a.example; script-src *",
            "https://*",
            "javascript:alert(1)",
            "//a.example",
            "https://user@a.example",
        ] {
            let config = json!({ "api_url": address });
            assert_eq!(
                connect_src(&config, None),
                "connect-src 'self'",
                "{address}"
            );
        }
    }

    #[test]
    fn a_broken_configuration_still_gives_the_strict_policy() {
        let policy = policy(&Value::Null, None);
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"));
        assert!(policy.ends_with("require-trusted-types-for 'script'; trusted-types 'none'"));
    }
}
