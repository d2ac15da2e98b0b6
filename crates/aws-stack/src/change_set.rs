//! A change set: what CloudFormation would do, shown before it is done.

use std::{
    path::Path,
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Result, bail};
use serde_json::{Value, json};

use crate::{
    aws::{Aws, list, read, request_file, text},
    change::Change,
    error_hints,
    stack::Stack,
    template::Parameters,
};

const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Begins the names of the change sets that are made here.
const PREFIX: &str = "xtask-";

/// What AWS says of a change set that would change nothing.
const EMPTY: [&str; 2] = ["didn't contain changes", "No updates are to be performed"];

/// A change set that is ready.
#[derive(Debug)]
pub struct ChangeSet {
    id: String,
    /// One a resource.
    pub changes: Vec<Change>,
}

impl ChangeSet {
    /// Has AWS compare the stack with `template`; `None` if they are the same. `folder` is for the
    /// request.
    ///
    /// # Errors
    /// Where AWS refuses the template or a value, with what it says; then nothing is left of it.
    pub fn create(
        aws: &Aws,
        name: &str,
        stack: Option<&Stack>,
        template: &str,
        parameters: &Parameters,
        folder: &Path,
    ) -> Result<Option<Self>> {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let new = stack.is_none_or(Stack::is_empty);
        // By its ARN an update can only be of the stack that was looked at, not of a later one of
        // the same name.
        let target = stack
            .filter(|_| !new)
            .map_or(name, |stack| stack.id.as_str());
        let request = json!({
            "StackName": target,
            "ChangeSetName": format!("{PREFIX}{}", since_epoch.as_millis()),
            "ChangeSetType": if new { "CREATE" } else { "UPDATE" },
            "TemplateBody": template,
            "Parameters": parameters.request,
            // AWS wants to be told that the template can make a role: the backend's.
            "Capabilities": ["CAPABILITY_IAM"],
        });
        let request = request_file(&folder.join("change-set.json"), &request)?;
        let create = "cloudformation create-change-set --cli-input-json";
        let answer = aws.ask(create, &[&request])?;
        let mut change_set = Self {
            id: text(&answer, "Id").to_owned(),
            changes: Vec::new(),
        };
        let described = wait(aws, &change_set.id)?;
        if text(&described, "Status") == "FAILED" {
            change_set.delete(aws)?;
            if stack.is_none() {
                delete_empty_stack(aws, text(&answer, "StackId"))?;
            }
            let reason = text(&described, "StatusReason");
            if EMPTY.iter().any(|phrase| reason.contains(phrase)) {
                return Ok(None);
            }
            bail!(error_hints::explain(reason))
        }
        let changes = list(&described, "Changes").iter();
        let changes = changes.filter_map(|change| change.get("ResourceChange"));
        change_set.changes = changes.map(read).collect::<Result<_>>()?;
        Ok(Some(change_set))
    }

    /// Starts the changes.
    ///
    /// # Errors
    /// Where AWS refuses.
    pub fn execute(&self, aws: &Aws) -> Result<()> {
        let execute = "cloudformation execute-change-set --change-set-name";
        aws.ask(execute, &[&self.id]).map(drop)
    }

    /// Forgets it, which changes nothing.
    ///
    /// # Errors
    /// Where AWS refuses.
    pub fn delete(self, aws: &Aws) -> Result<()> {
        let delete = "cloudformation delete-change-set --change-set-name";
        aws.ask(delete, &[&self.id]).map(drop)
    }
}

/// The names of the change sets of a stack that were not made here.
pub(crate) fn change_sets_of_others(aws: &Aws, stack: &Stack) -> Result<Vec<String>> {
    let list_all = "cloudformation list-change-sets --stack-name";
    let answer = aws.ask(list_all, &[&stack.name])?;
    let names = list(&answer, "Summaries").iter();
    Ok(names
        .map(|summary| text(summary, "ChangeSetName"))
        .filter(|name| !name.starts_with(PREFIX))
        .map(str::to_owned)
        .collect())
}

/// Takes away the name that a change set for a new stack has left, unless the stack is more by now.
fn delete_empty_stack(aws: &Aws, id: &str) -> Result<()> {
    match Stack::find(aws, id)? {
        Some(stack) if stack.is_empty() => stack.delete(aws, &[]),
        _ => Ok(()),
    }
}

/// What AWS found, once it has compared.
fn wait(aws: &Aws, id: &str) -> Result<Value> {
    let describe = "cloudformation describe-change-set --change-set-name";
    loop {
        let described = aws.ask(describe, &[id])?;
        if ["CREATE_COMPLETE", "FAILED"].contains(&text(&described, "Status")) {
            return Ok(described);
        }
        child_process::check_interrupted()?;
        thread::sleep(POLL_INTERVAL);
    }
}
