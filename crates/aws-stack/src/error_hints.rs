//! What an error of AWS means, and what to do about it.

/// A hint where the cause is known, then the message of AWS.
pub(crate) fn explain(message: &str) -> String {
    match hint(message) {
        Some(hint) => format!("{hint}\nAWS says: {message}"),
        None => format!("AWS says: {message}"),
    }
}

/// What to do, by what AWS and its command line write in each case.
pub(crate) fn hint(message: &str) -> Option<&'static str> {
    let known: [(&[&str], &str); 9] = [
        (
            &["Unable to locate credentials", "Partial credentials found"],
            "There are no AWS credentials: run `aws configure` or `aws configure sso`, or set \
             AWS_PROFILE to a profile that has them.",
        ),
        (
            &[
                "The config profile",
                "The source_profile",
                "The specified sso-session",
            ],
            "AWS_PROFILE names a profile that does not exist, or one that refers to what does not: \
             `aws configure list-profiles` shows those that exist.",
        ),
        (
            &[
                "Error loading SSO Token",
                "ExpiredToken",
                "Token has expired",
                "security token included in the request is expired",
            ],
            "The AWS credentials have expired, or nobody has logged in: run `aws sso login`, or get \
             new ones.",
        ),
        (
            &[
                "InvalidClientTokenId",
                "UnrecognizedClientException",
                "InvalidAccessKeyId",
                "SignatureDoesNotMatch",
            ],
            "AWS does not know these credentials: check them with `aws sts get-caller-identity`.",
        ),
        (
            &["You must specify a region"],
            "There is no AWS region: run `aws configure set region eu-west-1`, or set \
             AWS_DEFAULT_REGION.",
        ),
        (
            &["Could not connect to the endpoint URL"],
            "AWS cannot be reached: check the network, the region's name and AWS_ENDPOINT_URL.",
        ),
        (
            &["AccessDenied", "is not authorized to perform"],
            "These AWS credentials lack a right that is needed: docs/deploy.md lists them.",
        ),
        (
            &["Domain already associated"],
            "Somebody in this region has this domain prefix already: choose another with \
             --domain-prefix.",
        ),
        (
            &[
                "LimitExceeded",
                "Limit Exceeded",
                "TooManyDistributions",
                "TooManyBuckets",
            ],
            "A quota of this AWS account is used up: raise it in the Service Quotas console, or \
             delete what is not needed.",
        ),
    ];
    known
        .into_iter()
        .find(|(marks, _)| marks.iter().any(|mark| message.contains(mark)))
        .map(|(_, hint)| hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_command_line_says_without_credentials_gets_a_hint() {
        let said = "Unable to locate credentials. You can configure credentials by running \
                    \"aws configure\".";
        let explained = explain(said);
        assert!(explained.starts_with("There are no AWS credentials: run `aws configure`"));
        assert!(explained.ends_with(said));
    }

    #[test]
    fn a_missing_right_and_a_taken_prefix_are_told_apart() {
        let denied = "User: arn:aws:iam::1:user/a is not authorized to perform: s3:CreateBucket";
        let taken = "Domain already associated with another user pool. (Service: \
                     CognitoIdentityProvider, Status Code: 400)";
        assert!(hint(denied).unwrap().contains("lack a right"));
        assert!(hint(taken).unwrap().contains("--domain-prefix"));
    }

    #[test]
    fn anything_else_is_passed_on_as_it_is() {
        assert_eq!(explain("a new failure"), "AWS says: a new failure");
    }
}
