//! What a deployment would take away, which is done only if it is named.

use anyhow::{Result, bail};

use crate::{
    change::Change,
    names::{BUCKET_TYPE, USER_POOL_TYPE},
    template::{Declared, Template},
};

/// Types whose resources hold nothing: what replaces one does the same from then on. Everything
/// else, known here or not, is a loss if it goes.
const REBUILT: [&str; 13] = [
    "AWS::ApiGateway::Authorizer",
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::GatewayResponse",
    "AWS::ApiGateway::Method",
    "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::Stage",
    "AWS::CloudFront::CachePolicy",
    "AWS::CloudFront::Function",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::ResponseHeadersPolicy",
    "AWS::Cognito::UserPoolDomain",
    "AWS::Cognito::UserPoolResourceServer",
    "AWS::S3::BucketPolicy",
];

/// The properties by which another resource takes the place of one of the template: the members of
/// `createOnlyProperties` in the schemas of AWS's resource types. A change set may say
/// `Conditional` of others too.
const REPLACED_BY: [(&str, &[&str]); 5] = [
    ("AWS::ApiGateway::RestApi", &[]),
    ("AWS::CloudFront::Distribution", &[]),
    (USER_POOL_TYPE, &[]),
    (
        "AWS::Cognito::UserPoolClient",
        &["GenerateSecret", "UserPoolId"],
    ),
    (
        BUCKET_TYPE,
        &["BucketName", "BucketNamePrefix", "BucketNamespace"],
    ),
];

/// Fails if something would be lost that is not among `accepted`, and names it. No deployment
/// deletes a user pool.
///
/// # Errors
/// With each loss, and the option that accepts it.
pub fn check_losses(changes: &[Change], accepted: &[String], template: &Template) -> Result<()> {
    if let Some(pool) = changes.iter().find(|change| deletes_user_pool(change)) {
        bail!(
            "This would delete the user pool {} with its users. Nothing was changed: deploy the \
             pool with `DeletionPolicy: Retain` first, by which it stays when it leaves the stack.",
            pool.physical_id
        )
    }
    let unaccepted: Vec<&Change> = changes
        .iter()
        .filter(|change| {
            is_loss(change, template) && !accepted.iter().any(|accepted| accepted == id(change))
        })
        .collect();
    if unaccepted.is_empty() {
        return Ok(());
    }
    let sentences: Vec<String> = unaccepted.iter().map(|change| sentence(change)).collect();
    let options: Vec<String> = unaccepted
        .iter()
        .map(|change| format!("--accept-loss {}", id(change)))
        .collect();
    bail!(
        "This would take away what a later deployment does not bring back:\n{}\nNothing was \
         changed. If it may go, give\n  {}",
        sentences.join("\n"),
        options.join(" ")
    )
}

/// What the template's backend has goes with it: everybody signs in again, and that is all. By its name in the
/// template, because a table or a function of somebody else may hold more.
fn is_loss(change: &Change, template: &Template) -> bool {
    let goes =
        change.removes() || change.replaces() || (change.may_replace() && can_replace(change));
    let declared = template.declared(&change.logical_id, &change.kind);
    let is_of_backend = declared.is_some_and(Declared::is_of_backend);
    goes && !is_of_backend && !REBUILT.contains(&change.kind.as_str())
}

/// Whether a replacement that depends can happen. What only follows another resource is replaced if
/// that one is, which is a change of its own.
fn can_replace(change: &Change) -> bool {
    let known = REPLACED_BY.iter().find(|(kind, _)| *kind == change.kind);
    known.is_none_or(|(_, properties)| {
        let mut changed = change.properties();
        changed.any(|property| properties.contains(&property))
    })
}

/// A pool that is replaced stays by the template's `UpdateReplacePolicy`; one that is removed has
/// the policy that it was deployed with.
fn deletes_user_pool(change: &Change) -> bool {
    change.kind == USER_POOL_TYPE && change.removes() && !change.keeps_the_old_one()
}

/// What a loss is named by: AWS's own name, which no other resource has.
fn id(change: &Change) -> &str {
    if change.physical_id.is_empty() {
        &change.logical_id
    } else {
        &change.physical_id
    }
}

fn sentence(change: &Change) -> String {
    let (name, kind) = (&change.logical_id, &change.kind);
    let what = if change.removes() {
        "is removed"
    } else if change.replaces() {
        "is replaced by a new one"
    } else {
        "may be replaced by a new one"
    };
    let kept = if change.keeps_the_old_one() {
        "; the old one stays in the account, outside of the stack"
    } else {
        ""
    };
    format!("  {name} ({kind}), {}, {what}{kept}.", id(change))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(change: Value) -> Change {
        serde_json::from_value(change).unwrap()
    }

    /// A change of a resource by `[action, replacement, policy action]`.
    fn change([action, replacement, policy]: [&str; 3], name: &str, kind: &str) -> Change {
        read(json!({
            "Action": action, "Replacement": replacement, "PolicyAction": policy,
            "LogicalResourceId": name, "PhysicalResourceId": format!("{name}-1"),
            "ResourceType": kind,
        }))
    }

    fn refusal(changes: &[Change], accepted: &[&str]) -> Option<String> {
        let accepted: Vec<String> = accepted.iter().map(ToString::to_string).collect();
        let outcome = check_losses(changes, &accepted, &Template::of_checkout());
        outcome.err().map(|error| error.to_string())
    }

    #[test]
    fn an_ordinary_update_is_not_asked_about() {
        let changes = [
            change(["Modify", "False", ""], "UserPool", USER_POOL_TYPE),
            change(["Add", "", ""], "SiteBucket", "AWS::S3::Bucket"),
            change(
                ["Remove", "", "Delete"],
                "ApiDeployment0a1b2c3d",
                "AWS::ApiGateway::Deployment",
            ),
            change(
                ["Modify", "True", ""],
                "UserPoolDomain",
                "AWS::Cognito::UserPoolDomain",
            ),
        ];
        assert_eq!(refusal(&changes, &[]), None);
    }

    #[test]
    fn a_pool_a_client_and_a_bucket_are_replaced_or_removed_only_by_name() {
        for (name, kind) in [
            ("UserPool", USER_POOL_TYPE),
            ("UserPoolClient", "AWS::Cognito::UserPoolClient"),
            ("SiteBucket", "AWS::S3::Bucket"),
        ] {
            for action in [
                ["Modify", "True", "ReplaceAndRetain"],
                ["Remove", "", "Retain"],
            ] {
                let id = format!("{name}-1");
                let refused = refusal(&[change(action, name, kind)], &[]).unwrap();
                assert!(
                    refused.contains(&format!("--accept-loss {id}")),
                    "{action:?}"
                );
                assert!(refused.contains("Nothing was changed"), "{refused}");
                assert!(refusal(&[change(action, name, kind)], &["Other-1", name]).is_some());
                assert_eq!(refusal(&[change(action, name, kind)], &[&id]), None);
            }
        }
    }

    /// A change of one property, of which AWS does not know yet whether it replaces the resource.
    fn perhaps(kind: &str, property: &str, source: &str) -> Change {
        read(json!({
            "Action": "Modify", "Replacement": "Conditional", "ResourceType": kind,
            "LogicalResourceId": "Some", "PhysicalResourceId": "Some-1",
            "Details": [{"ChangeSource": source, "Target": {"Name": property}}],
        }))
    }

    #[test]
    fn what_may_be_replaced_is_a_loss_if_it_can_be() {
        let [client, bucket] = ["AWS::Cognito::UserPoolClient", "AWS::S3::Bucket"];
        let [distribution, table] = ["AWS::CloudFront::Distribution", "AWS::DynamoDB::Table"];
        let [direct, resource] = ["DirectModification", "ResourceReference"];
        let parameter = "ParameterReference";
        for (kind, property, source, lost) in [
            (client, "GenerateSecret", direct, true),
            (client, "UserPoolId", resource, false),
            (client, "CallbackURLs", parameter, false),
            (USER_POOL_TYPE, "AdminCreateUserConfig", parameter, false),
            (bucket, "BucketName", direct, true),
            (distribution, "DistributionConfig", direct, false),
            (table, "KeySchema", direct, true),
            (table, "TableName", resource, true),
        ] {
            let refused = refusal(&[perhaps(kind, property, source)], &[]);
            assert_eq!(refused.is_some(), lost, "{kind} {property} {source}");
        }
    }

    #[test]
    fn what_the_template_never_had_is_a_loss_too() {
        let changes = [
            change(["Remove", "", "Delete"], "Orders", "AWS::DynamoDB::Table"),
            change(["Remove", "", "Delete"], "Jobs", "AWS::SQS::Queue"),
        ];
        let refused = refusal(&changes, &["Orders-1"]).unwrap();
        assert!(refused.contains("  Jobs (AWS::SQS::Queue), Jobs-1, is removed.\n"));
        assert!(!refused.contains("Orders"), "{refused}");
    }

    #[test]
    fn a_backend_goes_unasked_and_what_only_looks_like_one_does_not() {
        let of_backend = [
            ("BackendSessions", "AWS::DynamoDB::Table"),
            ("BackendKey", "AWS::SecretsManager::Secret"),
            ("BackendOriginSecret", "AWS::SecretsManager::Secret"),
            ("BackendLogs", "AWS::Logs::LogGroup"),
            ("BackendRole", "AWS::IAM::Role"),
            ("BackendFunction", "AWS::Lambda::Function"),
            ("BackendPermission", "AWS::Lambda::Permission"),
            ("BackendApi", "AWS::ApiGatewayV2::Api"),
            ("BackendIntegration", "AWS::ApiGatewayV2::Integration"),
            ("BackendRoute", "AWS::ApiGatewayV2::Route"),
            ("BackendStage", "AWS::ApiGatewayV2::Stage"),
        ];
        let template = Template::of_checkout();
        let of_template = template.resources().filter(|each| each.is_of_backend());
        assert_eq!(of_template.count(), of_backend.len());
        for (name, kind) in of_backend {
            let removed = change(["Remove", "", "Delete"], name, kind);
            assert_eq!(refusal(&[removed], &[]), None, "{name}");
            let of_others = change(["Remove", "", "Delete"], "Orders", kind);
            assert!(refusal(&[of_others], &[]).is_some(), "{kind}");
        }
    }

    #[test]
    fn a_deployment_that_deletes_a_pool_is_refused_although_it_is_named() {
        for policy in ["Delete", ""] {
            let removed = change(["Remove", "", policy], "UserPool", USER_POOL_TYPE);
            let refused = refusal(&[removed], &["UserPool-1"]).unwrap();
            assert!(refused.contains("would delete the user pool UserPool-1"));
        }
    }
}
