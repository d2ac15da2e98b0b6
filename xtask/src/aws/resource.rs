//! A resource of a stack.

use std::fmt;

use serde_json::Value;

use super::text;

/// What `list-stack-resources` says of one resource.
#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) logical_id: String,
    /// The name that AWS gave it; empty if it has not got that far.
    pub(crate) physical_id: String,
    /// Such as `AWS::S3::Bucket`.
    pub(crate) kind: String,
    pub(crate) status: String,
}

impl Resource {
    pub(super) fn read(resource: &Value) -> Self {
        Self {
            logical_id: text(resource, "LogicalResourceId").to_owned(),
            physical_id: text(resource, "PhysicalResourceId").to_owned(),
            kind: text(resource, "ResourceType").to_owned(),
            status: text(resource, "ResourceStatus").to_owned(),
        }
    }

    /// Whether there is something behind the name: AWS lists what it has deleted as well.
    pub(crate) fn exists(&self) -> bool {
        self.status != "DELETE_COMPLETE" && !self.physical_id.is_empty()
    }

    /// Whether an earlier deletion of the stack has let go of it already.
    pub(crate) fn was_let_go(&self) -> bool {
        self.status == "DELETE_SKIPPED"
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.logical_id, self.kind)
    }
}
