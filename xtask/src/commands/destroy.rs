//! `cargo xtask destroy`

mod plan;

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};
use clap::Args;

use self::plan::{Found, POOL, Plan, pool_id};
use super::stack_name;
use crate::{
    aws::{Aws, Bucket, Events, Stack, Template, UserPool, change_sets_of_others},
    workspace,
};

/// Names the user pool that goes with its users.
const POOL_OPTION: &str = "--delete-user-pool";

#[derive(Args, Debug)]
pub(super) struct Options {
    /// The name of the stack in AWS
    #[arg(long, value_name = "NAME", value_parser = stack_name)]
    stack: String,
    /// Does not ask
    #[arg(long)]
    yes: bool,
    /// Deletes the stack's user pool as well, with its users
    #[arg(long, value_name = "ID")]
    delete_user_pool: Option<String>,
}

/// Deletes the stack and its bucket, once a person has typed its name. The user pool stays unless
/// it is named.
pub(super) fn destroy(options: &Options) -> Result<()> {
    let name = &options.stack;
    let named_pool = options.delete_user_pool.as_deref();
    let aws = Aws::find()?;
    let Some(stack) = Stack::find(&aws, name)? else {
        if let Some(pool) = named_pool {
            bail!(
                "There is no stack {name} in this account and region, by which the user pool {pool} \
                 could be known. Nothing was deleted: `aws cognito-idp delete-user-pool \
                 --user-pool-id {pool}` deletes it by its id alone."
            )
        }
        println!("There is no stack {name} in this account and region.");
        return Ok(());
    };
    let plan = Plan::of(describe(&aws, stack)?, &Template::read()?, named_pool)?;
    println!("{plan}");
    if !options.yes {
        confirm(name)?;
    }
    delete_stack(&aws, &plan)?;
    delete_what_it_left(&aws, name, &plan)?;
    println!("The stack {name} is gone.");
    if let Some(UserPool { id, .. }) = plan.found.pool.as_ref().filter(|_| !plan.deletes_pool) {
        println!(
            "Its user pool {id} is still there, with its users. If they may go, `aws cognito-idp \
             delete-user-pool --user-pool-id {id}` deletes it."
        );
    }
    Ok(())
}

/// Everything that the decision needs.
fn describe(aws: &Aws, stack: Stack) -> Result<Found> {
    let resources = stack.resources(aws)?;
    let pool = match pool_id(&resources) {
        Some(id) => UserPool::find(aws, id)?,
        None => None,
    };
    let pool_is_retained = pool.is_some() && stack.retains(aws, POOL)?;
    let change_sets = if stack.is_empty() {
        change_sets_of_others(aws, &stack)?
    } else {
        Vec::new()
    };
    Ok(Found {
        stack,
        resources,
        change_sets,
        pool,
        pool_is_retained,
    })
}

fn confirm(name: &str) -> Result<()> {
    print!("Type the stack's name to go on: ");
    io::stdout().flush()?;
    if child_process::read_line()?.trim() != name {
        bail!("That is not its name: nothing was deleted.")
    }
    Ok(())
}

/// CloudFormation keeps the bucket, so that no file is deleted unless the stack could be.
fn delete_stack(aws: &Aws, plan: &Plan) -> Result<()> {
    println!("CloudFormation is at work, for some minutes: CloudFront is slow to let go.");
    if let Some(bucket) = plan.bucket() {
        println!("Ctrl-C does not stop it, and leaves the bucket {bucket}.");
    }
    let Stack { id, name, .. } = &plan.found.stack;
    let mut events = Events::after(aws, id)?;
    plan.found.stack.delete(aws, &plan.retained())?;
    let stack = events.follow(aws, id)?;
    if stack.status != "DELETE_COMPLETE" {
        bail!(
            "The stack {name} could not be deleted ({}).\n{}",
            stack.status,
            events.failures()
        )
    }
    Ok(())
}

fn delete_what_it_left(aws: &Aws, name: &str, plan: &Plan) -> Result<()> {
    let folder = workspace::folder_of_stack(name)?;
    if let Some(bucket) = plan.bucket() {
        delete_bucket(aws, bucket, &folder).with_context(|| {
            format!(
                "The stack {name} is gone, its bucket {bucket} is not: delete it in the S3 console."
            )
        })?;
    }
    if let Some(pool) = plan.found.pool.as_ref().filter(|_| plan.deletes_pool) {
        pool.delete(aws).with_context(|| {
            format!(
                "The stack {name} is gone, its user pool {id} is not: run `aws cognito-idp \
                 delete-user-pool --user-pool-id {id}`.",
                id = pool.id
            )
        })?;
        println!("Deleted the user pool {}.", pool.id);
    }
    fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())
}

fn delete_bucket(aws: &Aws, name: &str, folder: &Path) -> Result<()> {
    let bucket = Bucket { aws, name };
    let deleted = bucket.empty(folder)?;
    bucket.delete()?;
    println!("Deleted the bucket {name} and {deleted} objects in it.");
    Ok(())
}
