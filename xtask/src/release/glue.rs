//! The script that wasm-bindgen writes beside the program, which it imports and exports from.
//!
//! It is read line by line, in the form that the pinned wasm-bindgen gives it; what is not of that
//! form is an error.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result, bail};

/// What the script calls the exports of the program.
const EXPORTS: &str = "wasm.";

/// How a function for the program to import begins and ends.
const INDENT: &str = "        ";
const BEGINNING: &str = ": function(";

/// What starts the program, and the same for `src/boot.js` alone and the browsers of today: from a
/// response, which some servers do not name `application/wasm`.
const START: &str = "async function __wbg_init(";
const SHORT_START: &str = "\
async function __wbg_init({ module_or_path: response }) {
    const imports = __wbg_get_imports();
    const streams = response.headers.get('content-type') === 'application/wasm';
    const { instance, module } = await (streams
        ? WebAssembly.instantiateStreaming(response, imports)
        : WebAssembly.instantiate(await response.arrayBuffer(), imports));
    return __wbg_finalize_init(instance, module);
}";

const SHORT_EXPORT: &str = "export { __wbg_init as default };";

/// What only browsers before 2021 need.
const OUTDATED: &str = "if (!('encodeInto' in cachedTextEncoder))";

/// A script of wasm-bindgen's.
pub(super) struct Glue {
    /// What begins at the margin, each up to the next one.
    statements: Vec<String>,
}

impl Glue {
    /// Reads a script as wasm-bindgen wrote it, of which only the default export is used.
    pub(super) fn parse(script: &str) -> Result<Self> {
        let mut statements: Vec<String> = Vec::new();
        for line in script.lines() {
            let begins = line.starts_with(|first: char| first.is_alphabetic());
            match statements.last_mut() {
                Some(statement) if !begins => {
                    statement.push('\n');
                    statement.push_str(line);
                }
                _ => statements.push(line.to_owned()),
            }
        }
        statements.retain(|statement| !statement.starts_with(OUTDATED));
        for (beginning, other) in [(START, SHORT_START), ("export {", SHORT_EXPORT)] {
            let statement = statements
                .iter_mut()
                .find(|statement| statement.starts_with(beginning))
                .with_context(|| format!("the glue has no `{beginning}`"))?;
            other.clone_into(statement);
        }
        Ok(Self { statements })
    }

    /// The functions that the program can import.
    pub(super) fn imports(&self) -> HashSet<&str> {
        let lines = self.statements.iter().flat_map(|part| part.lines());
        lines.filter_map(import_in).collect()
    }

    /// The exports of the program that are used.
    pub(super) fn exports(&self) -> HashSet<&str> {
        self.statements
            .iter()
            .flat_map(|statement| statement.split(EXPORTS).skip(1))
            .map(|rest| words(rest).next().unwrap_or_default())
            .collect()
    }

    /// Leaves out the functions that the program does not import, and what only they use.
    pub(super) fn keep_imports(&mut self, imports: &HashSet<&str>) {
        for statement in &mut self.statements {
            let mut dropping = false;
            let mut kept = String::new();
            for line in statement.lines() {
                let begins = import_in(line).is_some_and(|name| !imports.contains(name));
                if !dropping && !begins {
                    kept.push_str(line);
                    kept.push('\n');
                }
                dropping = (dropping || begins) && !ends_import(line);
            }
            *statement = kept;
        }
        self.shake();
    }

    /// Leaves out the functions, classes and constants that no other statement in use names.
    fn shake(&mut self) {
        let mut used: HashSet<usize> = HashSet::new();
        let mut waiting: Vec<usize> = self
            .statements
            .iter()
            .enumerate()
            .filter(|(_, statement)| subject(statement).is_none())
            .map(|(index, _)| index)
            .collect();
        while let Some(index) = waiting.pop() {
            let Some(statement) = self.statements.get(index) else {
                continue;
            };
            if used.insert(index) {
                let named: HashSet<&str> = words(statement).collect();
                let subjects = self.statements.iter().map(|statement| subject(statement));
                waiting.extend(
                    subjects
                        .enumerate()
                        .filter(|(_, subject)| subject.is_some_and(|name| named.contains(name)))
                        .map(|(index, _)| index),
                );
            }
        }
        let mut index = 0;
        self.statements.retain(|_| {
            index += 1;
            used.contains(&(index - 1))
        });
    }

    /// The script with other names for what the program imports, from a module of another name
    /// too, and for what it exports.
    pub(super) fn renamed(
        &self,
        module: (&str, &str),
        imports: &HashMap<String, String>,
        exports: &HashMap<String, String>,
    ) -> Result<String> {
        let mut script = String::new();
        for line in self.statements.iter().flat_map(|part| part.lines()) {
            let line = match import_in(line) {
                Some(name) => {
                    let short = imports
                        .get(name)
                        .with_context(|| format!("the program does not import {name}"))?;
                    line.replacen(name, short, 1)
                }
                None => line.to_owned(),
            };
            script.push_str(&rename_exports(&line, exports)?);
            script.push('\n');
        }
        let module = (format!("\"{}\": ", module.0), format!("\"{}\": ", module.1));
        if script.matches(&module.0).count() != 1 {
            bail!("the glue does not name the module {} once", module.0)
        }
        Ok(script.replace(&module.0, &module.1))
    }
}

fn rename_exports(line: &str, names: &HashMap<String, String>) -> Result<String> {
    let mut parts = line.split(EXPORTS);
    let mut renamed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = words(part).next().unwrap_or_default();
        let short = names
            .get(name)
            .with_context(|| format!("the program does not export {name}"))?;
        renamed.push_str(EXPORTS);
        renamed.push_str(&part.replacen(name, short, 1));
    }
    Ok(renamed)
}

/// The function for the program that begins in this line.
fn import_in(line: &str) -> Option<&str> {
    let (name, _) = line.strip_prefix(INDENT)?.split_once(BEGINNING)?;
    (words(name).next() == Some(name)).then_some(name)
}

fn ends_import(line: &str) -> bool {
    line.strip_prefix(INDENT)
        .is_some_and(|line| line.starts_with('}'))
}

/// What this statement is about, unless it is to run in any case.
fn subject(statement: &str) -> Option<&str> {
    let mut words = words(statement);
    match words.next()? {
        "export" if statement.starts_with("export class ") => words.nth(1),
        "async" if words.next()? == "function" => words.next(),
        "class" | "const" | "function" | "let" => single_declaration(statement, words.next()?),
        "if" => statement
            .strip_prefix("if (Symbol.dispose) ")
            .and_then(|rest| rest.split_once('.'))
            .map(|(class, _)| class),
        _ => None,
    }
}

/// `let a, b;` and `const { a } = b;` are kept in any case.
fn single_declaration<'a>(statement: &str, name: &'a str) -> Option<&'a str> {
    let (_, declaration) = statement.split_once(' ')?;
    let rest = declaration.strip_prefix(name)?;
    (!rest.starts_with(',')).then_some(name)
}

/// The identifiers, key words and numbers in this text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let in_word = |other: char| other.is_alphanumeric() || other == '_' || other == '$';
    text.split(move |other| !in_word(other))
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = r#"export class Unused {
    free() {
        wasm.__wbg_unused_free(UnusedFinalization);
    }
}
if (Symbol.dispose) Unused.prototype[Symbol.dispose] = Unused.prototype.free;
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg_a_1: function(arg0) {
            helper(arg0);
        },
        __wbg_b_2: function() { return handleError(function (arg0) {
            wasm.grow(arg0, wasm.memory);
        }, arguments); },
    };
    return {
        __proto__: null,
        "./app_bg.js": import0,
    };
}

const UnusedFinalization = new FinalizationRegistry(ptr => wasm.__wbg_unused_free(ptr));
function helper(value) {
    wasm.help(value);
}
let wasmModule, wasm;
function initSync() {
}
async function __wbg_load(module, imports) {
}
function __wbg_finalize_init(instance, module) {
}
async function __wbg_init(module_or_path) {
    __wbg_load(module_or_path, __wbg_get_imports());
}

export { initSync, __wbg_init as default };
"#;

    fn glue_with(imports: &[&str]) -> Glue {
        let mut glue = Glue::parse(SCRIPT).unwrap();
        glue.keep_imports(&imports.iter().copied().collect());
        glue
    }

    fn names(names: &[&str]) -> HashMap<String, String> {
        let pairs = names
            .iter()
            .map(|name| (name.to_string(), name[..1].to_owned()));
        pairs.collect()
    }

    #[test]
    fn what_nobody_imports_is_left_out_with_what_it_uses() {
        let glue = glue_with(&["__wbg_b_2"]);
        assert_eq!(glue.imports(), HashSet::from(["__wbg_b_2"]));
        assert_eq!(glue.exports(), HashSet::from(["grow", "memory"]));
        let script = glue.statements.join("\n");
        for gone in ["Unused", "__wbg_load", "helper", "initSync"] {
            assert!(!script.contains(gone), "{gone} is left in {script}");
        }
        for left in ["let wasmModule, wasm;", "__wbg_finalize_init(instance"] {
            assert!(script.contains(left), "{left} is not in {script}");
        }
    }

    #[test]
    fn both_sides_get_new_names() {
        let imports = HashMap::from([("__wbg_a_1".to_owned(), "x".to_owned())]);
        let script = glue_with(&["__wbg_a_1"])
            .renamed(("./app_bg.js", "m"), &imports, &names(&["help"]))
            .unwrap();
        assert!(script.contains("        x: function(arg0) {\n"), "{script}");
        assert!(script.contains("    wasm.h(value);\n"), "{script}");
        assert!(script.contains("        \"m\": import0,\n"), "{script}");
    }

    #[test]
    fn a_script_of_another_form_is_an_error() {
        assert!(Glue::parse("export { start as default };").is_err());
    }

    #[test]
    fn a_name_that_is_left_over_is_an_error() {
        let glue = glue_with(&["__wbg_a_1", "__wbg_b_2"]);
        let imports = names(&["__wbg_a_1", "__wbg_b_2"]);
        let exports = names(&["grow", "help", "memory"]);
        let module = ("./app_bg.js", "m");
        assert!(glue.renamed(module, &imports, &exports).is_ok());
        assert!(glue.renamed(("./b", "m"), &imports, &exports).is_err());
        assert!(glue.renamed(module, &names(&[]), &exports).is_err());
        assert!(glue.renamed(module, &imports, &names(&["help"])).is_err());
    }
}
