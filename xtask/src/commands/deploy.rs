//! `cargo xtask deploy`: from a clean checkout to a working site.

mod config_json;
mod losses;
mod plan;
mod validate_parameters;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use super::options::Options;
use crate::{
    aws::{
        Aws, Bucket, ChangeSet, Events, Parameters, Placed, Stack, Template, Upload,
        change_sets_of_others, check_name_is_free, check_ours, invalidate,
    },
    progress::Progress,
    release, workspace,
};

const PREFIX: &str = "DomainPrefix";
const ISSUER: &str = "ExistingIssuer";
const DOMAIN: &str = "ExistingDomain";
const CLIENT: &str = "ExistingClientId";
const SITE_DOMAIN: &str = "SiteDomain";
const CERTIFICATE: &str = "SiteCertificateArn";

/// The options that stand for a parameter of the template.
const PARAMETERS: [(&str, &str); 7] = [
    ("--domain-prefix", PREFIX),
    ("--issuer", ISSUER),
    ("--domain", DOMAIN),
    ("--client-id", CLIENT),
    ("--dev-origin", "DevOrigin"),
    ("--site-domain", SITE_DOMAIN),
    ("--certificate", CERTIFICATE),
];

/// Builds, creates or changes the stack, and uploads; done again, it changes nothing.
pub(crate) fn deploy(words: &[&str]) -> Result<()> {
    let mut with_value = vec!["--stack", "--parameter", "--dist", losses::ACCEPT];
    with_value.extend(PARAMETERS.map(|(option, _)| option));
    let options = Options::read(words, &with_value, &["--dry-run"])?;
    let deployment = Deployment {
        name: options.stack()?,
        given: given(&options)?,
        dist: options.value("--dist")?.map(PathBuf::from),
        accepted_losses: options.all(losses::ACCEPT).collect(),
        template: Template::read()?,
    };
    let aws = Aws::find()?;
    if options.has("--dry-run") {
        plan::print(&aws, &deployment)
    } else {
        deployment.run(&aws)
    }
}

/// What was asked for.
struct Deployment<'a> {
    name: &'a str,
    /// The template's parameters as far as they were given.
    given: BTreeMap<String, String>,
    /// A finished build to upload; without it one is made.
    dist: Option<PathBuf>,
    /// What may be removed or replaced, by AWS's names.
    accepted_losses: Vec<&'a str>,
    template: Template,
}

fn given(options: &Options<'_>) -> Result<BTreeMap<String, String>> {
    let mut given = BTreeMap::new();
    for parameter in options.all("--parameter") {
        let (name, value) = parameter
            .split_once('=')
            .with_context(|| format!("--parameter {parameter}: it is written KEY=VALUE."))?;
        given.insert(name.to_owned(), value.to_owned());
    }
    for (option, parameter) in PARAMETERS {
        if let Some(value) = options.value(option)? {
            given.insert(parameter.to_owned(), value.to_owned());
        }
    }
    Ok(given)
}

impl Deployment<'_> {
    fn run(&self, aws: &Aws) -> Result<()> {
        // Before the build, which takes minutes: without credentials it would be for nothing.
        let existing = Stack::find(aws, self.name)?;
        if let Some(stack) = &existing {
            check_may_change(aws, stack)?;
        }
        let parameters = self.parameters(existing.as_ref())?;
        let dist = self.build()?;
        let folder = self.folder()?;

        let stack = self.change(aws, existing.as_ref(), &parameters, &folder)?;
        let config = config_json::of(&stack)?;
        let config_file = folder.join("config.json");
        fs::write(&config_file, config).with_context(|| config_file.display().to_string())?;
        upload(aws, &stack, &Upload::all(&dist, &config_file)?)?;
        let given = |name| {
            parameters
                .effective
                .get(name)
                .filter(|value| !value.is_empty())
        };
        if given(ISSUER).is_some() {
            println!(
                "\nThe app client {} must allow the callback URL {} and the sign-out URL {}.",
                stack.output("ClientId")?,
                stack.output("RedirectUri")?,
                stack.output("LogoutUri")?
            );
        }
        if let Some(name) = given(SITE_DOMAIN) {
            println!(
                "\nIn the DNS, {name} must point at {}: a CNAME record, or an alias record of \
                 Route 53.",
                stack.output("DistributionDomainName")?
            );
        }
        println!("\n  {}\n", stack.output("SiteUrl")?);
        Ok(())
    }

    /// The parameters' values, or what is missing.
    fn parameters(&self, existing: Option<&Stack>) -> Result<Parameters> {
        if let Some(stack) = existing {
            stack.check_changeable()?;
        }
        let of_stack = existing.map(|stack| stack.parameters.clone());
        let of_stack = of_stack.unwrap_or_default();
        let parameters = self.template.parameters(self.given.clone(), &of_stack)?;
        validate_parameters::check(&parameters.effective, &of_stack)?;
        Ok(parameters)
    }

    fn build(&self) -> Result<PathBuf> {
        if let Some(dist) = &self.dist {
            return Ok(dist.clone());
        }
        release::build()?;
        Ok(workspace::dist())
    }

    /// Where the requests to AWS and the configuration are put together: not in `dist/`, which
    /// serves every environment.
    fn folder(&self) -> Result<PathBuf> {
        let folder = workspace::root().join("target/deploy").join(self.name);
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        Ok(folder)
    }

    /// Brings the stack to what the template says.
    fn change(
        &self,
        aws: &Aws,
        existing: Option<&Stack>,
        parameters: &Parameters,
        folder: &Path,
    ) -> Result<Stack> {
        let name = self.name;
        let template = self.template.render(parameters)?;
        let comparing = Progress::start("Comparing the template with the stack");
        let change_set = ChangeSet::create(aws, name, existing, &template, parameters, folder)?;
        comparing.done();
        let Some(change_set) = change_set else {
            println!("The stack {name} is as the template says.");
            return Stack::find(aws, name)?.context("The stack is gone.");
        };
        for change in &change_set.changes {
            println!("  {change}");
        }
        if let Err(refusal) = losses::check(&change_set.changes, &self.accepted_losses) {
            change_set.discard(aws)?;
            return Err(refusal);
        }
        println!(
            "\nCloudFormation is at work, for about five minutes the first time. Ctrl-C does not \
             stop it; `cargo xtask status --stack {name}` says how it ends."
        );
        let mut events = Events::after(aws, name)?;
        change_set.execute(aws)?;
        let stack = events.follow(aws, name)?;
        if stack.succeeded() {
            return Ok(stack);
        }
        let next = stack.check_changeable().err();
        bail!(
            "The stack {name} could not be brought to what the template says ({}).\n{}\n{}",
            stack.status,
            events.failures(),
            next.map_or_else(
                || "It is as it was before.".to_owned(),
                |next| next.to_string()
            )
        )
    }
}

/// Fails if the stack is not of this template.
fn check_may_change(aws: &Aws, stack: &Stack) -> Result<()> {
    if stack.is_empty() {
        check_name_is_free(stack, &change_sets_of_others(aws, stack)?)
    } else {
        check_ours(stack, &stack.resources(aws)?)
    }
}

/// Uploads what is not there yet. Old hashed files stay, for the tabs that are open.
fn upload(aws: &Aws, stack: &Stack, uploads: &[Upload]) -> Result<()> {
    let bucket = Bucket {
        aws,
        name: stack.output("SiteBucketName")?,
    };
    println!("\nThe files of the site:");
    let mut replaced = Vec::new();
    for upload in uploads {
        let placed = bucket.place(upload)?;
        let what = match placed {
            Placed::New => "new",
            Placed::Replaced => "replaced",
            Placed::Unchanged => "unchanged",
        };
        println!("  {what:<11}{}", upload.key);
        if placed == Placed::Replaced {
            replaced.push(upload.key.as_str());
        }
    }
    if !replaced.is_empty() {
        invalidate(aws, stack.output("DistributionId")?, &replaced)?;
    }
    Ok(())
}
