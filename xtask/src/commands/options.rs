//! The options of the commands.

use std::path::Path;

use anyhow::{Context, Result, bail};

/// Names of what is made of the stack's end in `-<region>-origin-decides`, and have 64 characters
/// at most.
const LONGEST_STACK_NAME: usize = 32;

/// Options as they were given, checked for their names alone.
pub(super) struct Options<'a> {
    values: Vec<(&'a str, &'a str)>,
    switches: Vec<&'a str>,
}

impl<'a> Options<'a> {
    /// Reads `--name value`, `--name=value` and switches.
    pub(super) fn read(words: &[&'a str], with_value: &[&str], switches: &[&str]) -> Result<Self> {
        let mut options = Self {
            values: Vec::new(),
            switches: Vec::new(),
        };
        let mut words = words.iter().copied();
        while let Some(word) = words.next() {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (word, None),
            };
            if with_value.contains(&name) {
                let value = value.or_else(|| words.next());
                let value = value.with_context(|| format!("{name} needs a value."))?;
                options.values.push((name, value));
            } else if switches.contains(&word) {
                options.switches.push(word);
            } else {
                let known = [with_value, switches].concat().join(", ");
                bail!("{word} is no option of this command; it has {known}.")
            }
        }
        Ok(options)
    }

    /// The value of an option that is given once at most.
    pub(super) fn value(&self, name: &str) -> Result<Option<&'a str>> {
        let mut values = self.all(name);
        let value = values.next();
        if values.next().is_some() {
            bail!("{name} is given twice.")
        }
        Ok(value)
    }

    /// The values of an option that may be repeated.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let values = self.values.iter();
        values.filter_map(move |(given, value)| (*given == name).then_some(*value))
    }

    pub(super) fn has(&self, switch: &str) -> bool {
        self.switches.contains(&switch)
    }

    /// The stack's name, which every command needs.
    pub(super) fn stack(&self) -> Result<&'a str> {
        let name = self.value("--stack")?;
        let name = name.context("--stack NAME is needed: the name of the stack in AWS.")?;
        let starts_with_letter = name.starts_with(|first: char| first.is_ascii_alphabetic());
        let plain = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !starts_with_letter || !plain || name.len() > LONGEST_STACK_NAME {
            bail!(
                "{name:?} cannot name a stack: letters, digits and hyphens, a letter first, at \
                 most {LONGEST_STACK_NAME}."
            )
        }
        Ok(name)
    }
}

/// The file of `--config`, the one option of the commands that serve the app.
pub(crate) fn config_file<'a>(words: &[&'a str]) -> Result<Option<&'a Path>> {
    let options = Options::read(words, &["--config"], &[])?;
    Ok(options.value("--config")?.map(Path::new))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'a>(words: &[&'a str]) -> Result<Options<'a>> {
        Options::read(words, &["--stack", "--parameter"], &["--yes"])
    }

    #[test]
    fn values_come_after_a_space_or_an_equals_sign() {
        let options = read(&["--stack", "mine", "--parameter=A=b", "--yes"]).unwrap();
        assert_eq!(options.stack().unwrap(), "mine");
        assert_eq!(options.all("--parameter").collect::<Vec<_>>(), ["A=b"]);
        assert!(options.has("--yes"));
    }

    #[test]
    fn what_is_misspelt_incomplete_or_given_twice_is_refused() {
        assert!(read(&["--stak", "mine"]).is_err());
        assert!(read(&["--stack"]).is_err());
        assert!(read(&["--yes=no"]).is_err());
        assert!(
            read(&["--stack", "a", "--stack", "b"])
                .unwrap()
                .stack()
                .is_err()
        );
        assert!(read(&[]).unwrap().stack().is_err());
    }

    #[test]
    fn a_name_that_could_not_be_a_stacks_is_refused_before_anything_is_done() {
        for name in ["1st", "a_b", "a b", "", "--yes", &"a".repeat(33)] {
            let words = ["--stack", name];
            assert!(read(&words).unwrap().stack().is_err(), "{name:?}");
        }
    }
}
