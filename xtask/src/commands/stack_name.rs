//! The name of a stack.

use std::{fmt, ops::Deref, str::FromStr};

/// Names of what is made of the stack's end in `-<region>-origin-decides`, and have 64 characters
/// at most.
const LONGEST: usize = 32;

/// A name that AWS takes, and that fits into the names of what is in the stack.
#[derive(Clone, Debug)]
pub(crate) struct StackName(String);

impl FromStr for StackName {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let starts_with_letter = name.starts_with(|first: char| first.is_ascii_alphabetic());
        let plain = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if starts_with_letter && plain && name.len() <= LONGEST {
            Ok(Self(name.to_owned()))
        } else {
            Err(format!(
                "letters, digits and hyphens, a letter first, at most {LONGEST}"
            ))
        }
    }
}

impl Deref for StackName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StackName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_could_not_be_a_stacks_is_refused_before_anything_is_done() {
        for name in ["1st", "a_b", "a b", "", "--yes", &"a".repeat(33)] {
            assert!(name.parse::<StackName>().is_err(), "{name:?}");
        }
        assert_eq!(&*"my-app2".parse::<StackName>().unwrap(), "my-app2");
    }
}
