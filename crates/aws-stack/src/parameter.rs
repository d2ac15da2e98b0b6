//! A parameter as the template declares it, and the values that it takes.

use anyhow::{Context, Result, anyhow, bail};
use regress::Regex;
use serde::Deserialize;

/// A member of the template's `Parameters`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Parameter {
    pub(crate) default: Option<String>,
    allowed_pattern: Option<String>,
    allowed_values: Option<Vec<String>>,
    min_length: Option<usize>,
    max_length: Option<usize>,
    constraint_description: Option<String>,
}

impl Parameter {
    /// Fails for a value that CloudFormation would refuse, with what it takes.
    pub(crate) fn check(&self, value: &str) -> Result<()> {
        let Some(rule) = self.broken_rule(value)? else {
            return Ok(());
        };
        let allowed = self.constraint_description.as_ref().unwrap_or(&rule);
        bail!("infra/template.yaml allows {allowed}.")
    }

    /// The rule that the value does not keep.
    fn broken_rule(&self, value: &str) -> Result<Option<String>> {
        if let Some(pattern) = &self.allowed_pattern
            && whole(pattern)?.find(value).is_none()
        {
            return Ok(Some(format!("what the pattern {pattern} matches")));
        }
        if let Some(values) = &self.allowed_values
            && !values.iter().any(|allowed| allowed == value)
        {
            return Ok(Some(values.join(", ")));
        }
        let length = value.chars().count();
        Ok(match (self.min_length, self.max_length) {
            (Some(least), _) if length < least => Some(format!("{least} characters at least")),
            (_, Some(most)) if length > most => Some(format!("{most} characters at most")),
            _ => None,
        })
    }
}

/// CloudFormation wants a pattern to match the whole value.
fn whole(pattern: &str) -> Result<Regex> {
    Regex::new(&format!("^(?:{pattern})$"))
        .map_err(|error| anyhow!(error))
        .with_context(|| format!("the pattern {pattern} cannot be read here"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(parameter: &Parameter, value: &str) -> Option<String> {
        parameter.check(value).err().map(|error| error.to_string())
    }

    #[test]
    fn a_pattern_matches_the_whole_value_whether_or_not_it_says_so() {
        let parameter = Parameter {
            allowed_pattern: Some("a|b+".to_owned()),
            ..Parameter::default()
        };
        assert_eq!(refusal(&parameter, "bb"), None);
        for value in ["ab", "ba", "", "b\n"] {
            let refused = refusal(&parameter, value).unwrap();
            assert!(refused.contains("the pattern a|b+"), "{value:?}: {refused}");
        }
    }

    #[test]
    fn the_author_of_the_template_has_the_word_before_the_pattern() {
        let parameter = Parameter {
            allowed_pattern: Some("^a$".to_owned()),
            constraint_description: Some("the letter a".to_owned()),
            ..Parameter::default()
        };
        let refused = refusal(&parameter, "b").unwrap();
        assert_eq!(refused, "infra/template.yaml allows the letter a.");
    }

    #[test]
    fn values_and_lengths_are_held_too() {
        let parameter = Parameter {
            allowed_values: Some(vec!["true".to_owned(), "false".to_owned()]),
            ..Parameter::default()
        };
        assert_eq!(refusal(&parameter, "true"), None);
        assert!(refusal(&parameter, "yes").unwrap().contains("true, false"));
        let parameter = Parameter {
            min_length: Some(2),
            max_length: Some(3),
            ..Parameter::default()
        };
        assert_eq!(refusal(&parameter, "äöü"), None);
        assert!(
            refusal(&parameter, "a")
                .unwrap()
                .contains("2 characters at least")
        );
        assert!(
            refusal(&parameter, "abcd")
                .unwrap()
                .contains("3 characters at most")
        );
    }

    #[test]
    fn a_pattern_that_cannot_be_read_is_an_error_whatever_the_value() {
        let parameter = Parameter {
            allowed_pattern: Some("(".to_owned()),
            ..Parameter::default()
        };
        assert!(refusal(&parameter, "").unwrap().contains("cannot be read"));
    }
}
