//! A user pool as it really is, whatever the template said of it.

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::aws::{Aws, read};

const ABSENT: &str = "ResourceNotFoundException";

/// What `describe-user-pool` says of one pool.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UserPool {
    /// Such as `eu-west-1_AbC123`.
    pub id: String,
    #[serde(default)]
    pub(crate) deletion_protection: String,
    /// The domain of its own that somebody gave it, or nothing.
    #[serde(default)]
    pub(crate) custom_domain: String,
    /// Cognito's own estimate of how many users it has.
    #[serde(rename = "EstimatedNumberOfUsers", default)]
    pub(crate) users: u64,
}

impl UserPool {
    /// The pool of this id, if there is one.
    pub(crate) fn find(aws: &Aws, id: &str) -> Result<Option<Self>> {
        let describe = "cognito-idp describe-user-pool --user-pool-id";
        let Some(answer) = aws.ask_if_there(describe, &[id], ABSENT)? else {
            return Ok(None);
        };
        let pool = answer
            .get("UserPool")
            .context("AWS described no user pool")?;
        read(pool).map(Some)
    }

    /// Whether Cognito refuses to delete it.
    pub(crate) fn is_protected(&self) -> bool {
        self.deletion_protection == "ACTIVE"
    }

    /// Deletes it with its users, if it is still there.
    pub(crate) fn delete(&self, aws: &Aws) -> Result<()> {
        let delete = "cognito-idp delete-user-pool --user-pool-id";
        aws.ask_if_there(delete, &[&self.id], ABSENT).map(drop)
    }
}
