//! Parameters of a query or form, in their order.

use url::form_urlencoded;

/// Decoded name-value pairs. An empty value counts as a missing parameter (RFC 6749 §3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    pub(crate) fn parse(encoded: &str) -> Self {
        Self(
            form_urlencoded::parse(encoded.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// Whether a parameter appears twice, which RFC 6749 §3.1 and §3.2 forbid.
    pub(crate) fn repeated(&self) -> bool {
        self.0
            .iter()
            .enumerate()
            .any(|(at, (name, _))| self.0.iter().skip(at + 1).any(|(other, _)| other == name))
    }

    /// The same parameters with one more, or with another value for it.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut pairs: Vec<_> = self
            .0
            .iter()
            .filter(|(key, _)| key != name)
            .cloned()
            .collect();
        pairs.push((name.to_owned(), value.to_owned()));
        Self(pairs)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// `path` followed by these parameters as its query.
    pub(crate) fn under(&self, path: &str) -> String {
        with_query(path, self.iter())
    }
}

/// `address` with the pairs added to its query; whatever it holds already stays as it is.
pub(crate) fn with_query<'a>(
    address: &str,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    match (query.is_empty(), address.contains('?')) {
        (true, _) => address.to_owned(),
        (false, true) => format!("{address}&{query}"),
        (false, false) => format!("{address}?{query}"),
    }
}
