//! A CloudFormation stack as it stands.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::{
    aws::{Aws, list, read},
    resource::Resource,
    template,
};

/// How CloudFormation begins its answer where there is no stack. That something does not exist, the command line
/// says of profiles and tokens, too.
pub(crate) const NO_STACK: &str = "operation: Stack ";

/// What `describe-stacks` says of one stack.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Stack {
    /// The ARN, by which a stack can still be found once it is deleted.
    #[serde(rename = "StackId")]
    pub id: String,
    /// The name that it was given.
    #[serde(rename = "StackName")]
    pub name: String,
    /// Such as `UPDATE_COMPLETE`.
    #[serde(rename = "StackStatus")]
    pub status: String,
    /// Why it has that status, where AWS says so.
    #[serde(rename = "StackStatusReason", default)]
    pub reason: String,
    creation_time: String,
    last_updated_time: Option<String>,
    /// Whether AWS refuses to delete it.
    #[serde(rename = "EnableTerminationProtection", default)]
    pub(crate) termination_protected: bool,
    /// The ARN of the stack that it is nested in, or nothing.
    pub(crate) parent_id: Option<String>,
    /// The values of its parameters.
    #[serde(default, deserialize_with = "pairs")]
    pub parameters: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "pairs")]
    outputs: BTreeMap<String, String>,
}

/// Reads a list of keys and values.
fn pairs<'a, D: Deserializer<'a>>(list: D) -> Result<BTreeMap<String, String>, D::Error> {
    #[derive(Deserialize)]
    struct Pair {
        #[serde(alias = "ParameterKey", alias = "OutputKey")]
        key: String,
        #[serde(alias = "ParameterValue", alias = "OutputValue", default)]
        value: String,
    }
    let pairs = Vec::<Pair>::deserialize(list)?.into_iter();
    Ok(pairs.map(|Pair { key, value }| (key, value)).collect())
}

impl Stack {
    /// The stack of this name or ARN, if there is one.
    ///
    /// # Errors
    /// Where AWS cannot be asked, with what to do.
    pub fn find(aws: &Aws, name: &str) -> Result<Option<Self>> {
        let describe = "cloudformation describe-stacks --stack-name";
        let answer = aws.ask_if_there(describe, &[name], NO_STACK)?;
        let stacks = answer.iter().flat_map(|answer| list(answer, "Stacks"));
        stacks.map(read).next().transpose()
    }

    /// When it was last changed, in AWS's own form of ISO 8601.
    #[must_use]
    pub fn changed(&self) -> &str {
        self.last_updated_time
            .as_ref()
            .unwrap_or(&self.creation_time)
    }

    /// An output that the template promises.
    ///
    /// # Errors
    /// Where it is missing.
    pub fn output(&self, key: &str) -> Result<&str> {
        self.output_if_any(key).with_context(|| {
            format!(
                "The stack {} has no output {key}: it was not made by this template.",
                self.name
            )
        })
    }

    /// An output that only some of the template's stacks have.
    #[must_use]
    pub fn output_if_any(&self, key: &str) -> Option<&str> {
        self.outputs.get(key).map(String::as_str)
    }

    /// Whether AWS is at work on it.
    #[must_use]
    pub fn in_progress(&self) -> bool {
        // A change set that was never executed leaves a stack that is empty and not at work.
        self.status.ends_with("_IN_PROGRESS") && !self.is_empty()
    }

    /// Whether it is but a name so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.status == "REVIEW_IN_PROGRESS"
    }

    /// Fails with what to do if AWS would refuse to change a stack in this state.
    ///
    /// # Errors
    /// Where it would.
    pub fn check_changeable(&self) -> Result<()> {
        let Self { name, status, .. } = self;
        if self.in_progress() {
            bail!(
                "AWS is at work on the stack {name} ({status}): wait until `cargo xtask status \
                 --stack {name}` says that it is done."
            )
        }
        match status.as_str() {
            "ROLLBACK_COMPLETE" | "ROLLBACK_FAILED" | "CREATE_FAILED" | "DELETE_FAILED" => bail!(
                "The stack {name} is what a failure left ({status}), and AWS only lets it be \
                 deleted: run `cargo xtask destroy --stack {name}`, then deploy again."
            ),
            "UPDATE_ROLLBACK_FAILED" => bail!(
                "An update of the stack {name} failed and could not be undone: run `aws \
                 cloudformation continue-update-rollback --stack-name {name}` until it can be, \
                 then deploy again."
            ),
            _ => Ok(()),
        }
    }

    /// Whether the last thing that was tried worked.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.status.ends_with("_COMPLETE") && !self.status.contains("ROLLBACK")
    }

    /// All its resources, those that AWS has deleted included.
    pub(crate) fn resources(&self, aws: &Aws) -> Result<Vec<Resource>> {
        let list_all = "cloudformation list-stack-resources --stack-name";
        let answer = aws.ask(list_all, &[&self.id])?;
        let listed = list(&answer, "StackResourceSummaries");
        listed.iter().map(read).collect()
    }

    /// Whether a resource stays when this stack is deleted, by the template that it was last made of.
    pub(crate) fn retains(&self, aws: &Aws, logical_id: &str) -> Result<bool> {
        let answer = aws.ask("cloudformation get-template --stack-name", &[&self.id])?;
        // AWS answers in text, or in the JSON of a template that was given as JSON.
        Ok(match answer.get("TemplateBody") {
            Some(Value::String(template)) => template::retains(template, logical_id),
            Some(template) => template::retains(&template.to_string(), logical_id),
            None => false,
        })
    }

    /// Makes every edge of its CloudFront distribution forget these files.
    ///
    /// # Errors
    /// Where AWS refuses.
    pub fn invalidate(&self, aws: &Aws, keys: &[&str]) -> Result<()> {
        let paths: Vec<String> = keys.iter().map(|key| format!("/{key}")).collect();
        let mut arguments = vec![self.output("DistributionId")?, "--paths"];
        arguments.extend(paths.iter().map(String::as_str));
        let create = "cloudfront create-invalidation --distribution-id";
        aws.ask(create, &arguments).map(drop)
    }

    /// Starts the deletion. AWS takes names to `retain` only after one that failed.
    pub(crate) fn delete(&self, aws: &Aws, retain: &[&str]) -> Result<()> {
        let mut arguments = vec![&*self.id];
        if !retain.is_empty() {
            arguments.push("--retain-resources");
            arguments.extend(retain);
        }
        let delete = "cloudformation delete-stack --stack-name";
        aws.ask(delete, &arguments).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn stack(status: &str) -> Stack {
        let described = json!({
            "StackId": "arn", "StackName": "mine", "StackStatus": status, "CreationTime": "2026",
            "Outputs": [{"OutputKey": "SiteUrl", "OutputValue": "https://d1.example"}],
        });
        read(&described).unwrap()
    }

    #[test]
    fn only_cloudformation_says_that_there_is_no_stack() {
        let find = |said: &str| {
            let folder = tempfile::tempdir().unwrap();
            let aws = Aws::scripted(folder.path(), &format!("echo '{said}' >&2; exit 255"));
            Stack::find(&aws, "mine").map(|found| found.is_some())
        };
        let of_cloudformation = "An error occurred (ValidationError) when calling the DescribeStacks \
             operation: Stack with id mine does not exist";
        assert!(!find(of_cloudformation).unwrap());
        for of_command_line in [
            "Error loading SSO Token: Token for corp does not exist",
            "The specified sso-session does not exist: \"corp\"",
            "The source_profile \"corp\" referenced in the profile \"dev\" does not exist.",
        ] {
            let error = find(of_command_line).unwrap_err().to_string();
            assert!(
                error.contains("aws sso login") || error.contains("profile"),
                "{error}"
            );
            assert!(error.ends_with(of_command_line), "{error}");
        }
    }

    #[test]
    fn what_a_failed_creation_left_is_not_changed_but_names_the_cure() {
        let refused = stack("ROLLBACK_COMPLETE").check_changeable().unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("cargo xtask destroy --stack mine")
        );
    }

    #[test]
    fn a_stack_at_work_is_left_alone_and_an_empty_one_is_not_at_work() {
        assert!(stack("UPDATE_IN_PROGRESS").check_changeable().is_err());
        assert!(stack("REVIEW_IN_PROGRESS").check_changeable().is_ok());
        assert!(stack("UPDATE_ROLLBACK_COMPLETE").check_changeable().is_ok());
    }

    #[test]
    fn an_update_that_was_rolled_back_did_not_succeed() {
        assert!(!stack("UPDATE_ROLLBACK_COMPLETE").succeeded());
        assert!(!stack("DELETE_FAILED").succeeded());
        assert!(stack("UPDATE_COMPLETE").succeeded());
    }

    #[test]
    fn a_missing_output_is_named() {
        let stack = stack("CREATE_COMPLETE");
        assert_eq!(stack.output("SiteUrl").unwrap(), "https://d1.example");
        assert!(
            stack
                .output("ApiUrl")
                .unwrap_err()
                .to_string()
                .contains("no output ApiUrl")
        );
    }
}
