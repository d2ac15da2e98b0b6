//! `cargo xtask destroy`

use std::{
    fs,
    io::{self, Write},
};

use anyhow::{Context, Result, bail};
use aws_stack::{Aws, Deletion, Events, Found, LeftBehind, Stack, stack_name};
use clap::Args;

use crate::{tools, workspace};

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
    let aws = tools::aws()?;
    let Some(stack) = Stack::find(&aws, name)? else {
        if let Some(pool) = named_pool {
            bail!(
                "There is no stack {name} in this account and region, by which the user pool {pool} \
                 could be known. Nothing was deleted: `aws cognito-idp delete-user-pool \
                 --user-pool-id {pool}` deletes it by its id alone."
            )
        }
        println!("There is no stack {name} in this account and region.");
        tell_what_an_earlier_one_left(&aws, name);
        return Ok(());
    };
    let deletion = Deletion::of(Found::of(&aws, stack)?, &workspace::template()?, named_pool)?;
    println!("{deletion}");
    if !options.yes {
        confirm(name)?;
    }
    delete_stack(&aws, &deletion)?;
    delete_what_it_left(&aws, name, &deletion)?;
    println!("The stack {name} is gone.");
    if let Some(pool) = deletion.kept_pool() {
        tell_of_pool(&pool.id);
    }
    Ok(())
}

/// A deletion that was cut off leaves the bucket. Where AWS does not let us look, nothing is told.
fn tell_what_an_earlier_one_left(aws: &Aws, name: &str) {
    let left = LeftBehind::of(aws, name).unwrap_or_default();
    if left.bucket.is_some() || left.pool.is_some() {
        println!("One of that name was deleted before. Nothing is deleted now.");
    }
    if let Some(bucket) = left.bucket {
        println!(
            "Its bucket {bucket} is still there, with its files. If they may go, empty and delete it \
             in the S3 console."
        );
    }
    if let Some(pool) = left.pool {
        tell_of_pool(&pool.id);
    }
}

fn tell_of_pool(id: &str) {
    println!(
        "Its user pool {id} is still there, with its users. If they may go, `aws cognito-idp \
         delete-user-pool --user-pool-id {id}` deletes it."
    );
}

fn confirm(name: &str) -> Result<()> {
    print!("Type the stack's name to go on: ");
    io::stdout().flush()?;
    if child_process::read_line()?.trim() != name {
        bail!("That is not its name: nothing was deleted.")
    }
    Ok(())
}

fn delete_stack(aws: &Aws, deletion: &Deletion) -> Result<()> {
    println!("CloudFormation is at work, for some minutes: CloudFront is slow to let go.");
    if let Some(bucket) = deletion.bucket() {
        println!("Ctrl-C does not stop it, and leaves the bucket {bucket}.");
    }
    let Stack { id, name, .. } = deletion.stack();
    let mut events = Events::after(aws, id)?;
    deletion.delete_stack(aws)?;
    let stack = events.follow(aws, id, |event| println!("  {event}"))?;
    if stack.status != "DELETE_COMPLETE" {
        bail!(
            "The stack {name} could not be deleted ({}).\n{}",
            stack.status,
            events.failures()
        )
    }
    Ok(())
}

fn delete_what_it_left(aws: &Aws, name: &str, deletion: &Deletion) -> Result<()> {
    let folder = workspace::folder_of_stack(name)?;
    if let Some(bucket) = deletion.bucket() {
        let deleted = deletion.delete_bucket(aws, &folder).with_context(|| {
            format!(
                "The stack {name} is gone, its bucket {bucket} is not: delete it in the S3 console."
            )
        })?;
        println!("Deleted the bucket {bucket} and {deleted} objects in it.");
    }
    if let Some(pool) = deletion.deleted_pool() {
        deletion.delete_pool(aws).with_context(|| {
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
