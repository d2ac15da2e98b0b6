//! What CloudFormation is doing, as it does it.

use std::{collections::HashSet, thread, time::Duration};

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Aws, Stack, error_hints, list, stack::NO_STACK, text};

/// How often AWS is asked. Its own limit is far above that.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// How many questions in a row may fail.
const FAILURES_BORNE: u32 = 5;

/// The events of a stack, told as they come.
#[derive(Default)]
pub(crate) struct Events {
    seen: HashSet<String>,
    failures: Vec<String>,
}

impl Events {
    /// Knows all events so far, so that only what follows is told.
    pub(crate) fn after(aws: &Aws, stack: &str) -> Result<Self> {
        let mut events = Self::default();
        for event in fetch(aws, stack)? {
            events.seen.insert(text(&event, "EventId").to_owned());
        }
        Ok(events)
    }

    /// Tells the events until AWS is done with the stack, which is returned as it then is.
    pub(crate) fn follow(&mut self, aws: &Aws, stack: &str) -> Result<Stack> {
        let mut failed = 0;
        loop {
            match self.look(aws, stack) {
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

    fn look(&mut self, aws: &Aws, stack: &str) -> Result<Stack> {
        // The state first: then no event of its end can be missed.
        let found = Stack::find(aws, stack)?.context("The stack is gone.")?;
        for event in fetch(aws, stack)?.iter().rev() {
            if self.seen.insert(text(event, "EventId").to_owned()) {
                self.print(event);
            }
        }
        Ok(found)
    }

    fn print(&mut self, event: &Value) {
        let resource = text(event, "LogicalResourceId");
        let status = text(event, "ResourceStatus").to_ascii_lowercase();
        let status = status.replace('_', " ");
        println!("  {resource:<28}{status}");
        self.failures.extend(failure(event));
    }

    /// The reasons of what failed, in plain words, the first one first.
    pub(crate) fn failures(&self) -> String {
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
            events.print(&event(resource, status, reason));
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
        let found = Events::default().follow(&aws, "mine").unwrap();
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
