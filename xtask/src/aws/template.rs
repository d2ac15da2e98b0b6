//! The template as it is given to CloudFormation, and the values of its parameters.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::workspace;

/// The logical id that gets a new name whenever the API changes.
const DEPLOYMENT: &str = "ApiDeployment";

/// `infra/template.yaml`, or what a stack was made of.
pub(crate) struct Template {
    text: String,
}

/// A resource as the template declares it.
pub(crate) struct Declared<'a> {
    pub(crate) logical_id: &'a str,
    /// Such as `AWS::S3::Bucket`.
    pub(crate) kind: &'a str,
    /// Whether only a stack with a user pool of its own has it.
    pub(crate) of_own_pool: bool,
}

/// What the parameters of a deployment are.
#[derive(Debug)]
pub(crate) struct Parameters {
    /// Named for this deployment.
    given: BTreeMap<String, String>,
    /// Kept as they are in the stack.
    kept: Vec<String>,
    /// All of them, defaults included.
    pub(crate) effective: BTreeMap<String, String>,
}

impl Template {
    pub(crate) fn read() -> Result<Self> {
        let file = workspace::root().join("infra/template.yaml");
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        Ok(Self { text })
    }

    pub(super) fn of_text(text: &str) -> Self {
        Self {
            text: text.to_owned(),
        }
    }

    /// The values for a deployment: those `given` now, else those of the stack, else the defaults.
    pub(crate) fn parameters(
        &self,
        given: BTreeMap<String, String>,
        stack: &BTreeMap<String, String>,
    ) -> Result<Parameters> {
        let declared = self.declared()?;
        for name in given.keys() {
            if !declared.contains_key(name.as_str()) {
                let names: Vec<&str> = declared.keys().copied().collect();
                bail!(
                    "The template has no parameter {name}; it has {}.",
                    names.join(", ")
                )
            }
        }
        let mut effective = BTreeMap::new();
        let mut kept = Vec::new();
        for (name, default) in declared {
            let of_stack = stack.get(name);
            if of_stack.is_some() && !given.contains_key(name) {
                kept.push(name.to_owned());
            }
            let value = given.get(name).or(of_stack).map(String::as_str);
            if let Some(value) = value.or(default) {
                effective.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(Parameters {
            given,
            kept,
            effective,
        })
    }

    /// The text for CloudFormation. An API Gateway deployment is a snapshot, so it needs a new
    /// logical id whenever the API section or a value in it changes.
    pub(crate) fn render(&self, parameters: &Parameters) -> Result<String> {
        let api = self
            .text
            .split_once("-- API\n")
            .and_then(|(_, rest)| rest.split_once("-- SITE\n"))
            .context("infra/template.yaml: the API section is not marked")?
            .0;
        let mut hash = Sha256::new_with_prefix(api);
        for (name, value) in &parameters.effective {
            if api.contains(&format!("!Ref {name}\n")) || api.contains(&format!("${{{name}}}")) {
                hash.update(format!("{name}={value}\n"));
            }
        }
        let hash = format!("{:x}", hash.finalize());
        let id = format!("{DEPLOYMENT}{}", hash.get(..8).unwrap_or_default());
        Ok(self.text.replace(DEPLOYMENT, &id))
    }

    /// Its resources, in its order.
    pub(crate) fn resources(&self) -> impl Iterator<Item = Declared<'_>> {
        let lines = self.text.lines();
        lines
            .clone()
            .zip(lines.clone().skip(1))
            .zip(lines.skip(2))
            .filter_map(|((first, second), third)| {
                let kind = second.strip_prefix("    Type: ")?;
                kind.starts_with("AWS::").then(|| Declared {
                    logical_id: first.trim().trim_end_matches(':'),
                    kind,
                    of_own_pool: third == "    Condition: OwnPool",
                })
            })
    }

    /// Whether it has a resource of this name and type. A deployment of the API is known under all
    /// the names that `render` gives it.
    pub(crate) fn declares(&self, logical_id: &str, kind: &str) -> bool {
        let hash = logical_id.strip_prefix(DEPLOYMENT);
        let is_deployment =
            hash.is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let name = if is_deployment {
            DEPLOYMENT
        } else {
            logical_id
        };
        self.resources()
            .any(|declared| declared.logical_id == name && declared.kind == kind)
    }

    /// Whether a resource stays when the stack is deleted. In a template that is not written as
    /// this one is, none is known to.
    pub(crate) fn retains(&self, logical_id: &str) -> bool {
        let resources = self.text.split_once("\nResources:");
        let block =
            resources.and_then(|(_, rest)| rest.split_once(&format!("\n  {logical_id}:\n")));
        block.is_some_and(|(_, rest)| {
            rest.lines()
                .take_while(|line| line.starts_with("    "))
                .filter_map(|line| line.strip_prefix("    DeletionPolicy: "))
                .any(|policy| policy.starts_with("Retain"))
        })
    }

    /// The names and defaults in its section `Parameters`.
    fn declared(&self) -> Result<BTreeMap<&str, Option<&str>>> {
        let (_, section) = self
            .text
            .split_once("\nParameters:\n")
            .context("infra/template.yaml has no parameters")?;
        let mut declared = BTreeMap::new();
        let mut name = "";
        for line in section.lines().take_while(|line| line.starts_with(' ')) {
            let key = line.strip_prefix("  ").unwrap_or_default();
            if !key.starts_with(' ') {
                name = key.trim_end_matches(':');
                declared.insert(name, None);
            } else if let Some(default) = key.strip_prefix("  Default: ") {
                // A comment may follow.
                let default = default.split(" #").next().unwrap_or_default();
                declared.insert(name, Some(default.trim_matches('\'')));
            }
        }
        Ok(declared)
    }
}

impl Parameters {
    /// In the form of `create-change-set`.
    pub(crate) fn for_request(&self) -> Vec<Value> {
        let given = self
            .given
            .iter()
            .map(|(name, value)| json!({"ParameterKey": name, "ParameterValue": value}));
        let kept = self
            .kept
            .iter()
            .map(|name| json!({"ParameterKey": name, "UsePreviousValue": true}));
        given.chain(kept).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let pairs = pairs.iter();
        pairs
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn rendered(template: &Template, given: &[(&str, &str)], stack: &[(&str, &str)]) -> String {
        let parameters = template.parameters(map(given), &map(stack)).unwrap();
        template.render(&parameters).unwrap()
    }

    fn deployment(rendered: &str) -> &str {
        let (_, rest) = rendered.split_once("\n  ApiDeployment").unwrap();
        rest.split_once(':').unwrap().0
    }

    #[test]
    fn the_deployment_has_one_name_in_all_its_places() {
        let text = rendered(&Template::read().unwrap(), &[], &[]);
        let id = format!("ApiDeployment{}", deployment(&text));
        assert!(text.contains(&format!("DeploymentId: !Ref {id}\n")));
        assert_eq!(
            text.matches("ApiDeployment").count(),
            text.matches(&id).count()
        );
    }

    #[test]
    fn a_change_of_the_api_names_a_new_deployment_and_a_change_of_the_site_does_not() {
        let before = Template::read().unwrap();
        let edited = |from: &str, to: &str| {
            assert!(before.text.contains(from), "{from}");
            let text = before.text.replace(from, to);
            rendered(&Template { text }, &[], &[])
        };
        let first = rendered(&before, &[], &[]);
        let api = edited("Hello From Protected Resource", "Hello again");
        let site = edited("PriceClass_100", "PriceClass_200");
        assert_ne!(deployment(&first), deployment(&api));
        assert_eq!(deployment(&first), deployment(&site));
    }

    #[test]
    fn a_value_in_the_api_section_names_a_new_deployment_wherever_it_comes_from() {
        let template = Template::read().unwrap();
        let default = rendered(&template, &[], &[]);
        let given = rendered(&template, &[("ScopeName", "api.write")], &[]);
        let kept = rendered(&template, &[], &[("ScopeName", "api.write")]);
        let unrelated = rendered(&template, &[("DevOrigin", "http://localhost:3000")], &[]);
        let same = rendered(&template, &[], &[("ScopeName", "awesomeapi.read")]);
        assert_ne!(deployment(&default), deployment(&given));
        assert_eq!(deployment(&given), deployment(&kept));
        assert_eq!(deployment(&default), deployment(&unrelated));
        assert_eq!(deployment(&default), deployment(&same));
    }

    #[test]
    fn a_pool_that_exists_is_not_planned() {
        let template = Template::read().unwrap();
        let of_cognito = |own_pool: bool| {
            let planned = template
                .resources()
                .filter(|resource| own_pool || !resource.of_own_pool);
            planned
                .filter(|resource| resource.kind.starts_with("AWS::Cognito::"))
                .count()
        };
        assert_eq!((of_cognito(true), of_cognito(false)), (4, 0));
    }

    #[test]
    fn every_resource_is_known_by_its_name_and_type() {
        let template = Template::read().unwrap();
        let (_, section) = template.text.split_once("\nResources:\n").unwrap();
        let (section, _) = section.split_once("\nOutputs:\n").unwrap();
        let names = section
            .lines()
            .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':'))
            .filter(|name| !name.starts_with([' ', '#']));
        let known: Vec<&str> = template
            .resources()
            .map(|resource| resource.logical_id)
            .collect();
        assert_eq!(names.collect::<Vec<_>>(), known);
        assert!(template.declares("SiteBucket", "AWS::S3::Bucket"));
        assert!(!template.declares("SiteBucket", "AWS::DynamoDB::Table"));
        assert!(!template.declares("Orders", "AWS::S3::Bucket"));
    }

    #[test]
    fn the_deployment_is_known_under_each_of_its_names() {
        let template = Template::read().unwrap();
        let text = rendered(&template, &[], &[]);
        let id = format!("ApiDeployment{}", deployment(&text));
        let kind = "AWS::ApiGateway::Deployment";
        assert!(template.declares(&id, kind) && template.declares("ApiDeployment", kind));
        assert!(!template.declares("ApiDeploymentOfOthers", kind));
    }

    #[test]
    fn a_pool_stays_by_the_template_of_its_stack_and_by_no_other() {
        let template = Template::read().unwrap();
        assert!(template.retains("UserPool") && template.retains("SiteBucket"));
        assert!(!template.retains("UserPoolClient"));
        let policy = "DeletionPolicy: RetainExceptOnCreate";
        let before = template.text.replacen(policy, "DeletionPolicy: Delete", 1);
        assert!(!Template::of_text(&before).retains("UserPool"));
        assert!(Template::of_text(&before).retains("SiteBucket"));
        assert!(!Template::of_text("{\"Resources\": {}}").retains("UserPool"));
    }

    #[test]
    fn what_is_not_given_again_stays_as_it_is_in_the_stack() {
        let template = Template::read().unwrap();
        let stack = map(&[("DomainPrefix", "mine"), ("Gone", "x")]);
        let given = map(&[("SelfSignUp", "false")]);
        let request = template.parameters(given, &stack).unwrap().for_request();
        assert_eq!(
            request,
            [
                json!({"ParameterKey": "SelfSignUp", "ParameterValue": "false"}),
                json!({"ParameterKey": "DomainPrefix", "UsePreviousValue": true}),
            ]
        );
    }

    #[test]
    fn an_unknown_parameter_is_refused_with_the_names_that_exist() {
        let template = Template::read().unwrap();
        let refused = template.parameters(map(&[("Scope", "x")]), &BTreeMap::new());
        assert!(refused.unwrap_err().to_string().contains("ScopeName"));
    }
}
