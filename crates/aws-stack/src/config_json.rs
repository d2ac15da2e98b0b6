//! `config.json` of a stack.

use anyhow::Result;
use serde_json::json;

use crate::stack::Stack;

/// The text of `config.json`, from the outputs of the stack.
///
/// # Errors
/// Where an output is missing.
pub fn config_json(stack: &Stack) -> Result<String> {
    let scopes: Vec<&str> = stack.output("Scope")?.split_whitespace().collect();
    let mut config = json!({
        "issuer": stack.output("Issuer")?,
        "domain": stack.output("HostedUiOrigin")?,
        "client_id": stack.output("ClientId")?,
        "scopes": scopes,
        "api_url": stack.output("ApiUrl")?,
        "redirect_uri": stack.output("RedirectUri")?,
        "logout_uri": stack.output("LogoutUri")?,
    });
    let backend = stack.output_if_any("BackendPath");
    if let (Some(path), Some(keys)) = (backend, config.as_object_mut()) {
        // A page with a backend takes no notice of the keys that only its server needs.
        keys.insert("backend".to_owned(), path.into());
    }
    Ok(format!("{config:#}\n"))
}
