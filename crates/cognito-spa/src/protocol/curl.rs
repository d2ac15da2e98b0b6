//! The calls of the flow as commands for a terminal.

use super::config::Config;
use super::secret::AccessToken;

/// The call of the API with `token`, and the token exchange, of whose code and verifier only the
/// places are shown: they were used once and are gone. For the clipboard alone.
pub fn commands(config: &Config, token_endpoint: &str, token: &AccessToken) -> String {
    let mut text = String::new();
    if let Some(api) = config.apis.iter().find(|api| !api.token.is_id_token()) {
        let authorization = api.token.authorization(token.expose());
        text.push_str("curl ");
        quote(&api.url, &mut text);
        text.push_str(" \\\n  --header ");
        quote(&["authorization: ", &authorization].concat(), &mut text);
        text.push_str("\n\n");
    }
    text.push_str(
        "# How the token was got: a code and its verifier are good for one exchange.\ncurl ",
    );
    quote(token_endpoint, &mut text);
    for (name, value) in [
        ("grant_type", "authorization_code"),
        ("client_id", &config.client_id),
        ("code", "CODE"),
        ("redirect_uri", &config.redirect_uri),
        ("code_verifier", "CODE_VERIFIER"),
    ] {
        text.push_str(" \\\n  --data-urlencode ");
        quote(&[name, "=", value].concat(), &mut text);
    }
    text.push('\n');
    text
}

/// `word` as one word of a POSIX shell, whatever is in it (POSIX.1-2024 §2.2.2).
fn quote(word: &str, text: &mut String) {
    text.push('\'');
    for c in word.chars() {
        match c {
            '\'' => text.push_str("'\\''"),
            c => text.push(c),
        }
    }
    text.push('\'');
}
