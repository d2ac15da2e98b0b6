//! One change of a change set.

use std::fmt;

use serde::Deserialize;

/// What CloudFormation would do with one resource: `ResourceChange` in a member of `Changes` of
/// `describe-change-set`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Change {
    action: String,
    #[serde(default)]
    replacement: String,
    #[serde(default)]
    policy_action: String,
    #[serde(default)]
    details: Vec<Detail>,
    #[serde(rename = "LogicalResourceId")]
    pub(crate) logical_id: String,
    /// The name that AWS gave to the resource as it now is; empty for a new one.
    #[serde(rename = "PhysicalResourceId", default)]
    pub(crate) physical_id: String,
    /// Such as `AWS::S3::Bucket`.
    #[serde(rename = "ResourceType")]
    pub(crate) kind: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Detail {
    change_source: String,
    target: Target,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Target {
    name: String,
}

impl Change {
    /// The properties that change by themselves, and not because another resource does.
    pub(crate) fn properties(&self) -> impl Iterator<Item = &str> {
        let details = self.details.iter();
        details
            .filter(|detail| !detail.change_source.starts_with("Resource"))
            .map(|detail| detail.target.name.as_str())
    }

    /// Whether the resource leaves the stack.
    pub(crate) fn removes(&self) -> bool {
        self.action == "Remove"
    }

    /// Whether another one takes its place.
    pub(crate) fn replaces(&self) -> bool {
        self.replacement == "True"
    }

    /// Whether another one may take its place: AWS does not know yet.
    pub(crate) fn may_replace(&self) -> bool {
        self.replacement == "Conditional"
    }

    /// Whether what leaves the stack stays in the account, by the policy of the resource.
    pub(crate) fn keeps_the_old_one(&self) -> bool {
        self.policy_action.contains("Retain")
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let replaced = match self.replacement.as_str() {
            "True" => ", replaced",
            "Conditional" => ", perhaps replaced",
            _ => "",
        };
        let action = self.action.to_ascii_lowercase();
        let (id, kind) = (&self.logical_id, &self.kind);
        write!(f, "{action:<8}{id} ({kind}{replaced})")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_replacement_is_told_because_it_loses_what_is_in_the_resource() {
        let change = Change::deserialize(json!({
            "Action": "Modify", "LogicalResourceId": "UserPool",
            "ResourceType": "AWS::Cognito::UserPool", "Replacement": "True",
        }));
        let change = change.unwrap();
        assert_eq!(
            change.to_string(),
            "modify  UserPool (AWS::Cognito::UserPool, replaced)"
        );
    }
}
