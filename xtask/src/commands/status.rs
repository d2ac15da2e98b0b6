//! `cargo xtask status`

use anyhow::{Context, Result, bail};
use aws_stack::{Stack, check_may_change};

use crate::tools;

/// Says how the stack is and where what is in it can be found.
pub(super) fn status(name: &str) -> Result<()> {
    let aws = tools::aws()?;
    let stack = Stack::find(&aws, name)?
        .with_context(|| format!("There is no stack {name} in this account and region."))?;
    println!("{name:<16}{} (since {})", stack.status, stack.changed());
    if !stack.reason.is_empty() {
        println!("{:<16}{}", "reason", stack.reason);
    }
    if stack.in_progress() || stack.is_empty() {
        return Ok(());
    }
    check_may_change(&aws, &stack)?;
    stack.check_changeable()?;
    for (what, output) in [
        ("site", "SiteUrl"),
        ("hosted login", "HostedUiOrigin"),
        ("API", "ApiUrl"),
        ("issuer", "Issuer"),
        ("client", "ClientId"),
        ("bucket", "SiteBucketName"),
    ] {
        println!("{what:<16}{}", stack.output(output)?);
    }
    for (what, output) in [
        ("backend", "BackendPath"),
        ("its logs", "BackendLogGroup"),
        ("its key", "BackendKeyArn"),
    ] {
        if let Some(value) = stack.output_if_any(output) {
            println!("{what:<16}{value}");
        }
    }
    if !stack.succeeded() {
        bail!(
            "The last update failed and was undone: `aws cloudformation describe-stack-events \
             --stack-name {name}` has the reasons."
        )
    }
    Ok(())
}
