//! `cargo xtask deploy`: from a clean checkout to a working site.

mod plan;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use aws_stack::{
    Aws, Bucket, ChangeSet, Events, Parameters, Stack, Template, Upload, UploadOutcome,
    check_losses, check_may_change, config_json, given,
    names::{
        BACKEND_CODE, CERTIFICATE, CLIENT, DEV_ORIGIN, DOMAIN, DOMAIN_PREFIX, ISSUER, SITE_DOMAIN,
    },
    stack_name, validate_parameters, validate_value,
};
use clap::Args;

use crate::{progress::Progress, release, tools, workspace};

/// Stands for the program of a backend before it is built.
const UNKNOWN_CODE: &str =
    "backend/0000000000000000000000000000000000000000000000000000000000000000.zip";

#[derive(Args, Debug)]
pub(super) struct Options {
    /// The name of the stack in AWS
    #[arg(long, value_name = "NAME", value_parser = stack_name)]
    stack: String,
    /// Makes a user pool, whose hosted login is https://PREFIX.auth.REGION.amazoncognito.com
    #[arg(long, value_name = "PREFIX")]
    domain_prefix: Option<String>,
    /// Keeps a user pool that exists, in place of --domain-prefix: its issuer
    #[arg(long)]
    issuer: Option<String>,
    /// The domain of that pool's hosted login
    #[arg(long)]
    domain: Option<String>,
    /// The app client of that pool
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// The site's own name
    #[arg(long, value_name = "NAME")]
    site_domain: Option<String>,
    /// The certificate for that name, in us-east-1
    #[arg(long, value_name = "ARN")]
    certificate: Option<String>,
    /// Lets this origin sign in as well, such as http://localhost:3000
    #[arg(long, value_name = "ORIGIN")]
    dev_origin: Option<String>,
    /// Keeps the tokens on a server of the site's own; `--backend=false` puts them back into the
    /// browser. Without it, that stays as it is in the stack
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    backend: Option<bool>,
    /// Any other parameter of infra/template.yaml; may be repeated
    #[arg(long = "parameter", value_name = "KEY=VALUE", value_parser = key_and_value)]
    parameters: Vec<(String, String)>,
    /// Uploads this finished build instead of making one
    #[arg(long, value_name = "FOLDER")]
    dist: Option<PathBuf>,
    /// Lets this resource be removed or replaced, by AWS's name for it; may be repeated
    #[arg(long, value_name = "ID")]
    accept_loss: Vec<String>,
    /// Prints what it would do, and does nothing
    #[arg(long)]
    dry_run: bool,
}

fn key_and_value(text: &str) -> Result<(String, String), &'static str> {
    let (key, value) = text.split_once('=').ok_or("it is written KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}

impl Options {
    /// The template's parameters as far as they have an option of their own, with its name.
    fn named(&self) -> impl Iterator<Item = (&'static str, &'static str, &str)> {
        let all = [
            ("--domain-prefix", DOMAIN_PREFIX, &self.domain_prefix),
            ("--issuer", ISSUER, &self.issuer),
            ("--domain", DOMAIN, &self.domain),
            ("--client-id", CLIENT, &self.client_id),
            ("--dev-origin", DEV_ORIGIN, &self.dev_origin),
            ("--site-domain", SITE_DOMAIN, &self.site_domain),
            ("--certificate", CERTIFICATE, &self.certificate),
        ];
        let all = all.into_iter();
        all.filter_map(|(option, name, value)| Some((option, name, value.as_deref()?)))
    }

    /// The template's parameters as far as they were given.
    fn given(&self) -> BTreeMap<String, String> {
        let named = self.named();
        let named = named.map(|(_, name, value)| (name.to_owned(), value.to_owned()));
        self.parameters.iter().cloned().chain(named).collect()
    }

    /// Fails for a value that AWS would refuse after the build.
    fn check_values(&self, template: &Template) -> Result<()> {
        for (option, name, value) in self.named() {
            validate_value(template, name, value, &format!("{option} {value}"))?;
        }
        for (name, value) in &self.parameters {
            validate_value(
                template,
                name,
                value,
                &format!("--parameter {name}={value}"),
            )?;
        }
        Ok(())
    }
}

/// Builds, creates or changes the stack, and uploads; done again, it changes nothing.
pub(super) fn deploy(options: Options) -> Result<()> {
    if options.given().contains_key(BACKEND_CODE) {
        bail!("{BACKEND_CODE} is what --backend sets, once it has uploaded the program.")
    }
    let deployment = Deployment {
        options,
        template: workspace::template()?,
    };
    deployment.options.check_values(&deployment.template)?;
    let aws = tools::aws()?;
    if deployment.options.dry_run {
        plan::print(&aws, &deployment)
    } else {
        deployment.run(&aws)
    }
}

/// What was asked for.
struct Deployment {
    options: Options,
    template: Template,
}

impl Deployment {
    fn run(&self, aws: &Aws) -> Result<()> {
        // Before the build, which takes minutes: without credentials it would be for nothing.
        let existing = Stack::find(aws, &self.options.stack)?;
        if let Some(stack) = &existing {
            check_may_change(aws, stack)?;
        }
        let with_backend = self.with_backend(existing.as_ref());
        let code = with_backend.then_some(UNKNOWN_CODE);
        self.parameters(existing.as_ref(), code.unwrap_or_default())?;
        let dist = match &self.options.dist {
            Some(dist) => {
                // Refused before anything changes, if it holds no build.
                Upload::all(dist, Path::new("config.json"))?;
                dist.clone()
            }
            None => {
                release::build()?;
                workspace::dist()
            }
        };
        let folder = workspace::folder_of_stack(&self.options.stack)?;

        let (existing, code) = if with_backend {
            let (key, file) = release::build_backend(&[])?;
            let program = Upload { key, file };
            let stack = self.upload_backend(aws, existing, &program, &folder)?;
            (Some(stack), program.key)
        } else {
            (existing, String::new())
        };
        let parameters = self.parameters(existing.as_ref(), &code)?;
        let stack = self.change(aws, existing.as_ref(), &parameters, &folder)?;
        let config = config_json(&stack)?;
        let config_file = folder.join("config.json");
        fs::write(&config_file, config).with_context(|| config_file.display().to_string())?;
        upload(aws, &stack, &Upload::all(&dist, &config_file)?)?;
        if given(&parameters.effective, ISSUER).is_some() {
            println!(
                "\nThe app client {} must allow the callback URL {} and the sign-out URL {}.",
                stack.output("ClientId")?,
                stack.output("RedirectUri")?,
                stack.output("LogoutUri")?
            );
        }
        if let Some(name) = given(&parameters.effective, SITE_DOMAIN) {
            println!(
                "\nIn the DNS, {name} must point at {}: a CNAME record, or an alias record of \
                 Route 53.",
                stack.output("DistributionDomainName")?
            );
        }
        println!("\n  {}\n", stack.output("SiteUrl")?);
        Ok(())
    }

    /// Whether the stack is to have a backend: what was asked for, else what it has.
    fn with_backend(&self, existing: Option<&Stack>) -> bool {
        let has_one = existing.is_some_and(|stack| backend_code(stack).is_some());
        self.options.backend.unwrap_or(has_one)
    }

    /// Puts the backend's program where CloudFormation finds it: into the stack's bucket, for which a
    /// new stack is made without a backend first.
    fn upload_backend(
        &self,
        aws: &Aws,
        existing: Option<Stack>,
        program: &Upload,
        folder: &Path,
    ) -> Result<Stack> {
        let stack = match existing {
            Some(stack) if !stack.is_empty() => stack,
            new => {
                println!(
                    "The stack is made without its backend first, whose program goes into the \
                     stack's bucket."
                );
                let parameters = self.parameters(new.as_ref(), "")?;
                self.change(aws, new.as_ref(), &parameters, folder)?
            }
        };
        println!("\nThe program of the backend:");
        upload_one(&Bucket::of(aws, &stack)?, program)?;
        Ok(stack)
    }

    /// The parameters' values, with the backend's `code` or an empty one, or what is missing.
    fn parameters(&self, existing: Option<&Stack>, code: &str) -> Result<Parameters> {
        if let Some(stack) = existing {
            stack.check_changeable()?;
        }
        let of_stack = existing.map(|stack| stack.parameters.clone());
        let of_stack = of_stack.unwrap_or_default();
        let mut given = self.options.given();
        given.insert(BACKEND_CODE.to_owned(), code.to_owned());
        let parameters = self.template.parameters(&given, &of_stack)?;
        validate_parameters(&parameters.effective, &of_stack)?;
        Ok(parameters)
    }

    /// What CloudFormation would do, printed after this `indent`; nothing where there is nothing to do.
    fn compare(
        &self,
        aws: &Aws,
        existing: Option<&Stack>,
        parameters: &Parameters,
        folder: &Path,
        indent: &str,
    ) -> Result<Option<ChangeSet>> {
        let template = self.template.render(parameters)?;
        let name = &self.options.stack;
        let comparing = Progress::start("Comparing the template with the stack");
        let change_set = ChangeSet::create(aws, name, existing, &template, parameters, folder)?;
        comparing.done();
        let Some(change_set) = change_set else {
            return Ok(None);
        };
        for change in &change_set.changes {
            println!("{indent}{change}");
        }
        let accepted = &self.options.accept_loss;
        if let Err(refusal) = check_losses(&change_set.changes, accepted, &self.template) {
            change_set.delete(aws)?;
            return Err(refusal);
        }
        Ok(Some(change_set))
    }

    /// Brings the stack to what the template says.
    fn change(
        &self,
        aws: &Aws,
        existing: Option<&Stack>,
        parameters: &Parameters,
        folder: &Path,
    ) -> Result<Stack> {
        let name = &self.options.stack;
        let Some(change_set) = self.compare(aws, existing, parameters, folder, "  ")? else {
            println!("The stack {name} is as the template says.");
            return Stack::find(aws, name)?.context("The stack is gone.");
        };
        println!(
            "\nCloudFormation is at work, for about five minutes the first time. Ctrl-C does not \
             stop it; `cargo xtask status --stack {name}` says how it ends."
        );
        let mut events = Events::after(aws, name)?;
        change_set.execute(aws)?;
        let stack = events.follow(aws, name, |event| println!("  {event}"))?;
        if stack.succeeded() {
            return Ok(stack);
        }
        let now = match stack.check_changeable() {
            Ok(()) => "It is as it was before.".to_owned(),
            Err(what_to_do) => what_to_do.to_string(),
        };
        bail!(
            "The stack {name} could not be brought to what the template says ({}).\n{}\n{now}",
            stack.status,
            events.failures()
        )
    }
}

/// The program of the stack's backend, if it has one.
fn backend_code(stack: &Stack) -> Option<&str> {
    given(&stack.parameters, BACKEND_CODE)
}

/// Uploads what is not there yet. Old hashed files stay, for the tabs that are open.
fn upload(aws: &Aws, stack: &Stack, uploads: &[Upload]) -> Result<()> {
    let bucket = Bucket::of(aws, stack)?;
    println!("\nThe files of the site:");
    let mut replaced = Vec::new();
    for upload in uploads {
        if upload_one(&bucket, upload)? == UploadOutcome::Replaced {
            replaced.push(upload.key.as_str());
        }
    }
    if !replaced.is_empty() {
        stack.invalidate(aws, &replaced)?;
    }
    Ok(())
}

fn upload_one(bucket: &Bucket<'_>, upload: &Upload) -> Result<UploadOutcome> {
    let outcome = bucket.upload(upload)?;
    let what = match outcome {
        UploadOutcome::New => "new",
        UploadOutcome::Replaced => "replaced",
        UploadOutcome::Unchanged => "unchanged",
    };
    println!("  {what:<11}{}", upload.key);
    Ok(outcome)
}
