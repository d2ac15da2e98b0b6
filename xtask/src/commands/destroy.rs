//! `cargo xtask destroy`

use std::{
    fs,
    io::{self, Write},
};

use anyhow::{Context, Result, bail};

use super::options::Options;
use crate::{
    aws::{Aws, Bucket, Events, Stack},
    workspace,
};

/// Deletes the stack and its bucket, once a person has typed its name.
pub(crate) fn destroy(words: &[&str]) -> Result<()> {
    let options = Options::read(words, &["--stack"], &["--yes"])?;
    let name = options.stack()?;
    let aws = Aws::find()?;
    let Some(stack) = Stack::find(&aws, name)? else {
        println!("There is no stack {name} in this account and region.");
        return Ok(());
    };
    if stack.in_progress() {
        stack.check_changeable()?;
    }
    check_unprotected(&stack)?;
    if !options.has("--yes") {
        confirm(&stack)?;
    }
    let folder = workspace::root().join("target/deploy").join(name);
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;

    // CloudFormation keeps the bucket, and would not delete a full one.
    let bucket = stack.physical_id(&aws, "SiteBucket")?;
    let bucket = bucket.as_deref().map(|name| Bucket { aws: &aws, name });
    if let Some(bucket) = &bucket {
        let deleted = bucket.empty(&folder)?;
        println!("Deleted {deleted} objects from the bucket {}.", bucket.name);
    }
    println!("CloudFormation is at work, for some minutes: CloudFront is slow to let go.");
    let mut events = Events::after(&aws, &stack.id)?;
    stack.delete(&aws)?;
    let stack = events.follow(&aws, &stack.id)?;
    if stack.status != "DELETE_COMPLETE" {
        bail!(
            "The stack {name} could not be deleted ({}).\n{}",
            stack.status,
            events.failures()
        )
    }
    if let Some(bucket) = &bucket {
        bucket.delete()?;
    }
    fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    println!("The stack {name} is gone.");
    Ok(())
}

/// AWS would refuse to delete a protected user pool only after the site is gone.
fn check_unprotected(stack: &Stack) -> Result<()> {
    let protection = stack.parameters.get("DeletionProtection");
    if protection.is_some_and(|value| value == "ACTIVE") {
        bail!(
            "The user pool of {name} is protected against deletion. If its users may go, deploy \
             with `--parameter DeletionProtection=INACTIVE` first.",
            name = stack.name
        )
    }
    Ok(())
}

fn confirm(stack: &Stack) -> Result<()> {
    let name = &stack.name;
    let issuer = stack.parameters.get("ExistingIssuer");
    if issuer.is_some_and(|issuer| !issuer.is_empty()) {
        println!("This deletes the site and the API of the stack {name}. The user pool stays.");
    } else {
        println!(
            "This deletes the site, the API and the user pool of the stack {name}, with all its \
             users. Nothing brings them back."
        );
    }
    print!("Type the stack's name to go on: ");
    io::stdout().flush()?;
    let mut typed = String::new();
    io::stdin().read_line(&mut typed)?;
    if typed.trim() != name.as_str() {
        bail!("That is not its name: nothing was deleted.")
    }
    Ok(())
}
