//! The linker of a release: LLVM's, told to export less.
//!
//! The compiler exports every function that a `#[wasm_bindgen]` in any crate offers to JavaScript,
//! and what is exported is kept with all it uses: leptos brings the streams of server functions,
//! which a page without a server never has. Later is too late, since the linker alone can tell
//! which static data belongs to which function. This program takes the linker's place, leaves
//! those exports out, and runs the linker.

use std::{collections::HashSet, os::unix::process::CommandExt, process::Command};

use anyhow::{Context, Result, bail};

const EXPORT: &str = "--export";
const DESCRIPTION: &str = "__wbindgen_describe_";

/// Whether the compiler started this program as its linker.
pub(crate) fn is_for_linker(arguments: &[&str]) -> bool {
    arguments.starts_with(&["-flavor", "wasm"])
}

/// Takes the linker's place; returns only if it cannot be run.
pub(crate) fn link(arguments: &[&str]) -> Result<()> {
    // The compiler puts its own folder of programs on `PATH`.
    let failure = Command::new("rust-lld")
        .args(with_fewer_exports(arguments)?)
        .exec();
    Err(failure).context("rust-lld cannot be started")
}

fn with_fewer_exports<'a>(arguments: &[&'a str]) -> Result<Vec<&'a str>> {
    let exported: HashSet<&str> = arguments
        .windows(2)
        .filter_map(|pair| match *pair {
            [EXPORT, name] => Some(name),
            _ => None,
        })
        .collect();
    if arguments.iter().any(|argument| is_unknown_form(argument)) {
        bail!("the compiler no longer tells its linker what to export with `{EXPORT} NAME`")
    }
    let mut kept = Vec::new();
    let mut rest = arguments.iter().copied();
    while let Some(argument) = rest.next() {
        if argument != EXPORT {
            kept.push(argument);
        } else if let Some(name) = rest.next()
            && is_needed(name, &exported)
        {
            kept.extend([EXPORT, name]);
        }
    }
    Ok(kept)
}

/// A file of arguments, or an export that is not given in two arguments; the linker's own symbols
/// come in one.
fn is_unknown_form(argument: &str) -> bool {
    argument.starts_with('@')
        || argument.starts_with("--export=") && !argument.starts_with("--export=__")
}

/// The program starts by itself and offers nothing else; the rest belongs to wasm-bindgen, which
/// describes to its command line what is imported and what is exported.
fn is_needed(name: &str, exported: &HashSet<&str>) -> bool {
    let described = name.strip_prefix(DESCRIPTION).unwrap_or_default();
    let of_runtime = name.starts_with("__wbindgen_") || name.starts_with("__externref_");
    name == "main" || of_runtime && !exported.contains(described)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_program_and_the_runtime_stay_exported() {
        let arguments = [
            "-flavor",
            "wasm",
            "--export",
            "main",
            "--export",
            "__wbindgen_describe___wbg_fetch_0123456789abcdef",
            "--export",
            "__wbindgen_describe_stream_pull",
            "--export",
            "stream_pull",
            "--export",
            "__wbg_stream_free",
            "--export",
            "__externref_table_alloc",
            "--export=__heap_base",
            "-o",
            "app.wasm",
        ];
        assert_eq!(
            with_fewer_exports(&arguments).unwrap().join(" "),
            "-flavor wasm --export main \
             --export __wbindgen_describe___wbg_fetch_0123456789abcdef \
             --export __externref_table_alloc --export=__heap_base -o app.wasm"
        );
    }

    #[test]
    fn a_command_line_of_another_form_is_an_error() {
        assert!(with_fewer_exports(&["-flavor", "wasm", "@arguments"]).is_err());
        assert!(with_fewer_exports(&["-flavor", "wasm", "--export=main"]).is_err());
    }
}
