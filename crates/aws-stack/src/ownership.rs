//! Whether a stack is one of this template, so that it may be changed or deleted here.

use anyhow::{Result, bail};

use crate::{
    aws::Aws, change_set::change_sets_of_others, resource::Resource, stack::Stack,
    template::Template,
};

/// The parameters that every version of the template has. A stack has them from its first moment,
/// and keeps them whatever becomes of its resources.
pub(crate) const IDENTIFYING_PARAMETERS: [&str; 5] = [
    "DomainPrefix",
    "ResourceServerIdentifier",
    "ScopeName",
    "CallbackPath",
    "LogoutPath",
];

/// How many resources a refusal names.
const LISTED_AT_MOST: usize = 12;

/// Fails for a stack that is not of this template, so that it is not changed here.
///
/// # Errors
/// With what it holds, or who waits for its name.
pub fn check_may_change(aws: &Aws, stack: &Stack) -> Result<()> {
    if stack.is_empty() {
        check_name_is_free(stack, &change_sets_of_others(aws, stack)?)
    } else {
        check_ours(stack, &stack.resources(aws)?)
    }
}

/// Fails for a stack that was not made of this template, with what it holds.
fn check_ours(stack: &Stack, resources: &[Resource]) -> Result<()> {
    let name = &stack.name;
    if let Some(parent) = &stack.parent_id {
        bail!(
            "The stack {name} is nested in {parent}, which alone may change it. Nothing was \
             changed: choose another name with --stack."
        )
    }
    // But a name so far: there is nothing to recognise.
    if has_our_parameters(stack) || stack.is_empty() {
        return Ok(());
    }
    bail!(
        "There is a stack {name} already, and it was not made of infra/template.yaml: it lacks the \
         template's parameters, and holds {}. Nothing was changed: choose another name with \
         --stack.",
        listed(existing(resources))
    )
}

/// Whether a stack has what its template is known by.
pub(crate) fn has_our_parameters(stack: &Stack) -> bool {
    IDENTIFYING_PARAMETERS
        .iter()
        .all(|parameter| stack.parameters.contains_key(*parameter))
}

/// Fails for a stack that is but a name, which somebody else has reserved by these change sets.
pub(crate) fn check_name_is_free(stack: &Stack, change_sets: &[String]) -> Result<()> {
    if change_sets.is_empty() {
        return Ok(());
    }
    bail!(
        "The stack {} waits for a change set that was not made here: {}. Nothing was changed: choose \
         another name with --stack.",
        stack.name,
        change_sets.join(", ")
    )
}

/// Fails for a stack that holds something that is not of this template, and names it.
pub(crate) fn check_all_ours(
    stack: &Stack,
    resources: &[Resource],
    template: &Template,
) -> Result<()> {
    check_ours(stack, resources)?;
    let mut foreign = existing(resources)
        .filter(|each| template.declared(&each.logical_id, &each.kind).is_none())
        .peekable();
    if foreign.peek().is_none() {
        return Ok(());
    }
    bail!(
        "The stack {} holds what infra/template.yaml does not make: {}. Nothing was deleted: run \
         this with the template that made the stack, or take these out of it first.",
        stack.name,
        listed(foreign)
    )
}

fn existing(resources: &[Resource]) -> impl Iterator<Item = &Resource> {
    resources.iter().filter(|resource| resource.exists())
}

fn listed<'a>(resources: impl Iterator<Item = &'a Resource>) -> String {
    let mut names: Vec<String> = resources.map(ToString::to_string).collect();
    if names.is_empty() {
        return "nothing yet".to_owned();
    }
    if let Some(more @ 1..) = names.len().checked_sub(LISTED_AT_MOST) {
        names.truncate(LISTED_AT_MOST);
        names.push(format!("{more} more"));
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::aws::read;

    fn stack(status: &str, parameters: &[&str]) -> Value {
        let parameters = parameters.iter();
        let parameters: Vec<Value> = parameters
            .map(|name| json!({"ParameterKey": name, "ParameterValue": "x"}))
            .collect();
        json!({
            "StackId": "arn", "StackName": "mine", "StackStatus": status, "CreationTime": "2026",
            "Parameters": parameters,
        })
    }

    fn resource(logical_id: &str, kind: &str, status: &str) -> Resource {
        let resource = json!({
            "LogicalResourceId": logical_id, "PhysicalResourceId": format!("{logical_id}-1"),
            "ResourceType": kind, "ResourceStatus": status,
        });
        read(&resource).unwrap()
    }

    fn pool() -> Resource {
        resource("UserPool", "AWS::Cognito::UserPool", "CREATE_COMPLETE")
    }

    fn table(status: &str) -> Resource {
        resource("Orders", "AWS::DynamoDB::Table", status)
    }

    /// What a deployment over the stack, and its deletion, are refused with.
    fn refused(stack: &Value, resources: &[Resource]) -> [Option<String>; 2] {
        let stack: Stack = read(stack).unwrap();
        let template = Template::of_checkout();
        [
            check_ours(&stack, resources),
            check_all_ours(&stack, resources, &template),
        ]
        .map(|outcome| outcome.err().map(|error| error.to_string()))
    }

    #[test]
    fn the_template_has_what_its_stacks_are_known_by() {
        let template = Template::of_checkout();
        let given = IDENTIFYING_PARAMETERS.map(|name| (name.to_owned(), String::new()));
        assert!(template.parameters(&given.into(), &[].into()).is_ok());
    }

    #[test]
    fn a_stack_of_any_version_of_the_template_is_ours_in_each_of_its_states() {
        for status in [
            "CREATE_COMPLETE",
            "UPDATE_ROLLBACK_COMPLETE",
            "DELETE_FAILED",
            "CREATE_FAILED",
        ] {
            let refused = refused(&stack(status, &IDENTIFYING_PARAMETERS), &[pool()]);
            assert_eq!(refused, [None, None], "{status}");
        }
        let nothing_left = stack("ROLLBACK_COMPLETE", &IDENTIFYING_PARAMETERS);
        assert_eq!(refused(&nothing_left, &[]), [None, None]);
        assert_eq!(
            refused(&stack("REVIEW_IN_PROGRESS", &[]), &[]),
            [None, None]
        );
    }

    #[test]
    fn another_stack_is_refused_whatever_its_resources_are_called() {
        let same_names = stack("CREATE_COMPLETE", &["DomainPrefix"]);
        for refusal in refused(&same_names, &[pool(), table("CREATE_COMPLETE")]) {
            let refusal = refusal.unwrap();
            assert!(refusal.contains("UserPool (AWS::Cognito::UserPool)"));
            assert!(refusal.contains("Orders (AWS::DynamoDB::Table)"));
        }
        let failed = refused(&stack("ROLLBACK_COMPLETE", &[]), &[]);
        assert!(failed.iter().flatten().all(|refusal| {
            refusal.contains("holds nothing yet") && refusal.contains("another name")
        }));
        assert_eq!(failed.iter().flatten().count(), 2);
    }

    #[test]
    fn what_somebody_added_is_named_and_not_deleted() {
        let ours = stack("UPDATE_COMPLETE", &IDENTIFYING_PARAMETERS);
        let [_, deletion] = refused(&ours, &[pool(), table("UPDATE_COMPLETE")]);
        assert!(
            deletion
                .unwrap()
                .contains(": Orders (AWS::DynamoDB::Table). ")
        );
        let gone = [pool(), table("DELETE_COMPLETE")];
        assert_eq!(refused(&ours, &gone), [None, None]);
        let renamed = resource("UserPool", "AWS::DynamoDB::Table", "CREATE_COMPLETE");
        assert!(refused(&ours, &[renamed])[1].is_some());
    }

    #[test]
    fn a_nested_stack_is_its_parents() {
        let mut nested = stack("CREATE_COMPLETE", &IDENTIFYING_PARAMETERS);
        nested["ParentId"] = json!("arn:aws:cloudformation:parent");
        let refused = refused(&nested, &[pool()]);
        assert!(
            refused
                .iter()
                .all(|refusal| refusal.as_ref().unwrap().contains("nested"))
        );
    }

    #[test]
    fn a_long_list_is_cut_short() {
        let many: Vec<Resource> = (0..20).map(|_| table("CREATE_COMPLETE")).collect();
        let [refusal, _] = refused(&stack("CREATE_COMPLETE", &[]), &many);
        assert!(refusal.unwrap().contains("8 more"));
    }
}
