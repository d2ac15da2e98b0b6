//! A change set: what CloudFormation would do, shown before it is done.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::{Aws, Parameters, Stack, list, refusal, text};
use crate::process;

const PACE: Duration = Duration::from_secs(1);

/// What AWS says of a change set that would change nothing.
const EMPTY: [&str; 2] = ["didn't contain changes", "No updates are to be performed"];

/// A change set that is ready.
pub(crate) struct ChangeSet {
    id: String,
    /// One line a resource.
    pub(crate) changes: Vec<String>,
}

impl ChangeSet {
    /// Has AWS compare the stack with `template`; `None` if they are the same. The request is
    /// written to a file in `folder`, where no shell and no process list sees it.
    pub(crate) fn create(
        aws: &Aws,
        name: &str,
        stack: Option<&Stack>,
        template: &str,
        parameters: &Parameters,
        folder: &Path,
    ) -> Result<Option<Self>> {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let new = stack.is_none_or(Stack::is_empty);
        let request = json!({
            "StackName": name,
            "ChangeSetName": format!("xtask-{}", since_epoch.as_millis()),
            "ChangeSetType": if new { "CREATE" } else { "UPDATE" },
            "TemplateBody": template,
            "Parameters": parameters.for_request(),
        });
        let file = folder.join("change-set.json");
        fs::write(&file, request.to_string()).with_context(|| file.display().to_string())?;
        let answer = aws.ask(&[
            "cloudformation",
            "create-change-set",
            "--cli-input-json",
            &format!("file://{}", file.display()),
        ])?;
        let id = text(&answer, "Id").to_owned();
        let described = wait(aws, &id)?;
        if text(&described, "Status") == "FAILED" {
            delete(aws, &id)?;
            if new && let Some(stack) = Stack::find(aws, name)? {
                stack.delete(aws)?;
            }
            let reason = text(&described, "StatusReason");
            if EMPTY.iter().any(|words| reason.contains(words)) {
                return Ok(None);
            }
            bail!(refusal::explain(reason))
        }
        let changes = list(&described, "Changes").iter().map(line).collect();
        Ok(Some(Self { id, changes }))
    }

    /// Starts the changes.
    pub(crate) fn execute(&self, aws: &Aws) -> Result<()> {
        aws.ask(&[
            "cloudformation",
            "execute-change-set",
            "--change-set-name",
            &self.id,
        ])?;
        Ok(())
    }

    /// Forgets it, which changes nothing.
    pub(crate) fn discard(self, aws: &Aws) -> Result<()> {
        delete(aws, &self.id)
    }
}

fn delete(aws: &Aws, id: &str) -> Result<()> {
    aws.ask(&[
        "cloudformation",
        "delete-change-set",
        "--change-set-name",
        id,
    ])?;
    Ok(())
}

/// What AWS found, once it has compared.
fn wait(aws: &Aws, id: &str) -> Result<Value> {
    loop {
        let described = aws.ask(&[
            "cloudformation",
            "describe-change-set",
            "--change-set-name",
            id,
        ])?;
        if ["CREATE_COMPLETE", "FAILED"].contains(&text(&described, "Status")) {
            return Ok(described);
        }
        process::check_interrupted()?;
        thread::sleep(PACE);
    }
}

fn line(change: &Value) -> String {
    let resource = change.get("ResourceChange").unwrap_or(&Value::Null);
    let replaced = match text(resource, "Replacement") {
        "True" => ", replaced",
        "Conditional" => ", perhaps replaced",
        _ => "",
    };
    format!(
        "{:<8}{} ({}{replaced})",
        text(resource, "Action").to_ascii_lowercase(),
        text(resource, "LogicalResourceId"),
        text(resource, "ResourceType"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replacement_is_told_because_it_loses_what_is_in_the_resource() {
        let change = json!({"Type": "Resource", "ResourceChange": {
            "Action": "Modify", "LogicalResourceId": "UserPool",
            "ResourceType": "AWS::Cognito::UserPool", "Replacement": "True",
        }});
        assert_eq!(
            line(&change),
            "modify  UserPool (AWS::Cognito::UserPool, replaced)"
        );
    }
}
