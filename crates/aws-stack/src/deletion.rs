//! What a deletion would do, or why it is refused: decided before anything is touched.

use std::{fmt, path::Path};

use anyhow::{Result, bail};

use crate::{
    aws::Aws,
    bucket::Bucket,
    found::Found,
    names::{BUCKET, BUCKET_TYPE, POOL, SESSIONS, TABLE_TYPE},
    ownership::{check_all_ours, check_name_is_free},
    stack::Stack,
    template::Template,
    user_pool::UserPool,
};

/// The option that names the user pool that goes with its users.
const POOL_OPTION: &str = "--delete-user-pool";

/// A deletion that may be done: all of it is of this template, and AWS can be expected to do it. As text it says
/// what goes and what stays.
#[derive(Debug)]
pub struct Deletion {
    found: Found,
    /// Whether the pool goes as well.
    deletes_pool: bool,
}

impl Deletion {
    /// `named` is the user pool that may go, by its id; `template` is that of this checkout.
    ///
    /// # Errors
    /// Where something is not of the template, is protected, or would go although nobody has named it.
    pub fn of(found: Found, template: &Template, named: Option<&str>) -> Result<Self> {
        let (stack, resources) = (&found.stack, &found.resources);
        check_all_ours(stack, resources, template)?;
        check_name_is_free(stack, &found.change_sets)?;
        if stack.in_progress() {
            stack.check_changeable()?;
        }
        if stack.termination_protected {
            bail!(
                "The stack {name} is protected against deletion. Nothing was deleted: if it may go, \
                 run `aws cloudformation update-termination-protection \
                 --no-enable-termination-protection --stack-name {name}` first.",
                name = stack.name
            )
        }
        match named {
            Some(id) => check_pool_may_go(stack, found.pool.as_ref(), id)?,
            None => check_pool_stays(&found)?,
        }
        Ok(Self {
            deletes_pool: named.is_some(),
            found,
        })
    }

    /// The stack that goes.
    #[must_use]
    pub fn stack(&self) -> &Stack {
        &self.found.stack
    }

    /// The bucket that is emptied and deleted once the stack is gone.
    #[must_use]
    pub fn bucket(&self) -> Option<&str> {
        self.found.physical_id(BUCKET, BUCKET_TYPE)
    }

    /// The user pool that is deleted once the stack is gone.
    #[must_use]
    pub fn deleted_pool(&self) -> Option<&UserPool> {
        self.found.pool.as_ref().filter(|_| self.deletes_pool)
    }

    /// The user pool that stays.
    #[must_use]
    pub fn kept_pool(&self) -> Option<&UserPool> {
        self.found.pool.as_ref().filter(|_| !self.deletes_pool)
    }

    /// Has CloudFormation delete the stack. It keeps the bucket, so that no file is deleted unless the stack could
    /// be.
    ///
    /// # Errors
    /// Where AWS refuses to begin.
    pub fn delete_stack(&self, aws: &Aws) -> Result<()> {
        self.found.stack.delete(aws, &self.retained())
    }

    /// Empties and deletes the bucket of the stack that is gone, and counts what was in it; `folder` is for the
    /// requests.
    ///
    /// # Errors
    /// Where something in it cannot be deleted, or Ctrl-C was pressed.
    pub fn delete_bucket(&self, aws: &Aws, folder: &Path) -> Result<usize> {
        let Some(name) = self.bucket() else {
            return Ok(0);
        };
        let bucket = Bucket { aws, name };
        let deleted = bucket.empty(folder)?;
        bucket.delete()?;
        Ok(deleted)
    }

    /// Deletes the user pool of the stack that is gone, if it was named.
    ///
    /// # Errors
    /// Where AWS refuses.
    pub fn delete_pool(&self, aws: &Aws) -> Result<()> {
        self.deleted_pool().map_or(Ok(()), |pool| pool.delete(aws))
    }

    /// The logical ids that CloudFormation is told to let go of, after a deletion that failed: those of the pool
    /// and the bucket, because whether these go is decided here, after the stack.
    fn retained(&self) -> Vec<&'static str> {
        let (stack, resources) = (&self.found.stack, &self.found.resources);
        let is_held = |name: &&str| {
            resources.iter().any(|resource| {
                resource.logical_id == *name && resource.exists() && !resource.was_retained()
            })
        };
        let names = [POOL, BUCKET].into_iter();
        names
            .filter(|name| can_retain(stack) && is_held(name))
            .collect()
    }
}

/// The pool that is named is the stack's, and Cognito would let it go.
fn check_pool_may_go(stack: &Stack, pool: Option<&UserPool>, named: &str) -> Result<()> {
    let name = &stack.name;
    let Some(pool) = pool else {
        bail!(
            "The stack {name} has no user pool of its own, so {POOL_OPTION} {named} is not for it. \
             Nothing was deleted."
        )
    };
    if pool.id != named {
        bail!(
            "The user pool of the stack {name} is {}, not {named}. Nothing was deleted.",
            pool.id
        )
    }
    if pool.is_protected() {
        bail!(
            "The user pool {named} is protected against deletion. Nothing was deleted: if its users \
             may go, run `cargo xtask deploy --stack {name} --parameter \
             DeletionProtection=INACTIVE` first."
        )
    }
    if !pool.custom_domain.is_empty() {
        bail!(
            "The user pool {named} has the domain {domain}, which the stack did not make. Nothing \
             was deleted: if it may go, run `aws cognito-idp delete-user-pool-domain --user-pool-id \
             {named} --domain {domain}` first.",
            domain = pool.custom_domain
        )
    }
    Ok(())
}

/// By earlier versions of the template CloudFormation deletes the pool with the stack.
fn check_pool_stays(found: &Found) -> Result<()> {
    let Found { stack, pool, .. } = found;
    let Some(UserPool { id, .. }) = pool else {
        return Ok(());
    };
    if found.pool_is_retained || can_retain(stack) {
        return Ok(());
    }
    let name = &stack.name;
    let keep = match stack.check_changeable() {
        Ok(()) => format!(
            "To keep it, run `cargo xtask deploy --stack {name}` first: by the template as it is \
             now the pool stays. "
        ),
        Err(_) => String::new(),
    };
    bail!(
        "By the template that the stack {name} was made of, its user pool {id} would be deleted \
         with it. Nothing was deleted. {keep}If its users may go, give {POOL_OPTION} {id}."
    )
}

/// Only after a deletion that failed does AWS take names to let go of.
fn can_retain(stack: &Stack) -> bool {
    stack.status == "DELETE_FAILED"
}

impl fmt::Display for Deletion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.found.stack.name;
        writeln!(
            f,
            "This deletes the stack {name} with its API and its site."
        )?;
        if let Some(bucket) = self.bucket() {
            writeln!(f, "The bucket {bucket} goes with all its files.")?;
        }
        if self.found.physical_id(SESSIONS, TABLE_TYPE).is_some() {
            writeln!(
                f,
                "Its backend goes with all sessions: everybody is signed out."
            )?;
        }
        match &self.found.pool {
            None => write!(f, "It has no user pool of its own."),
            Some(UserPool { id, users, .. }) if self.deletes_pool => write!(
                f,
                "The user pool {id} goes with all its users, about {users}. Nothing brings them \
                 back."
            ),
            Some(UserPool { id, users, .. }) => write!(
                f,
                "The user pool {id} stays, with its users, about {users}; its hosted login and the \
                 stack's app client go."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{ownership::IDENTIFYING_PARAMETERS, resource::Resource};

    const ID: &str = "eu-west-1_AbC123";

    /// A stack of its template, with a pool that has users.
    fn found() -> Found {
        found_with(&json!({}))
    }

    /// The same, where AWS describes the stack with these keys.
    fn found_with(keys: &Value) -> Found {
        Found {
            stack: stack(keys),
            resources: vec![
                resource(POOL, "AWS::Cognito::UserPool", ID),
                resource(BUCKET, "AWS::S3::Bucket", "mine-sitebucket"),
            ],
            change_sets: Vec::new(),
            pool: Some(UserPool {
                id: ID.to_owned(),
                deletion_protection: "INACTIVE".to_owned(),
                custom_domain: String::new(),
                users: 3,
            }),
            pool_is_retained: true,
        }
    }

    fn stack(more: &Value) -> Stack {
        let parameters = IDENTIFYING_PARAMETERS.map(|name| json!({"ParameterKey": name}));
        let mut described = json!({
            "StackId": "arn", "StackName": "mine", "StackStatus": "CREATE_COMPLETE",
            "CreationTime": "2026", "Parameters": parameters,
        });
        for (key, value) in more.as_object().unwrap() {
            described[key] = value.clone();
        }
        serde_json::from_value(described).unwrap()
    }

    fn resource(logical_id: &str, kind: &str, physical_id: &str) -> Resource {
        Resource {
            logical_id: logical_id.to_owned(),
            physical_id: physical_id.to_owned(),
            kind: kind.to_owned(),
            status: "CREATE_COMPLETE".to_owned(),
        }
    }

    fn plan(found: Found, named: Option<&str>) -> Result<Deletion> {
        Deletion::of(found, &Template::of_checkout(), named)
    }

    fn refusal(found: Found, named: Option<&str>) -> String {
        plan(found, named).unwrap_err().to_string()
    }

    #[test]
    fn the_pool_stays_unless_it_is_named() {
        let kept = plan(found(), None).unwrap();
        assert!(!kept.deletes_pool && kept.retained().is_empty());
        assert!(kept.to_string().contains("eu-west-1_AbC123 stays"));
        assert_eq!(kept.bucket(), Some("mine-sitebucket"));
        let named = plan(found(), Some(ID)).unwrap();
        assert!(named.deletes_pool);
        assert!(named.to_string().contains("goes with all its users"));
    }

    #[test]
    fn a_backend_goes_with_its_sessions() {
        let mut with_backend = found();
        let table = resource(SESSIONS, "AWS::DynamoDB::Table", "mine-sessions");
        with_backend.resources.push(table);
        let told = "everybody is signed out";
        assert!(plan(with_backend, None).unwrap().to_string().contains(told));
        assert!(!plan(found(), None).unwrap().to_string().contains(told));
    }

    #[test]
    fn a_pool_of_another_name_is_not_taken_for_the_stacks() {
        assert!(refusal(found(), Some("eu-west-1_Other")).contains("is eu-west-1_AbC123, not"));
        let without = Found {
            pool: None,
            ..found()
        };
        assert!(refusal(without, Some(ID)).contains("no user pool of its own"));
    }

    #[test]
    fn every_protection_is_asked_about_before_anything_is_deleted() {
        let protected = found_with(&json!({"EnableTerminationProtection": true}));
        assert!(refusal(protected, None).contains("update-termination-protection"));
        let mut protected = found();
        protected.pool.as_mut().unwrap().deletion_protection = "ACTIVE".to_owned();
        assert!(refusal(protected, Some(ID)).contains("DeletionProtection=INACTIVE"));
        let mut with_domain = found();
        with_domain.pool.as_mut().unwrap().custom_domain = "login.example.com".to_owned();
        assert!(refusal(with_domain, Some(ID)).contains("--domain login.example.com"));
        let at_work = found_with(&json!({"StackStatus": "UPDATE_IN_PROGRESS"}));
        assert!(refusal(at_work, None).contains("AWS is at work"));
    }

    #[test]
    fn a_protected_pool_that_stays_is_in_nobodys_way() {
        let mut protected = found();
        protected.pool.as_mut().unwrap().deletion_protection = "ACTIVE".to_owned();
        assert!(plan(protected, None).is_ok());
    }

    #[test]
    fn a_template_by_which_the_pool_would_go_is_deployed_anew_first() {
        let old = || Found {
            pool_is_retained: false,
            ..found()
        };
        let refused = refusal(old(), None);
        assert!(refused.contains("run `cargo xtask deploy --stack mine` first"));
        assert!(refused.contains("give --delete-user-pool eu-west-1_AbC123"));
        assert!(plan(old(), Some(ID)).is_ok());
        let stuck = Found {
            pool_is_retained: false,
            ..found_with(&json!({"StackStatus": "ROLLBACK_FAILED"}))
        };
        assert!(!refusal(stuck, None).contains("xtask deploy"));
    }

    #[test]
    fn after_a_deletion_that_failed_aws_is_told_what_stays() {
        let failed = || Found {
            pool_is_retained: false,
            ..found_with(&json!({"StackStatus": "DELETE_FAILED"}))
        };
        assert_eq!(plan(failed(), None).unwrap().retained(), [POOL, BUCKET]);
        let mut retained_before = failed();
        retained_before.resources[1].status = "DELETE_SKIPPED".to_owned();
        let retained_before = plan(retained_before, None).unwrap();
        assert_eq!(retained_before.retained(), [POOL]);
        assert!(retained_before.bucket().is_some(), "it is still there");
        let mut gone = failed();
        gone.resources[0].status = "DELETE_COMPLETE".to_owned();
        assert_eq!(plan(gone, None).unwrap().retained(), [BUCKET]);
    }

    #[test]
    fn what_a_failed_creation_left_may_go() {
        let empty = Found {
            stack: stack(&json!({"StackStatus": "ROLLBACK_COMPLETE"})),
            resources: Vec::new(),
            pool: None,
            ..found()
        };
        let plan = plan(empty, None).unwrap();
        assert_eq!((plan.bucket(), plan.found.pool.is_some()), (None, false));
    }

    #[test]
    fn a_name_that_waits_for_somebody_elses_change_set_is_left_alone() {
        let waiting = |change_sets: &[&str]| Found {
            stack: stack(&json!({"StackStatus": "REVIEW_IN_PROGRESS", "Parameters": []})),
            resources: Vec::new(),
            pool: None,
            change_sets: change_sets.iter().map(|name| (*name).to_owned()).collect(),
            ..found()
        };
        assert!(refusal(waiting(&["release-7"]), None).contains("release-7"));
        assert!(plan(waiting(&[]), None).is_ok());
    }

    #[test]
    fn what_is_not_of_the_template_is_named_first() {
        let mut shared = found();
        let table = resource("Orders", "AWS::DynamoDB::Table", "orders");
        shared.resources.push(table);
        assert!(refusal(shared, Some(ID)).contains("Orders (AWS::DynamoDB::Table)"));
    }
}
