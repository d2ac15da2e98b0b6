//! What Amplify Gen 2 writes into amplify_outputs.json, schema version 1
//! (<https://github.com/aws-amplify/amplify-backend>, packages/client-config/src/client-config-schema).

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// The endpoint of the one REST API, at the place where Amplify's guide has it put.
pub(super) fn rest_api(outputs: &Value) -> Result<&str> {
    let apis = outputs.pointer("/custom/API").and_then(Value::as_object);
    let mut endpoints = apis
        .into_iter()
        .flat_map(|apis| apis.values())
        .filter_map(|api| api.get("endpoint")?.as_str());
    match (endpoints.next(), endpoints.next()) {
        (Some(endpoint), None) => Ok(endpoint),
        _ => bail!(
            "--api-url URL is needed: the file does not name one protected API at \
             `custom.API.NAME.endpoint`."
        ),
    }
}

pub(super) fn from_amplify(outputs: &Value, api_url: &str, updated_issuer: bool) -> Result<Value> {
    if outputs.get("auth").is_none() {
        bail!(
            "There is no `auth` in it: is it the amplify_outputs.json of an Amplify Gen 2 project?"
        )
    }
    let version = text(outputs, "/version")?;
    if version.split('.').next() != Some("1") {
        bail!("Its `version` is {version:?}, and only 1 and 1.x are known here.")
    }
    // A pool without a domain has an empty one.
    let domain = outputs.pointer("/auth/oauth/domain");
    if outputs.pointer("/auth/oauth").is_none() || domain.is_some_and(|domain| domain == "") {
        bail!(
            "There is no `auth.oauth.domain` in it: the pool has no hosted login. Add \
             `loginWith.externalProviders` with `callbackUrls` and `logoutUrls` to \
             amplify/auth/resource.ts, and deploy it."
        )
    }
    let pool = text(outputs, "/auth/user_pool_id")?;
    let region = text(outputs, "/auth/aws_region")?;
    if text(outputs, "/auth/oauth/response_type")? != "code" {
        bail!(
            "`auth.oauth.response_type` is not \"code\", and no other grant is safe in a browser."
        )
    }
    check_address(
        outputs,
        "redirect_sign_in_uri",
        "callbackUrls",
        "/dashboard",
    )?;
    check_address(outputs, "redirect_sign_out_uri", "logoutUrls", "/")?;
    let domain = text(outputs, "/auth/oauth/domain")?;
    // Amplify writes a host; what was added to the outputs by hand may have a scheme.
    let domain = domain.strip_prefix("https://").unwrap_or(domain);
    let host = if updated_issuer {
        "issuer-cognito-idp"
    } else {
        "cognito-idp"
    };
    let suffix = if region.starts_with("cn-") { ".cn" } else { "" };
    Ok(json!({
        "issuer": format!("https://{host}.{region}.amazonaws.com{suffix}/{pool}"),
        "domain": format!("https://{}", domain.trim_end_matches('/')),
        "client_id": text(outputs, "/auth/user_pool_client_id")?,
        "scopes": texts(outputs, "/auth/oauth/scopes")?,
        "api_url": api_url,
    }))
}

/// The app comes back to its own origin and this path, so one of the addresses must be that.
fn check_address(outputs: &Value, key: &str, setting: &str, path: &str) -> Result<()> {
    let addresses = texts(outputs, &format!("/auth/oauth/{key}"))?;
    let has_path = |address: &&str| {
        let rest = address.split_once("://").map(|(_, rest)| rest);
        rest.and_then(|rest| rest.find('/').and_then(|at| rest.get(at..))) == Some(path)
    };
    if !addresses.iter().any(has_path) {
        bail!(
            "None of `auth.oauth.{key}` is an origin followed by {path}: add the app's to \
             `{setting}` in amplify/auth/resource.ts, and deploy it."
        )
    }
    Ok(())
}

fn text<'a>(outputs: &'a Value, pointer: &str) -> Result<&'a str> {
    let value = outputs.pointer(pointer).and_then(Value::as_str);
    value.with_context(|| format!("`{}` is not a text in it.", key(pointer)))
}

fn texts<'a>(outputs: &'a Value, pointer: &str) -> Result<Vec<&'a str>> {
    let values = outputs.pointer(pointer).and_then(Value::as_array);
    let values = values.and_then(|values| values.iter().map(Value::as_str).collect());
    values.with_context(|| format!("`{}` is not a list of texts in it.", key(pointer)))
}

fn key(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    const API: &str = "https://api.example.com/prod/awesomeapi";

    /// As `ampx sandbox` writes it, for a project with a REST API.
    fn outputs() -> Value {
        serde_json::from_str(include_str!("../../../tests/amplify_outputs.json")).unwrap()
    }

    #[test]
    fn each_key_comes_from_its_place() {
        assert_eq!(
            from_amplify(&outputs(), API, false).unwrap(),
            json!({
                "issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Qm2ZtR7xK",
                "domain": "https://3f9c1b7de2a84c60b5d1.auth.eu-west-1.amazoncognito.com",
                "client_id": "4k7dq1v2m9c3t8h5b6n0p2r1sx",
                "scopes": ["phone", "email", "openid", "profile", "aws.cognito.signin.user.admin"],
                "api_url": API,
            })
        );
    }

    #[test]
    fn a_domain_may_have_its_scheme() {
        let mut outputs = outputs();
        outputs["auth"]["oauth"]["domain"] = json!("https://login.example.com/");
        let config = from_amplify(&outputs, API, false).unwrap();
        assert_eq!(config["domain"], "https://login.example.com");
    }

    #[test]
    fn the_api_is_the_only_one_that_is_named() {
        let one = "https://k2m4q6s8u0.execute-api.eu-west-1.amazonaws.com/dev/items";
        assert_eq!(rest_api(&outputs()).unwrap(), one);
        let two = json!({"custom": {"API": {"a": {"endpoint": API}, "b": {"endpoint": API}}}});
        assert!(rest_api(&two).is_err());
        assert!(
            rest_api(&json!({"custom": {}}))
                .unwrap_err()
                .to_string()
                .contains("--api-url")
        );
    }

    #[test]
    fn what_is_missing_or_cannot_work_is_named() {
        for (pointer, value, named) in [
            ("/version", json!("2"), "`version`"),
            ("/auth/oauth/domain", Value::Null, "`auth.oauth.domain`"),
            ("/auth/oauth/domain", json!(""), "hosted login"),
            ("/auth/user_pool_id", json!(1), "`auth.user_pool_id`"),
            (
                "/auth/oauth/scopes",
                json!(["openid", 1]),
                "`auth.oauth.scopes`",
            ),
            ("/auth/oauth/response_type", json!("token"), "\"code\""),
            (
                "/auth/oauth/redirect_sign_in_uri",
                json!(["http://localhost:3000/profile"]),
                "`callbackUrls`",
            ),
            (
                "/auth/oauth/redirect_sign_out_uri",
                json!([]),
                "`logoutUrls`",
            ),
        ] {
            let mut outputs = outputs();
            *outputs.pointer_mut(pointer).unwrap() = value;
            let refused = from_amplify(&outputs, API, false).unwrap_err().to_string();
            assert!(refused.contains(named), "{pointer}: {refused}");
        }
    }

    #[test]
    fn a_project_without_a_hosted_login_is_told_how_to_get_one() {
        let mut outputs = outputs();
        outputs["auth"].as_object_mut().unwrap().remove("oauth");
        let refused = from_amplify(&outputs, API, false).unwrap_err().to_string();
        assert!(refused.contains("externalProviders"));
        assert!(from_amplify(&json!({}), API, false).is_err());
    }
}
