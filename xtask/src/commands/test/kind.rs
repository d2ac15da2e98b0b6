//! The kinds of checks and tests, as they are named on the command line.

use anyhow::{Result, bail};

/// A kind of checks and tests, in the order in which they run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Native,
    Infra,
    Contract,
    Browser,
    A11y,
    Examples,
    Hosting,
}

impl Kind {
    pub(super) const ALL: [Self; 7] = [
        Self::Native,
        Self::Infra,
        Self::Contract,
        Self::Browser,
        Self::A11y,
        Self::Examples,
        Self::Hosting,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Infra => "infra",
            Self::Contract => "contract",
            Self::Browser => "browser",
            Self::A11y => "a11y",
            Self::Examples => "examples",
            Self::Hosting => "hosting",
        }
    }

    fn parse(name: &str) -> Result<Self> {
        let kind = Self::ALL.into_iter().find(|kind| kind.name() == name);
        let Some(kind) = kind else {
            let names = Self::ALL.map(Self::name).join(", ");
            bail!("There is no kind {name} of tests; there are {names}.")
        };
        Ok(kind)
    }
}

/// What `cargo xtask test` was asked to run.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Selection<'a> {
    /// In the order in which they run.
    pub(super) kinds: Vec<Kind>,
    /// Goes to the test programs: only tests whose names contain one of these run.
    pub(super) filter: Vec<&'a str>,
}

impl<'a> Selection<'a> {
    /// Reads `[KIND …] [-- FILTER …]`; without a kind, all run.
    pub(super) fn read(words: &[&'a str]) -> Result<Self> {
        let mut parts = words.splitn(2, |word| *word == "--");
        let named = parts.next().unwrap_or_default();
        let named = named.iter().map(|name| Kind::parse(name));
        let named = named.collect::<Result<Vec<_>>>()?;
        let is_wanted = |kind: &Kind| named.is_empty() || named.contains(kind);
        Ok(Self {
            kinds: Kind::ALL.into_iter().filter(is_wanted).collect(),
            filter: parts.next().unwrap_or_default().to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_kind_all_run() {
        let all = Selection::read(&[]).unwrap();
        assert_eq!(all.kinds, Kind::ALL);
        assert!(all.filter.is_empty());
    }

    #[test]
    fn kinds_run_in_their_own_order_and_the_rest_is_the_filter() {
        let some = Selection::read(&["a11y", "native", "--", "token", "--exact"]).unwrap();
        assert_eq!(some.kinds, [Kind::Native, Kind::A11y]);
        assert_eq!(some.filter, ["token", "--exact"]);
    }

    #[test]
    fn an_unknown_kind_is_named_beside_the_known_ones() {
        let error = Selection::read(&["brwser"]).unwrap_err().to_string();
        assert!(error.contains("brwser") && error.contains("browser"));
    }
}
