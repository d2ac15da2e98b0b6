//! The name of a stack.

/// Names of what is made of the stack's end in `-<region>-origin-decides`, and have 64 characters
/// at most.
const LONGEST: usize = 32;

/// A name that AWS takes, and that fits into the names of what is in the stack.
///
/// # Errors
/// What such a name is.
pub fn stack_name(name: &str) -> Result<String, String> {
    let starts_with_letter = name.starts_with(|first: char| first.is_ascii_alphabetic());
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if starts_with_letter && plain && name.len() <= LONGEST {
        Ok(name.to_owned())
    } else {
        Err(format!(
            "letters, digits and hyphens, a letter first, at most {LONGEST}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_could_not_be_a_stacks_is_refused_before_anything_is_done() {
        for name in ["1st", "a_b", "a b", "", "--yes", &"a".repeat(33)] {
            assert!(stack_name(name).is_err(), "{name:?}");
        }
        assert_eq!(stack_name("my-app2").unwrap(), "my-app2");
    }
}
