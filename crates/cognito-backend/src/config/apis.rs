//! Which API a path under `/api/` leads to.

use super::ConfigError;
use cognito_spa::ApiToken;
use cognito_spa::protocol::config::Api;
use serde_json::{Map, Value};

/// An API that requests are forwarded to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Upstream {
    /// Its address, without a slash at its end where it has a path.
    pub(crate) url: String,
    /// Which token it wants.
    pub(crate) token: ApiToken,
    /// Its place among the APIs, which finds its limits.
    pub(crate) index: usize,
}

/// The APIs: those with a name, and the one for every other path.
#[derive(Clone, Debug)]
pub(crate) struct Apis {
    named: Vec<(String, Upstream)>,
    main: Option<Upstream>,
}

impl Apis {
    /// From the checked list, in which the main API comes first and the named ones follow.
    pub(super) fn new(
        checked: &[Api],
        names: Vec<String>,
        has_main: bool,
    ) -> Result<Self, ConfigError> {
        let mut upstreams = checked.iter().enumerate().map(|(index, api)| Upstream {
            url: api.url.strip_suffix('/').unwrap_or(&api.url).into(),
            token: api.token,
            index,
        });
        let main = has_main.then(|| upstreams.next()).flatten();
        let named: Vec<_> = names.into_iter().zip(upstreams).collect();
        let has_query = |upstream: &Upstream| upstream.url.contains('?');
        if main.as_ref().is_some_and(has_query) {
            return Err(ConfigError::WrongValue { key: "api_url" });
        }
        if named.iter().any(|(_, upstream)| has_query(upstream)) {
            return Err(ConfigError::WrongValue { key: "apis" });
        }
        Ok(Self { named, main })
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.named.len() + usize::from(self.main.is_some())
    }

    /// The API that `path`, what follows `/api/`, leads to, and what is left of the path for it: the one
    /// whose name is the first segment, else the main one.
    pub(crate) fn find<'a>(&self, path: &'a str) -> Option<(&Upstream, &'a str)> {
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        let named = self.named.iter().find(|(name, _)| name == first);
        match named {
            Some((_, upstream)) => Some((upstream, rest)),
            None => self.main.as_ref().map(|upstream| (upstream, path)),
        }
    }
}

/// The names of `apis`; the key becomes the list that the browser client's configuration has, in the
/// same order.
pub(super) fn take_names(keys: &mut Map<String, Value>) -> Result<Vec<String>, ConfigError> {
    let Some(apis) = keys.remove("apis") else {
        return Ok(Vec::new());
    };
    let Value::Object(apis) = apis else {
        return Err(ConfigError::WrongValue { key: "apis" });
    };
    let (names, list): (Vec<_>, Vec<_>) = apis.into_iter().unzip();
    if !names.iter().all(|name| is_name(name)) {
        return Err(ConfigError::WrongValue { key: "apis" });
    }
    keys.insert("apis".into(), Value::Array(list));
    Ok(names)
}

fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !name.is_empty() && name.bytes().all(is_plain)
}
