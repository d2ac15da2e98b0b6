//! What can be wrong with a configuration.

/// What is wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// It is not a JSON object.
    #[error("the configuration is not a JSON object")]
    NotJson,
    /// It holds the client's secret, which belongs into the environment.
    #[error(
        "the configuration holds a \"client_secret\": put it into the environment instead, as {}",
        crate::secrets::CLIENT_SECRET_VARIABLE
    )]
    ClientSecret,
    /// A key of a browser's configuration that means nothing here.
    #[error("\"{0}\" belongs into the site's own config.json: no browser keeps a token here")]
    BrowserKey(&'static str),
    /// The origin of the site is not known.
    #[error("add \"site\", the origin of the site, such as \"https://app.example.com\"")]
    SiteMissing,
    /// The callback is not this router's.
    #[error("\"redirect_uri\" has to be an address of \"site\" whose path ends in /auth/callback")]
    RedirectUri,
    /// A value is not of its key's form.
    #[error("\"{key}\" has to be {}", form(.key))]
    WrongValue {
        /// The key.
        key: &'static str,
    },
    /// What the browser client shares with this one is wrong.
    #[error("{0}")]
    Client(String),
}

/// The form that a value of `key` has to have.
fn form(key: &str) -> &'static str {
    match key {
        "site" => "an origin as browsers write it, such as \"https://app.example.com\"",
        "redirect_path" => "a path of the site that begins with \"/\" and has no query",
        "apis" => {
            "an object of names and addresses, {\"billing\": \"https://…\"} or \
             {\"billing\": {\"url\": \"https://…\", \"token\": \"id_bearer\"}}; a name has letters, \
             digits, \"-\" and \"_\", and an address no query"
        }
        "proxy_from_env" => "true or false",
        "api_url" => "an address without a query",
        "body_limit_bytes" | "api_concurrency" | "provider_concurrency" => {
            "a whole number from 1 to 1073741824"
        }
        _ => "a number of seconds, more than 0 and less than a century",
    }
}
