//! One change of a change set.

use std::fmt;

use serde_json::Value;

use super::text;

/// What CloudFormation would do with one resource.
#[derive(Debug)]
pub(crate) struct Change {
    action: String,
    replacement: String,
    policy_action: String,
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
            logical_id: member("LogicalResourceId"),
            physical_id: member("PhysicalResourceId"),
            kind: member("ResourceType"),
        }
    }

    /// Whether the resource leaves the stack.
    pub(crate) fn removes(&self) -> bool {
        self.action == "Remove"
    }

    /// Whether another one takes its place, or may do so: AWS does not always know beforehand.
    pub(crate) fn replaces(&self) -> bool {
        ["True", "Conditional"].contains(&self.replacement.as_str())
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
