//! `cargo xtask config`: the configuration of an Amplify Gen 2 project.
//!
//! The file's form is that of <https://docs.amplify.aws/react/reference/amplify_outputs/>.

use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::options::Options;

/// Prints `config.json`.
pub(crate) fn config(words: &[&str]) -> Result<()> {
    let options = Options::read(words, &["--from", "--api-url"], &[])?;
    let file = options.value("--from")?;
    let file = file.context("--from FILE is needed: the amplify_outputs.json of the project.")?;
    let text = fs::read_to_string(file).with_context(|| file.to_owned())?;
    let outputs: Value =
        serde_json::from_str(&text).with_context(|| format!("{file} is not JSON"))?;
    let api_url = match options.value("--api-url")? {
        Some(url) => url,
        None => rest_api(&outputs)?,
    };
    let config = from_amplify(&outputs, api_url).with_context(|| file.to_owned())?;
    println!("{config:#}");
    Ok(())
}

/// The endpoint of the one REST API, at the place where Amplify's guide has it put.
fn rest_api(outputs: &Value) -> Result<&str> {
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

fn from_amplify(outputs: &Value, api_url: &str) -> Result<Value> {
    if outputs.get("auth").is_none() {
        bail!(
            "There is no `auth` in it: is it the amplify_outputs.json of an Amplify Gen 2 project?"
        )
    }
    if outputs.pointer("/auth/oauth").is_none() {
        bail!(
            "There is no `auth.oauth` in it: the pool has no hosted login. Add \
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
    let suffix = if region.starts_with("cn-") { ".cn" } else { "" };
    Ok(json!({
        "issuer": format!("https://cognito-idp.{region}.amazonaws.com{suffix}/{pool}"),
        "domain": format!("https://{}", text(outputs, "/auth/oauth/domain")?),
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

    fn outputs() -> Value {
        json!({
            "version": "1.3",
            "auth": {
                "aws_region": "us-east-1",
                "user_pool_id": "us-east-1_Pv8PpmMzQ",
                "user_pool_client_id": "2v4929s76jtnepd4q0nj695gmb",
                "oauth": {
                    "domain": "abc.auth.us-east-1.amazoncognito.com",
                    "scopes": ["openid", "email"],
                    "redirect_sign_in_uri": ["http://localhost:3000/dashboard"],
                    "redirect_sign_out_uri": ["http://localhost:3000/"],
                    "response_type": "code",
                },
            },
        })
    }

    #[test]
    fn each_key_comes_from_its_place() {
        assert_eq!(
            from_amplify(&outputs(), API).unwrap(),
            json!({
                "issuer": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Pv8PpmMzQ",
                "domain": "https://abc.auth.us-east-1.amazoncognito.com",
                "client_id": "2v4929s76jtnepd4q0nj695gmb",
                "scopes": ["openid", "email"],
                "api_url": API,
            })
        );
    }

    #[test]
    fn the_api_is_the_only_one_that_is_named() {
        let one = json!({"custom": {"API": {"a": {"endpoint": API, "region": "us-east-1"}}}});
        assert_eq!(rest_api(&one).unwrap(), API);
        let two = json!({"custom": {"API": {"a": {"endpoint": API}, "b": {"endpoint": API}}}});
        assert!(rest_api(&two).is_err());
        assert!(
            rest_api(&outputs())
                .unwrap_err()
                .to_string()
                .contains("--api-url")
        );
    }

    #[test]
    fn what_is_missing_or_cannot_work_is_named() {
        for (pointer, value, named) in [
            ("/auth/oauth/domain", Value::Null, "`auth.oauth.domain`"),
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
            let refused = from_amplify(&outputs, API).unwrap_err().to_string();
            assert!(refused.contains(named), "{pointer}: {refused}");
        }
    }

    #[test]
    fn a_project_without_a_hosted_login_is_told_how_to_get_one() {
        let mut outputs = outputs();
        outputs["auth"].as_object_mut().unwrap().remove("oauth");
        let refused = from_amplify(&outputs, API).unwrap_err().to_string();
        assert!(refused.contains("externalProviders"));
        assert!(from_amplify(&json!({}), API).is_err());
    }
}
