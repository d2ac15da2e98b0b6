//! One change of a change set.

use std::fmt;

use serde_json::Value;

use super::{list, text};

/// What CloudFormation would do with one resource.
#[derive(Debug)]
pub(crate) struct Change {
    action: String,
    replacement: String,
    policy_action: String,
    /// The properties that change by themselves, and not because another resource does.
    pub(crate) properties: Vec<String>,
    pub(crate) logical_id: String,
    /// The name that AWS gave to the resource as it now is; empty for a new one.
    pub(crate) physical_id: String,
    /// Such as `AWS::S3::Bucket`.
    pub(crate) kind: String,
}

impl Change {
    /// Reads a member of `Changes` of `describe-change-set`.
    pub(crate) fn read(change: &Value) -> Self {
        let resource = change.get("ResourceChange").unwrap_or(&Value::Null);
        let member = |key| text(resource, key).to_owned();
        Self {
            action: member("Action"),
            replacement: member("Replacement"),
            policy_action: member("PolicyAction"),
            properties: list(resource, "Details")
                .iter()
                .filter(|detail| !text(detail, "ChangeSource").starts_with("Resource"))
                .filter_map(|detail| detail.get("Target"))
                .map(|target| text(target, "Name").to_owned())
                .collect(),
            logical_id: member("LogicalResourceId"),
            physical_id: member("PhysicalResourceId"),
            kind: member("ResourceType"),
        }
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
        let change = Change::read(&json!({"Type": "Resource", "ResourceChange": {
            "Action": "Modify", "LogicalResourceId": "UserPool",
            "ResourceType": "AWS::Cognito::UserPool", "Replacement": "True",
        }}));
        assert_eq!(
            change.to_string(),
            "modify  UserPool (AWS::Cognito::UserPool, replaced)"
        );
    }
}
