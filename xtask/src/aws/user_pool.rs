//! A user pool as it really is, whatever the template said of it.

use anyhow::{Result, bail};
use serde_json::Value;

use super::{Answer, Aws, error_hints, text};

/// What `describe-user-pool` says of one pool.
#[derive(Debug)]
pub(crate) struct UserPool {
    pub(crate) id: String,
    /// Whether Cognito refuses to delete it (`DeletionProtection`).
    pub(crate) protected: bool,
    /// The domain of its own that somebody gave it, or nothing.
    pub(crate) custom_domain: String,
    /// Cognito's own estimate.
    pub(crate) users: u64,
}

impl UserPool {
    /// The pool of this id, if there is one.
    pub(crate) fn find(aws: &Aws, id: &str) -> Result<Option<Self>> {
        let asked = ["cognito-idp", "describe-user-pool", "--user-pool-id", id];
        match aws.try_ask(&asked)? {
            Answer::Said(answer) => Ok(Some(Self::read(
                id,
                answer.get("UserPool").unwrap_or(&Value::Null),
            ))),
            Answer::Refused(message) if message.contains("ResourceNotFoundException") => Ok(None),
            Answer::Refused(message) => bail!(error_hints::explain(&message)),
        }
    }

    fn read(id: &str, pool: &Value) -> Self {
        let users = pool.get("EstimatedNumberOfUsers").and_then(Value::as_u64);
        Self {
            id: id.to_owned(),
            protected: text(pool, "DeletionProtection") == "ACTIVE",
            custom_domain: text(pool, "CustomDomain").to_owned(),
            users: users.unwrap_or_default(),
        }
    }

    /// Deletes it with its users, if it is still there.
    pub(crate) fn delete(&self, aws: &Aws) -> Result<()> {
        let asked = [
            "cognito-idp",
            "delete-user-pool",
            "--user-pool-id",
            &self.id,
        ];
        match aws.try_ask(&asked)? {
            Answer::Said(_) => Ok(()),
            Answer::Refused(message) if message.contains("ResourceNotFoundException") => Ok(()),
            Answer::Refused(message) => bail!(error_hints::explain(&message)),
        }
    }
}
