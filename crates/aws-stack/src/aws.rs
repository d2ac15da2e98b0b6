//! AWS through its command line, which has the user's credentials, profiles, single sign-on and region.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, anyhow, bail};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error_hints;

/// The `aws` command line.
#[derive(Debug)]
pub struct Aws {
    program: PathBuf,
}

impl Aws {
    /// The command line that is this program.
    #[must_use]
    pub fn at(program: PathBuf) -> Self {
        Self { program }
    }

    /// One that does what a shell script says.
    #[cfg(test)]
    pub(crate) fn scripted(folder: &Path, script: &str) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let program = folder.join("aws");
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        Self::at(program)
    }

    /// Runs `aws` with a command, whose words have no space, and further arguments. Reads its JSON, which
    /// is `null` where a command has nothing to say; an error comes with a hint where there is one.
    pub(crate) fn ask(&self, command: &str, arguments: &[&str]) -> Result<Value> {
        let answer = self.run(command, arguments)?;
        answer.map_err(|message| anyhow!(error_hints::explain(&message)))
    }

    /// As `ask`, of something that may not be there: nothing where the error has the words `absent`.
    pub(crate) fn ask_if_there(
        &self,
        command: &str,
        arguments: &[&str],
        absent: &str,
    ) -> Result<Option<Value>> {
        match self.run(command, arguments)? {
            Ok(value) => Ok(Some(value)),
            Err(message) if message.contains(absent) => Ok(None),
            Err(message) => bail!(error_hints::explain(&message)),
        }
    }

    /// AWS's answer, or what it wrote in place of one.
    fn run(&self, command: &str, arguments: &[&str]) -> Result<Result<Value, String>> {
        let mut aws = Command::new(&self.program);
        aws.args(["--output", "json"])
            .args(command.split_whitespace())
            .args(arguments)
            // Version 2 shows long answers in a pager, and may ask back.
            .env("AWS_PAGER", "")
            .env("AWS_CLI_AUTO_PROMPT", "off");
        let outcome = child_process::capture("aws", &mut aws)?;
        if !outcome.success {
            return Ok(Err(outcome.stderr.trim().to_owned()));
        }
        if outcome.stdout.trim().is_empty() {
            return Ok(Ok(Value::Null));
        }
        let value = serde_json::from_str(&outcome.stdout);
        let value =
            value.with_context(|| format!("aws {command} {} answers", arguments.join(" ")))?;
        Ok(Ok(value))
    }
}

/// An argument by which `aws` reads `request` from `file`, where no shell and no process list sees it.
pub(crate) fn request_file(file: &Path, request: &Value) -> Result<String> {
    fs::write(file, request.to_string()).with_context(|| file.display().to_string())?;
    Ok(format!("file://{}", file.display()))
}

/// A member of an answer, as one of the types here.
pub(crate) fn read<T: DeserializeOwned>(value: &Value) -> Result<T> {
    T::deserialize(value).context("AWS answers in an unexpected form")
}

/// The text at `key`, or nothing.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The list at `key`, which AWS leaves out when it is empty.
pub(crate) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    let items = value.get(key).and_then(Value::as_array);
    items.map_or(&[], Vec::as_slice)
}
