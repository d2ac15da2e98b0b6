//! What `--dry-run` prints.

use std::{collections::BTreeMap, path::Path};

use anyhow::Result;
use aws_stack::{Aws, Stack, Upload, check_may_change, given, names::ISSUER};
use local_site::{cache_control, content_type};

use super::{Deployment, UNKNOWN_CODE, backend_code};
use crate::workspace;

/// Before what belongs to one of the numbered steps.
const INDENT: &str = "     ";

/// Says what would be done, and leaves everything as it is: a change set, by which AWS is asked
/// about a stack that exists, is deleted again.
pub(super) fn print(aws: &Aws, deployment: &Deployment) -> Result<()> {
    let options = &deployment.options;
    // A plan for a new stack can be told without asking anybody.
    let existing = Stack::find(aws, &options.stack).unwrap_or_else(|error| {
        println!("AWS could not be asked, so this is the plan for a new stack.\n{error:#}\n");
        None
    });
    if let Some(stack) = &existing {
        check_may_change(aws, stack)?;
    }
    let existing = existing.filter(|stack| !stack.is_empty());
    let with_backend = deployment.with_backend(existing.as_ref());
    let code = match existing.as_ref().and_then(backend_code) {
        _ if !with_backend => "",
        Some(code) => code,
        None => UNKNOWN_CODE,
    };
    let parameters = deployment.parameters(existing.as_ref(), code)?;

    match &options.dist {
        Some(dist) => println!("1. Take the build in {}", dist.display()),
        None => println!("1. Build dist/, as `cargo xtask build` does"),
    }
    if with_backend {
        println!("   and the backend's program, which is uploaded under its hash first");
    }
    match existing {
        Some(stack) => {
            println!("2. Update the stack {} ({})", stack.name, stack.status);
            let folder = workspace::folder_of_stack(&options.stack)?;
            match deployment.compare(aws, Some(&stack), &parameters, &folder, INDENT)? {
                Some(change_set) => change_set.delete(aws)?,
                None => println!("{INDENT}nothing to change"),
            }
        }
        None => {
            println!("2. Create the stack {} with", options.stack);
            let own_pool = given(&parameters.effective, ISSUER).is_none();
            let resources = deployment.template.resources();
            let planned = resources
                .filter(|resource| own_pool || !resource.is_of_own_pool())
                .filter(|resource| with_backend || !resource.is_of_backend());
            if with_backend {
                println!("     (in two steps: the program goes into the bucket of the first one)");
            }
            let mut counts = BTreeMap::<_, usize>::new();
            for resource in planned {
                *counts.entry(&resource.kind).or_default() += 1;
            }
            for (kind, count) in counts {
                println!("     {count} {kind}");
            }
        }
    }
    println!("   and the parameters");
    for (name, value) in &parameters.effective {
        println!("     {name} = {value}");
    }
    println!("3. Write config.json from the outputs of the stack");
    println!("4. Upload, where it is not there already, in this order");
    let dist = options.dist.clone().unwrap_or_else(workspace::dist);
    if options.dist.is_some() || dist.join("index.html").exists() {
        for Upload { key, .. } in Upload::all(&dist, Path::new("config.json"))? {
            let (kind, cache) = (content_type(&key), cache_control(&key));
            println!("     {key}  ({kind}; {cache})");
        }
    } else {
        println!("     the hashed files, config.json, index.html (there is no build yet)");
    }
    println!("   old hashed files stay, for the tabs that are open");
    println!("5. Invalidate what was replaced in CloudFront");
    Ok(())
}
