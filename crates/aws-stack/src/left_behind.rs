//! What a stack that is gone has left in the account.

use anyhow::Result;

use crate::{
    aws::{Aws, list, text},
    bucket::Bucket,
    events,
    names::{BUCKET, BUCKET_TYPE, POOL, USER_POOL_TYPE},
    ownership::has_our_parameters,
    resource::physical_id,
    stack::Stack,
    user_pool::UserPool,
};

/// What is still there of a stack of this template that was deleted.
#[derive(Debug, Default)]
pub struct LeftBehind {
    /// The bucket of the site: its deletion was cut off, or never begun.
    pub bucket: Option<String>,
    /// The user pool, which stays unless it is named.
    pub pool: Option<UserPool>,
}

impl LeftBehind {
    /// What the newest deleted stack of this name has left; nothing of one that was not of this template.
    ///
    /// # Errors
    /// Where AWS does not let us look.
    pub fn of(aws: &Aws, name: &str) -> Result<Self> {
        let list_deleted = "cloudformation list-stacks --stack-status-filter DELETE_COMPLETE";
        let answer = aws.ask(list_deleted, &[])?;
        let deleted = list(&answer, "StackSummaries").iter();
        let newest = deleted
            .filter(|stack| text(stack, "StackName") == name)
            .max_by_key(|stack| text(stack, "CreationTime"));
        let Some(id) = newest.map(|stack| text(stack, "StackId")) else {
            return Ok(Self::default());
        };
        if !Stack::find(aws, id)?.is_some_and(|stack| has_our_parameters(&stack)) {
            return Ok(Self::default());
        }
        let kept = events::kept_resources(aws, id)?;
        let bucket = match physical_id(&kept, BUCKET, BUCKET_TYPE) {
            Some(name) if (Bucket { aws, name }).exists()? => Some(name.to_owned()),
            _ => None,
        };
        let pool = match physical_id(&kept, POOL, USER_POOL_TYPE) {
            Some(id) => UserPool::find(aws, id)?,
            None => None,
        };
        Ok(Self { bucket, pool })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tempfile::tempdir;

    use super::*;
    use crate::ownership::IDENTIFYING_PARAMETERS;

    /// What is told of an account in which a stack `mine` with these parameters was deleted, before it another one
    /// of that name, and where `head-bucket` does this.
    fn told(parameters: &[&str], head_bucket: &str) -> Result<LeftBehind> {
        let deleted = |id: &str, created: &str, name: &str| json!({"StackId": id, "StackName": name, "CreationTime": created, "StackStatus": "DELETE_COMPLETE"});
        let stacks = json!({"StackSummaries": [
            deleted("arn:first", "2026-01-01T00:00:00Z", "mine"),
            deleted("arn:second", "2026-01-02T00:00:00Z", "mine"),
            deleted("arn:other", "2026-01-03T00:00:00Z", "mine-too"),
        ]});
        let parameters = parameters.iter();
        let parameters: Vec<_> = parameters
            .map(|name| json!({"ParameterKey": name, "ParameterValue": "x"}))
            .collect();
        let stack = json!({"Stacks": [{
            "StackId": "arn:second", "StackName": "mine", "StackStatus": "DELETE_COMPLETE",
            "CreationTime": "2026-01-02T00:00:00Z", "Parameters": parameters,
        }]});
        let event = |logical_id: &str, kind: &str, status: &str| {
            json!({
                "EventId": logical_id, "LogicalResourceId": logical_id, "ResourceType": kind,
                "PhysicalResourceId": format!("{logical_id}-1"), "ResourceStatus": status,
            })
        };
        let events = json!({"StackEvents": [
            event("SiteBucket", "AWS::S3::Bucket", "DELETE_SKIPPED"),
            event("UserPool", "AWS::Cognito::UserPool", "DELETE_SKIPPED"),
            event("RestApi", "AWS::ApiGateway::RestApi", "DELETE_COMPLETE"),
        ]});
        let pool = json!({"UserPool": {"Id": "UserPool-1"}});
        let folder = tempdir().unwrap();
        let script = format!(
            "case \"$*\" in
            *list-stacks*) echo '{stacks}' ;;
            *describe-stacks*arn:second*) echo '{stack}' ;;
            *describe-stack-events*arn:second*) echo '{events}' ;;
            *head-bucket*SiteBucket-1*) {head_bucket} ;;
            *describe-user-pool*UserPool-1*) echo '{pool}' ;;
            *) echo \"unexpected: $*\" >&2; exit 1 ;;
            esac"
        );
        LeftBehind::of(&Aws::scripted(folder.path(), &script), "mine")
    }

    #[test]
    fn the_bucket_and_the_pool_of_the_newest_deleted_stack_are_told() {
        let left = told(&IDENTIFYING_PARAMETERS, "true").unwrap();
        assert_eq!(left.bucket.as_deref(), Some("SiteBucket-1"));
        assert_eq!(left.pool.unwrap().id, "UserPool-1");
    }

    #[test]
    fn a_bucket_that_is_gone_is_not_told() {
        let said = "An error occurred (404) when calling the HeadBucket operation: Not Found";
        let gone = told(
            &IDENTIFYING_PARAMETERS,
            &format!("echo '{said}' >&2; exit 254"),
        )
        .unwrap();
        assert_eq!(gone.bucket, None);
        assert!(gone.pool.is_some());
    }

    #[test]
    fn what_was_not_of_the_template_is_not_spoken_of() {
        let left = told(&["DomainPrefix"], "echo asked >&2; exit 1").unwrap();
        assert!(left.bucket.is_none() && left.pool.is_none());
    }

    #[test]
    fn an_account_that_does_not_let_us_look_is_an_error() {
        assert!(told(&IDENTIFYING_PARAMETERS, "echo '(403)' >&2; exit 1").is_err());
    }
}
