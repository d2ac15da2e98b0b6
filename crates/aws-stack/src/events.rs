//! What CloudFormation is doing, as it does it.

use std::{collections::HashSet, fmt, thread, time::Duration};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    aws::{Aws, list, read, text},
    error_hints,
    resource::{RETAINED, Resource},
    stack::{NO_STACK, Stack},
};

/// How often AWS is asked. Its own limit is far above that.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// How many questions in a row may fail.
const FAILURES_BORNE: u32 = 5;

/// What happened to one resource.
#[derive(Debug)]
pub struct Event {
    resource: String,
    status: String,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { resource, status } = self;
        write!(f, "{resource:<28}{status}")
    }
}

/// The events of a stack, told as they come.
#[derive(Debug, Default)]
pub struct Events {
    seen: HashSet<String>,
    failures: Vec<String>,
}

impl Events {
    /// Knows all events so far, so that only what follows is told.
    ///
    /// # Errors
    /// Where AWS refuses to list them.
    pub fn after(aws: &Aws, stack: &str) -> Result<Self> {
        let mut events = Self::default();
        for event in fetch(aws, stack)? {
            events.seen.insert(text(&event, "EventId").to_owned());
        }
        Ok(events)
    }

    /// Tells the events until AWS is done with the stack, which is returned as it then is.
    ///
    /// # Errors
    /// Where AWS cannot be asked for a while, the stack is gone, or Ctrl-C was pressed.
    pub fn follow(
        &mut self,
        aws: &Aws,
        stack: &str,
        mut tell: impl FnMut(&Event),
    ) -> Result<Stack> {
        let mut failed = 0;
        loop {
            match self.look(aws, stack, &mut tell) {
                Ok(found) if !found.in_progress() => return Ok(found),
                Ok(_) => failed = 0,
                // What is to be done after it would be left undone for a moment without a network.
                Err(_) if failed < FAILURES_BORNE => failed += 1,
                Err(error) => return Err(error),
            }
            child_process::check_interrupted()?;
            thread::sleep(POLL_INTERVAL);
        }
    }

    fn look(&mut self, aws: &Aws, stack: &str, tell: &mut impl FnMut(&Event)) -> Result<Stack> {
        // The state first: then no event of its end can be missed.
        let found = Stack::find(aws, stack)?.context("The stack is gone.")?;
        for event in fetch(aws, stack)?.iter().rev() {
            if self.seen.insert(text(event, "EventId").to_owned()) {
                tell(&self.note(event));
            }
        }
        Ok(found)
    }

    /// Remembers why something failed.
    fn note(&mut self, event: &Value) -> Event {
        self.failures.extend(failure(event));
        let status = text(event, "ResourceStatus").to_ascii_lowercase();
        Event {
            resource: text(event, "LogicalResourceId").to_owned(),
            status: status.replace('_', " "),
        }
    }

    /// The reasons of what failed, in plain words, the first one first.
    #[must_use]
    pub fn failures(&self) -> String {
        if self.failures.is_empty() {
            return "AWS gave no reason.".to_owned();
        }
        self.failures.join("\n")
    }
}

/// The events, newest first; none for a stack that does not exist yet.
fn fetch(aws: &Aws, stack: &str) -> Result<Vec<Value>> {
    let describe = "cloudformation describe-stack-events --stack-name";
    let answer = aws.ask_if_there(describe, &[stack], NO_STACK)?;
    Ok(answer.map_or_else(Vec::new, |answer| list(&answer, "StackEvents").to_vec()))
}

/// The resources that CloudFormation has let go of, those of the latest events first.
pub(crate) fn kept_resources(aws: &Aws, stack: &str) -> Result<Vec<Resource>> {
    let events = fetch(aws, stack)?;
    let kept = events
        .iter()
        .filter(|event| text(event, "ResourceStatus") == RETAINED);
    kept.map(read).collect()
}

/// Why a resource failed. What AWS stopped because of another's failure has no reason of its own.
fn failure(event: &Value) -> Option<String> {
    let reason = text(event, "ResourceStatusReason");
    let failed = text(event, "ResourceStatus").ends_with("FAILED");
    let of_stack = text(event, "ResourceType") == "AWS::CloudFormation::Stack";
    if !failed || of_stack || reason.contains("cancelled") {
        return None;
    }
    let resource = text(event, "LogicalResourceId");
    Some(match error_hints::hint(reason) {
        Some(hint) => format!("{resource}: {hint}\n  AWS says: {reason}"),
        None => format!("{resource}: {reason}"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tempfile::tempdir;

    use super::*;

    fn event(resource: &str, status: &str, reason: &str) -> Value {
        json!({
            "EventId": format!("{resource}-{status}"), "LogicalResourceId": resource,
            "ResourceType": "AWS::Cognito::UserPoolDomain", "ResourceStatus": status,
            "ResourceStatusReason": reason,
        })
    }

    #[test]
    fn the_reason_is_that_of_the_resource_that_failed_first_and_not_of_those_it_stopped() {
        let mut events = Events::default();
        let taken = "Domain already associated with another user pool.";
        for (resource, status, reason) in [
            ("UserPool", "CREATE_IN_PROGRESS", "Creation Initiated"),
            ("UserPoolDomain", "CREATE_FAILED", taken),
            ("RestApi", "CREATE_FAILED", "Resource creation cancelled"),
        ] {
            events.note(&event(resource, status, reason));
        }
        let told = events.failures();
        assert!(told.starts_with("UserPoolDomain: Somebody in this region has this domain prefix"));
        assert!(!told.contains("RestApi"));
    }

    #[test]
    fn a_question_that_fails_is_asked_again() {
        let folder = tempdir().unwrap();
        let failed = folder.path().join("failed");
        let aws = Aws::scripted(
            folder.path(),
            &format!(
                r#"
                case "$*" in
                *describe-stack-events*) echo '{{"StackEvents": []}}' ;;
                *) test -e {failed} || {{ touch {failed}; echo 'Could not connect' >&2; exit 255; }}
                    echo '{{"Stacks": [{{"StackId": "arn", "StackName": "mine", "CreationTime": "2026",
                        "StackStatus": "DELETE_COMPLETE"}}]}}' ;;
                esac"#,
                failed = failed.display()
            ),
        );
        let found = Events::default().follow(&aws, "mine", |_| {}).unwrap();
        assert_eq!(found.status, "DELETE_COMPLETE");
        assert!(failed.exists());
    }

    #[test]
    fn the_summary_of_the_whole_stack_is_no_reason() {
        let mut summary = event("mine", "CREATE_FAILED", "The following resource(s) failed");
        summary["ResourceType"] = json!("AWS::CloudFormation::Stack");
        assert_eq!(failure(&summary), None);
    }
}
