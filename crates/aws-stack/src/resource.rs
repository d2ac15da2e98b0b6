//! A resource of a stack.

use std::fmt;

use serde::Deserialize;

/// The status of what a deletion has let go of.
pub(crate) const RETAINED: &str = "DELETE_SKIPPED";

/// What `list-stack-resources` says of one resource, and an event of it.
#[derive(Debug, Deserialize)]
pub(crate) struct Resource {
    #[serde(rename = "LogicalResourceId")]
    pub(crate) logical_id: String,
    /// The name that AWS gave it; empty if it has not got that far.
    #[serde(rename = "PhysicalResourceId", default)]
    pub(crate) physical_id: String,
    /// Such as `AWS::S3::Bucket`.
    #[serde(rename = "ResourceType")]
    pub(crate) kind: String,
    #[serde(rename = "ResourceStatus")]
    pub(crate) status: String,
}

impl Resource {
    /// Whether there is something behind the name: AWS lists what it has deleted as well.
    pub(crate) fn exists(&self) -> bool {
        self.status != "DELETE_COMPLETE" && !self.physical_id.is_empty()
    }

    /// Whether an earlier deletion of the stack has let go of it already.
    pub(crate) fn was_retained(&self) -> bool {
        self.status == RETAINED
    }
}

/// AWS's name for the resource of this name and type, if there is something behind it.
pub(crate) fn physical_id<'a>(
    resources: &'a [Resource],
    logical_id: &str,
    kind: &str,
) -> Option<&'a str> {
    resources
        .iter()
        .find(|resource| resource.logical_id == logical_id && resource.kind == kind)
        .filter(|resource| resource.exists())
        .map(|resource| resource.physical_id.as_str())
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.logical_id, self.kind)
    }
}
