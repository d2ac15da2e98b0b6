//! Which values a parameter takes, and which parameters go together, checked before anything else is done: AWS
//! would say the same after the build, in fewer words.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

use crate::{
    names::{
        API_ON_SITE, BACKEND_CODE, CERTIFICATE, CLIENT, DOMAIN, DOMAIN_PREFIX, ISSUER, SITE_DOMAIN,
    },
    template::{Template, given},
};

/// The template's default, which stands for a pool that exists.
const NO_PREFIX: &str = "none";

/// Fails for a value that the template's parameter does not take. `option` is how it was given, such as
/// `--domain-prefix mine`.
///
/// # Errors
/// With what the parameter takes.
pub fn validate_value(template: &Template, name: &str, value: &str, option: &str) -> Result<()> {
    if name == ISSUER && !value.is_empty() {
        // It says more than the template does.
        check_issuer(value)?;
    }
    let outcome = template.check_value(name, value);
    outcome.with_context(|| option.to_owned())
}

/// Fails unless the values name one user pool, and a certificate for a name of the site. `present`
/// are those that the stack has now: none for a new one.
///
/// # Errors
/// With what to give instead.
pub fn validate_parameters(
    values: &BTreeMap<String, String>,
    present: &BTreeMap<String, String>,
) -> Result<()> {
    let has = |name: &str| given(values, name).is_some();
    if made_its_pool(present) && has(ISSUER) {
        bail!(
            "The stack made its own user pool and cannot change to another: its hosted login and its \
             app client would be deleted, and the pool would be left behind. For a pool that \
             exists, deploy another stack with --issuer, --domain and --client-id."
        )
    }
    if has(SITE_DOMAIN) != has(CERTIFICATE) {
        bail!(
            "--site-domain and --certificate go together: the site's own name, and the ARN of a \
             certificate for it from AWS Certificate Manager in us-east-1."
        )
    }
    if has(BACKEND_CODE) && given(values, API_ON_SITE) == Some("true") {
        bail!(
            "With a backend, the API is under the site's own address already: give --parameter \
             ApiOnSite=false, or --backend=false."
        )
    }
    check_pool(values)
}

/// Before there was `ExistingIssuer`, every stack made its own.
fn made_its_pool(present: &BTreeMap<String, String>) -> bool {
    !present.is_empty() && given(present, ISSUER).is_none()
}

/// A new pool by its prefix, or one that exists by the rest.
fn check_pool(values: &BTreeMap<String, String>) -> Result<()> {
    let existing = [ISSUER, DOMAIN, CLIENT].map(|name| given(values, name).is_some());
    let has_prefix = given(values, DOMAIN_PREFIX).is_some_and(|prefix| prefix != NO_PREFIX);
    match (has_prefix, existing) {
        (true, [false, false, false]) => Ok(()),
        (true, _) => bail!(
            "--domain-prefix makes a user pool, --issuer keeps one that exists: a stack has one of \
             the two."
        ),
        (false, [false, false, false]) => bail!(
            "--domain-prefix PREFIX is needed for a new stack: the hosted login will be \
             https://PREFIX.auth.REGION.amazoncognito.com. To keep a user pool that exists, \
             give --issuer, --domain and --client-id instead."
        ),
        (false, [true, true, true]) => check_issuer(given(values, ISSUER).unwrap_or_default()),
        (false, _) => bail!(
            "--issuer, --domain and --client-id go together. The domain of a user pool is \
             `UserPool.CustomDomain`, or `UserPool.Domain` followed by \
             .auth.REGION.amazoncognito.com, in what `aws cognito-idp describe-user-pool \
             --user-pool-id POOL` says: a pool without one has no hosted login."
        ),
    }
}

/// The API's authorizer knows user pools alone, by the ARN that the template makes of the issuer.
fn check_issuer(issuer: &str) -> Result<()> {
    if issuer.starts_with("https://issuer-cognito-idp.") {
        bail!(
            "--issuer {issuer}: the pool names itself by Cognito's updated issuer, and API Gateway's \
             authorizer for user pools, which the API that is deployed has, does not take its tokens. \
             The app does: put dist/ and a config.json onto a server of your own, beside an HTTP API \
             with a JWT authorizer for this issuer."
        )
    }
    let host_and_pool = issuer
        .strip_prefix("https://cognito-idp.")
        .and_then(|rest| rest.split_once('/'));
    match host_and_pool {
        Some((host, pool)) if host.contains(".amazonaws.com") && pool.contains('_') => Ok(()),
        _ => bail!(
            "--issuer {issuer}: the API that is deployed asks a Cognito user pool about each token, \
             so the issuer is https://cognito-idp.REGION.amazonaws.com/POOL, of a pool in this AWS \
             account. The app itself works with any OpenID provider, and an API that does: put \
             dist/ and a config.json onto a server of your own."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COGNITO: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123";
    const LOGIN: &str = "https://login.example.com";

    fn refusal(values: &[(&str, &str)]) -> Option<String> {
        refusal_over(&[], values)
    }

    /// For a stack that has the values `present`.
    fn refusal_over(present: &[(&str, &str)], values: &[(&str, &str)]) -> Option<String> {
        let [present, values] = [present, values].map(|values| {
            let values = values.iter();
            values
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect()
        });
        let outcome = validate_parameters(&values, &present);
        outcome.err().map(|error| error.to_string())
    }

    #[test]
    fn a_value_that_aws_would_refuse_after_the_build_is_refused_with_what_is_allowed() {
        let template = Template::of_checkout();
        let refused = |name: &str, value: &str| {
            let outcome = validate_value(&template, name, value, "--option value");
            outcome.err().map(|error| format!("{error:#}"))
        };
        for (name, value, allowed) in [
            (DOMAIN_PREFIX, "my-aws", "must not contain aws"),
            (DOMAIN_PREFIX, "Mine", "lower case letters"),
            (DOMAIN_PREFIX, "", "1-63"),
            (SITE_DOMAIN, "https://app.example.com", "without https://"),
            (
                CERTIFICATE,
                "arn:aws:acm:eu-west-1:1:certificate/a",
                "us-east-1",
            ),
            (API_ON_SITE, "yes", "true, false"),
            ("CallbackPath", "dashboard", "^/[A-Za-z0-9._~/-]*$"),
        ] {
            let refused = refused(name, value).unwrap();
            assert!(refused.starts_with("--option value: "), "{refused}");
            assert!(refused.contains(allowed), "{refused}");
        }
        let other_provider = refused(ISSUER, "https://id.example.com").unwrap();
        assert!(
            other_provider.contains("any OpenID provider"),
            "{other_provider}"
        );
        for (name, value) in [
            (DOMAIN_PREFIX, "my-company-app"),
            (DOMAIN_PREFIX, NO_PREFIX),
            (SITE_DOMAIN, "app.example.com"),
            (SITE_DOMAIN, ""),
            (ISSUER, COGNITO),
            (ISSUER, ""),
            ("OfNoTemplate", "anything"),
        ] {
            assert_eq!(refused(name, value), None, "{name} {value}");
        }
    }

    #[test]
    fn a_stack_keeps_the_pool_that_it_made_however_it_is_told_to_change() {
        let other = [
            (DOMAIN_PREFIX, NO_PREFIX),
            (ISSUER, COGNITO),
            (DOMAIN, LOGIN),
            (CLIENT, "a1"),
        ];
        for present in [
            &[(DOMAIN_PREFIX, "mine")][..],
            &[(DOMAIN_PREFIX, "mine"), (ISSUER, "")],
        ] {
            let refused = refusal_over(present, &other).unwrap();
            assert!(refused.contains("deploy another stack"), "{refused}");
            assert_eq!(refusal_over(present, &[(DOMAIN_PREFIX, "mine")]), None);
        }
        assert_eq!(refusal_over(&other, &other), None);
    }

    #[test]
    fn a_new_pool_or_one_that_exists_is_enough() {
        assert_eq!(refusal(&[(DOMAIN_PREFIX, "mine"), (ISSUER, "")]), None);
        let kept = [(DOMAIN_PREFIX, "none"), (ISSUER, COGNITO), (DOMAIN, LOGIN)];
        assert_eq!(refusal(&[&kept[..], &[(CLIENT, "a1")]].concat()), None);
    }

    #[test]
    fn none_both_and_half_of_one_are_refused_each_with_what_to_give() {
        let refused = |values: &[(&str, &str)]| refusal(values).unwrap();
        assert!(refused(&[(DOMAIN_PREFIX, "none")]).contains("--domain-prefix PREFIX is needed"));
        assert!(refused(&[(DOMAIN_PREFIX, "mine"), (ISSUER, COGNITO)]).contains("one of the two"));
        let by_issuer_alone = refused(&[(ISSUER, COGNITO), (CLIENT, "a1")]);
        assert!(by_issuer_alone.contains("describe-user-pool"));
    }

    #[test]
    fn a_name_and_its_certificate_are_given_both_or_neither() {
        let pool = (DOMAIN_PREFIX, "mine");
        let [name, certificate] = [(SITE_DOMAIN, "a.example"), (CERTIFICATE, "arn:…")];
        assert_eq!(refusal(&[pool, name, certificate]), None);
        assert!(refusal(&[pool, name]).unwrap().contains("--certificate"));
        assert!(refusal(&[pool, certificate]).is_some());
    }

    #[test]
    fn a_backend_takes_the_place_of_the_api_on_the_site() {
        let [pool, code] = [(DOMAIN_PREFIX, "mine"), (BACKEND_CODE, "backend/0.zip")];
        assert_eq!(refusal(&[pool, code, (API_ON_SITE, "false")]), None);
        let refused = refusal(&[pool, code, (API_ON_SITE, "true")]).unwrap();
        assert!(refused.contains("ApiOnSite=false"), "{refused}");
        assert_eq!(
            refusal(&[pool, (BACKEND_CODE, ""), (API_ON_SITE, "true")]),
            None
        );
    }

    #[test]
    fn cognitos_updated_issuer_is_refused_because_the_authorizer_does_not_take_it() {
        let issuer = "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123";
        let values = [(ISSUER, issuer), (DOMAIN, LOGIN), (CLIENT, "a1")];
        assert!(refusal(&values).unwrap().contains("JWT authorizer"));
    }

    #[test]
    fn another_provider_is_refused_because_the_api_could_not_ask_it() {
        for issuer in [
            "https://id.example.com",
            "https://cognito-idp.eu-west-1.amazonaws.com",
        ] {
            let values = [(ISSUER, issuer), (DOMAIN, LOGIN), (CLIENT, "a1")];
            assert!(
                refusal(&values).unwrap().contains("any OpenID provider"),
                "{issuer}"
            );
        }
    }
}
