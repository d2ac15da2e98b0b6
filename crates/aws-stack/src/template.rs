//! The template as it is given to CloudFormation, and the values of its parameters.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::parameter::Parameter;

/// The logical id that gets a new name whenever the API changes.
const DEPLOYMENT: &str = "ApiDeployment";

/// `infra/template.yaml`.
#[derive(Debug)]
pub struct Template {
    text: String,
    declared: Declarations,
}

/// What is asked of a template.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Declarations {
    #[serde(default)]
    parameters: BTreeMap<String, Parameter>,
    resources: BTreeMap<String, Declared>,
}

/// A resource as the template declares it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Declared {
    /// Such as `AWS::S3::Bucket`.
    #[serde(rename = "Type")]
    pub kind: String,
    condition: Option<String>,
    deletion_policy: Option<String>,
}

impl Declared {
    /// Whether only a stack with a user pool of its own has it.
    #[must_use]
    pub fn is_of_own_pool(&self) -> bool {
        self.condition.as_deref() == Some("OwnPool")
    }

    /// Whether only a stack with a backend has it.
    #[must_use]
    pub fn is_of_backend(&self) -> bool {
        self.condition.as_deref() == Some("HasBackend")
    }
}

/// Whether a resource stays when a stack of this template is deleted. In a template that cannot be
/// read, none is known to.
pub(crate) fn retains(template: &str, logical_id: &str) -> bool {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Resources {
        resources: BTreeMap<String, Declared>,
    }
    let declared = serde_saphyr::from_str::<Resources>(template).ok();
    let resource = declared.and_then(|mut declared| declared.resources.remove(logical_id));
    let policy = resource.and_then(|resource| resource.deletion_policy);
    policy.is_some_and(|policy| policy.starts_with("Retain"))
}

/// The value of a parameter; nothing where it is empty.
#[must_use]
pub fn given<'a>(values: &'a BTreeMap<String, String>, name: &str) -> Option<&'a str> {
    values
        .get(name)
        .map(String::as_str)
        .filter(|value| !value.is_empty())
}

/// What the parameters of a deployment are.
#[derive(Debug)]
pub struct Parameters {
    /// In the form of `create-change-set`: those given now, and those kept as they are in the stack.
    pub(crate) request: Vec<Value>,
    /// All of them, defaults included.
    pub effective: BTreeMap<String, String>,
}

impl Template {
    /// The template in this file.
    ///
    /// # Errors
    /// Where it cannot be read, or is no template.
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
        Self::parse(text).with_context(|| file.display().to_string())
    }

    /// That of this checkout.
    #[cfg(test)]
    pub(crate) fn of_checkout() -> Self {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/template.yaml");
        Self::read(Path::new(file)).unwrap()
    }

    fn parse(text: String) -> Result<Self> {
        let declared = serde_saphyr::from_str(&text)?;
        Ok(Self { text, declared })
    }

    /// Fails for a value that the parameter of this name does not take. An unknown name is refused by
    /// [`parameters`](Self::parameters).
    pub(crate) fn check_value(&self, name: &str, value: &str) -> Result<()> {
        let parameter = self.declared.parameters.get(name);
        parameter.map_or(Ok(()), |parameter| parameter.check(value))
    }

    /// The values for a deployment: those `given` now, else those of the stack, else the defaults.
    ///
    /// # Errors
    /// Where a parameter is given that the template does not have.
    pub fn parameters(
        &self,
        given: &BTreeMap<String, String>,
        stack: &BTreeMap<String, String>,
    ) -> Result<Parameters> {
        let declared = &self.declared.parameters;
        for name in given.keys() {
            if !declared.contains_key(name) {
                let names: Vec<&str> = declared.keys().map(String::as_str).collect();
                bail!(
                    "The template has no parameter {name}; it has {}.",
                    names.join(", ")
                )
            }
        }
        let mut effective = BTreeMap::new();
        let mut request = Vec::new();
        for (name, Parameter { default, .. }) in declared {
            let (given, of_stack) = (given.get(name), stack.get(name));
            if given.is_some() {
                request.push(json!({"ParameterKey": name, "ParameterValue": given}));
            } else if of_stack.is_some() {
                request.push(json!({"ParameterKey": name, "UsePreviousValue": true}));
            }
            if let Some(value) = given.or(of_stack).or(default.as_ref()) {
                effective.insert(name.clone(), value.clone());
            }
        }
        Ok(Parameters { request, effective })
    }

    /// The text for CloudFormation. An API Gateway deployment is a snapshot, so it needs a new
    /// logical id whenever the API section or a value in it changes.
    ///
    /// # Errors
    /// Where the API section is not marked.
    pub fn render(&self, parameters: &Parameters) -> Result<String> {
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

    /// Its resources.
    pub fn resources(&self) -> impl Iterator<Item = &Declared> {
        self.declared.resources.values()
    }

    /// The resource of this name and type, if it has one. A deployment of the API is known under all
    /// the names that `render` gives it.
    pub(crate) fn declared(&self, logical_id: &str, kind: &str) -> Option<&Declared> {
        let name = match logical_id.strip_prefix(DEPLOYMENT) {
            Some(hash) if hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => DEPLOYMENT,
            _ => logical_id,
        };
        let declared = self.declared.resources.get(name);
        declared.filter(|declared| declared.kind == kind)
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
        let parameters = template.parameters(&map(given), &map(stack)).unwrap();
        template.render(&parameters).unwrap()
    }

    fn deployment(rendered: &str) -> &str {
        let (_, rest) = rendered.split_once("\n  ApiDeployment").unwrap();
        rest.split_once(':').unwrap().0
    }

    #[test]
    fn the_deployment_has_one_name_in_all_its_places() {
        let text = rendered(&Template::of_checkout(), &[], &[]);
        let id = format!("ApiDeployment{}", deployment(&text));
        assert!(text.contains(&format!("DeploymentId: !Ref {id}\n")));
        assert_eq!(
            text.matches("ApiDeployment").count(),
            text.matches(&id).count()
        );
    }

    #[test]
    fn a_change_of_the_api_names_a_new_deployment_and_a_change_of_the_site_does_not() {
        let before = Template::of_checkout();
        let edited = |from: &str, to: &str| {
            assert!(before.text.contains(from), "{from}");
            let text = before.text.replace(from, to);
            rendered(&Template::parse(text).unwrap(), &[], &[])
        };
        let first = rendered(&before, &[], &[]);
        let api = edited("Hello From Protected Resource", "Hello again");
        let site = edited("PriceClass_100", "PriceClass_200");
        assert_ne!(deployment(&first), deployment(&api));
        assert_eq!(deployment(&first), deployment(&site));
    }

    #[test]
    fn a_value_in_the_api_section_names_a_new_deployment_wherever_it_comes_from() {
        let template = Template::of_checkout();
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
    fn every_pattern_can_be_read_and_every_default_is_allowed() {
        let template = Template::of_checkout();
        for (name, parameter) in &template.declared.parameters {
            let default = parameter.default.as_deref().unwrap();
            template.check_value(name, default).expect(name);
        }
    }

    #[test]
    fn a_pool_that_exists_is_not_planned() {
        let template = Template::of_checkout();
        let of_cognito = |own_pool: bool| {
            let planned = template.resources();
            let planned = planned.filter(|resource| own_pool || !resource.is_of_own_pool());
            planned
                .filter(|resource| resource.kind.starts_with("AWS::Cognito::"))
                .count()
        };
        assert_eq!((of_cognito(true), of_cognito(false)), (4, 0));
    }

    #[test]
    fn a_resource_is_known_by_its_name_and_type() {
        let template = Template::of_checkout();
        let declares = |name, kind| template.declared(name, kind).is_some();
        assert!(declares("SiteBucket", "AWS::S3::Bucket"));
        assert!(!declares("SiteBucket", "AWS::DynamoDB::Table"));
        assert!(!declares("Orders", "AWS::S3::Bucket"));
    }

    #[test]
    fn the_deployment_is_known_under_each_of_its_names() {
        let template = Template::of_checkout();
        let text = rendered(&template, &[], &[]);
        let id = format!("ApiDeployment{}", deployment(&text));
        let kind = "AWS::ApiGateway::Deployment";
        let declares = |name| template.declared(name, kind).is_some();
        assert!(declares(&id) && declares("ApiDeployment"));
        assert!(!declares("ApiDeploymentOfOthers"));
    }

    #[test]
    fn a_pool_stays_by_the_template_of_its_stack_and_by_no_other() {
        let text = Template::of_checkout().text;
        assert!(retains(&text, "UserPool") && retains(&text, "SiteBucket"));
        assert!(!retains(&text, "UserPoolClient"));
        let policy = "DeletionPolicy: RetainExceptOnCreate";
        let before = text.replacen(policy, "DeletionPolicy: Delete", 1);
        assert!(!retains(&before, "UserPool") && retains(&before, "SiteBucket"));
        assert!(!retains("{\"Resources\": {}}", "UserPool") && !retains("- a list", "UserPool"));
    }

    #[test]
    fn what_is_not_given_again_stays_as_it_is_in_the_stack() {
        let template = Template::of_checkout();
        let stack = map(&[("DomainPrefix", "mine"), ("Gone", "x")]);
        let given = map(&[("SelfSignUp", "false")]);
        let request = template.parameters(&given, &stack).unwrap().request;
        assert_eq!(
            request,
            [
                json!({"ParameterKey": "DomainPrefix", "UsePreviousValue": true}),
                json!({"ParameterKey": "SelfSignUp", "ParameterValue": "false"}),
            ]
        );
    }

    #[test]
    fn an_unknown_parameter_is_refused_with_the_names_that_exist() {
        let template = Template::of_checkout();
        let refused = template.parameters(&map(&[("Scope", "x")]), &BTreeMap::new());
        assert!(refused.unwrap_err().to_string().contains("ScopeName"));
    }
}
