//! `cargo xtask config`: the configuration of an Amplify Gen 2 project.

mod amplify;

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// The amplify_outputs.json of the project
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The address of the protected API, if the file does not name exactly one
    #[arg(long, value_name = "URL")]
    api_url: Option<String>,
    /// The pool names itself by Cognito's updated issuer (`IssuerConfiguration` of the type UPDATED),
    /// which the file does not tell
    #[arg(long)]
    updated_issuer: bool,
    /// The file to write
    #[arg(long, value_name = "FILE", default_value = "config.json")]
    out: PathBuf,
    /// Replaces a file that says something else
    #[arg(long)]
    replace: bool,
}

/// Writes `config.json`.
pub(super) fn config(options: &Options) -> Result<()> {
    let file = options.from.display();
    let text = fs::read_to_string(&options.from).with_context(|| file.to_string())?;
    let outputs: Value = parse(&text).with_context(|| format!("{file} is not JSON"))?;
    let api_url = match &options.api_url {
        Some(url) => url,
        None => amplify::rest_api(&outputs)?,
    };
    let config = amplify::from_amplify(&outputs, api_url, options.updated_issuer)
        .with_context(|| file.to_string())?;
    write(&options.out, &config, options.replace)?;
    let out = options.out.display();
    println!("{out} is written. `cargo xtask dev --config {out}` uses it.\n\n{config:#}");
    Ok(())
}

/// Some editors begin a file with a byte order mark.
fn parse(text: &str) -> serde_json::Result<Value> {
    serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Leaves a file that says something else as it is, unless it may be replaced.
fn write(out: &Path, config: &Value, replace: bool) -> Result<()> {
    let name = || out.display().to_string();
    match fs::read_to_string(out) {
        Ok(text) if parse(&text).ok().as_ref() == Some(config) => return Ok(()),
        Ok(_) if !replace => bail!(
            "{} is there and says something else: give --replace, or another file with --out.",
            name()
        ),
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error).with_context(name),
        _ => {}
    }
    fs::write(out, format!("{config:#}\n")).with_context(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tempfile::tempdir;

    use super::*;

    #[test]
    fn a_file_that_says_something_else_is_replaced_only_if_that_was_said() {
        let folder = tempdir().unwrap();
        let file = folder.path().join("config.json");
        let [first, second] = [json!({"client_id": "a"}), json!({"client_id": "b"})];
        write(&file, &first, false).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(text, "{\n  \"client_id\": \"a\"\n}\n");
        write(&file, &first, false).unwrap();
        let refused = write(&file, &second, false).unwrap_err();
        assert!(refused.to_string().contains("--replace"));
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
        fs::write(&file, format!("\u{feff}{text}")).unwrap();
        write(&file, &first, false).unwrap();
        write(&file, &second, true).unwrap();
        assert_ne!(fs::read_to_string(&file).unwrap(), text);
    }

    #[test]
    fn the_command_writes_where_it_is_told() {
        let folder = tempdir().unwrap();
        let out = folder.path().join("config.json");
        let outputs = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/amplify_outputs.json");
        let options = Options {
            from: outputs.into(),
            api_url: None,
            updated_issuer: true,
            out: out.clone(),
            replace: false,
        };
        config(&options).unwrap();
        let text = fs::read_to_string(&out).unwrap();
        let written: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(written["client_id"], "4k7dq1v2m9c3t8h5b6n0p2r1sx");
        assert_eq!(
            written["issuer"],
            "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Qm2ZtR7xK"
        );
    }
}
