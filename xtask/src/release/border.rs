//! The border between the program and the script that wasm-bindgen writes beside it, made narrow.
//!
//! Each side is compiled without knowledge of the other, and so keeps what the other side no longer
//! asks for; and both carry every name that crosses, most of them with a hash, which does not
//! compress.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::{glue::Glue, integrity::Page, wasm::Module};
use crate::{process, tools};

/// What is imported comes from a module of this name.
const SHORT_MODULE: &str = "a";

/// The proposals that all supported browsers implement, and the passes of wasm-opt.
///
/// The linker puts the stack first (`--stack-first`), so that no data has an address below 1,024;
/// this is what `--low-memory-unused` relies on.
const OPTIMISATIONS: [&str; 16] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--low-memory-unused",
    "--strip-producers",
    "--strip-target-features",
    "--flatten",
    "--rereloop",
    "-Os",
    "--flatten",
    "--rereloop",
    "-Os",
    "-Os",
];

/// Narrows the border in `dist`, and corrects the integrity values in `index.html`.
pub(super) fn narrow(dist: &Path) -> Result<()> {
    let program = only_program(dist)?;
    let script = script_of(&program)?;
    let mut page = Page::read(dist)?;
    let wasm_before = fs::read(&program)?;
    let script_before = fs::read_to_string(&script)?;
    let mut module = Module::parse(&wasm_before)?;
    let mut glue = Glue::parse(&script_before)?;
    let mut exports = usize::MAX;
    loop {
        glue.keep_imports(&names(module.imports.iter().map(|import| &import.name)));
        let used = glue.exports();
        module
            .exports
            .retain(|export| used.contains(export.name.as_str()));
        if module.exports.len() == exports {
            break;
        }
        exports = module.exports.len();
        module = optimised(&module, &program)?;
    }
    let script_after = shorten(&mut module, &glue)?;
    page.replace(&program, &wasm_before, &module.to_bytes()?)?;
    page.replace(&script, script_before.as_bytes(), script_after.as_bytes())?;
    page.write()
}

/// wasm-opt's idea of a small program that does the same.
fn optimised(module: &Module, program: &Path) -> Result<Module> {
    fs::write(program, module.to_bytes()?)?;
    let mut command = Command::new(tools::wasm_opt()?);
    command
        .args(OPTIMISATIONS)
        .arg(program)
        .arg("-o")
        .arg(program);
    process::run_quietly("wasm-opt", command)?;
    Module::parse(&fs::read(program)?)
}

/// Renames everything that crosses; what has no counterpart on the other side is an error.
fn shorten(module: &mut Module, glue: &Glue) -> Result<String> {
    let from = module
        .imports
        .first()
        .context("the program imports nothing")?;
    let from = from.module.clone();
    let imports = short_names(module.imports.iter().map(|import| &import.name));
    let exports = short_names(module.exports.iter().map(|export| &export.name));
    let offered = glue.imports();
    for import in &mut module.imports {
        let short = imports.get(&import.name);
        let short =
            short.filter(|_| offered.contains(import.name.as_str()) && import.module == from);
        let Some(short) = short else {
            bail!("the glue has no {} for the program to import", import.name)
        };
        import.name.clone_from(short);
        SHORT_MODULE.clone_into(&mut import.module);
    }
    for export in &mut module.exports {
        if let Some(short) = exports.get(&export.name) {
            export.name.clone_from(short);
        }
    }
    glue.renamed((&from, SHORT_MODULE), &imports, &exports)
}

/// A name of one or two letters for each of these.
fn short_names<'a>(names: impl Iterator<Item = &'a String>) -> HashMap<String, String> {
    let letters = || ('a'..='z').chain('A'..='Z').map(String::from);
    let pairs = letters().flat_map(|first| letters().map(move |second| first.clone() + &second));
    names.cloned().zip(letters().chain(pairs)).collect()
}

fn names<'a>(names: impl Iterator<Item = &'a String>) -> HashSet<&'a str> {
    names.map(String::as_str).collect()
}

fn only_program(dist: &Path) -> Result<PathBuf> {
    let mut programs = Vec::new();
    for entry in fs::read_dir(dist)? {
        let file = entry?.path();
        if file.extension().is_some_and(|ending| ending == "wasm") {
            programs.push(file);
        }
    }
    match <[PathBuf; 1]>::try_from(programs) {
        Ok([program]) => Ok(program),
        Err(programs) => bail!("dist/ holds {} WebAssembly files", programs.len()),
    }
}

/// The script that wasm-bindgen wrote beside `program`.
fn script_of(program: &Path) -> Result<PathBuf> {
    let stem = program.file_stem().and_then(|stem| stem.to_str());
    let stem = stem.and_then(|stem| stem.strip_suffix("_bg"));
    let stem = stem.with_context(|| format!("{} is not wasm-bindgen's", program.display()))?;
    Ok(program.with_file_name(format!("{stem}.js")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_different_and_short() {
        let names: Vec<String> = (0..300).map(|number| number.to_string()).collect();
        let short = short_names(names.iter());
        assert_eq!(short.len(), names.len());
        assert_eq!(short["0"], "a");
        assert_eq!(short["52"], "aa");
        assert_eq!(short.values().collect::<HashSet<_>>().len(), names.len());
    }
}
