//! Reads the first HTML form of a page: where it goes and what is filled in.

use std::collections::BTreeMap;

/// A form as a browser would submit it.
#[derive(Debug, Default)]
pub struct Form {
    /// The `action` attribute; empty means the page's own address.
    pub action: String,
    /// Names and values of its inputs.
    pub fields: BTreeMap<String, String>,
}

impl Form {
    /// The first form of `page`, if there is one.
    pub fn first(page: &str) -> Option<Self> {
        let mut form: Option<Self> = None;
        for tag in page.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap_or_default();
            let (name, rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
            match (name, &mut form) {
                ("form", None) => {
                    form = Some(Self {
                        action: attribute(rest, "action").unwrap_or_default(),
                        ..Self::default()
                    });
                }
                ("/form", Some(_)) => return form,
                ("input", Some(form)) => {
                    if let Some(field) = attribute(rest, "name") {
                        let value = attribute(rest, "value").unwrap_or_default();
                        form.fields.insert(field, value);
                    }
                }
                _ => {}
            }
        }
        form
    }

    /// Fills in a field.
    pub fn set(&mut self, field: &str, value: &str) {
        self.fields.insert(field.to_owned(), value.to_owned());
    }
}

/// The value of a quoted attribute, with its character references resolved.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, next) = match quote {
            Some(quote) => after[1..].split_once(quote)?,
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        let found = before.split_whitespace().next_back().unwrap_or_default();
        if found.eq_ignore_ascii_case(name) {
            return Some(unescape(value));
        }
        rest = next;
    }
    None
}

fn unescape(text: &str) -> String {
    [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn reads_action_and_inputs_of_the_first_form_only() {
        let page = r#"<p>x</p><form method="post" action="/login?a=1&amp;b=2">
            <input type=hidden name="_csrf" value="a&quot;b"><input name='username' required>
            </form><form action="/other"><input name="no" value="1"></form>"#;
        let form = Form::first(page).unwrap();
        assert_eq!(form.action, "/login?a=1&b=2");
        assert_eq!(form.fields.len(), 2);
        assert_eq!(form.fields["_csrf"], "a\"b");
        assert_eq!(form.fields["username"], "");
    }

    #[test]
    fn a_page_without_a_form_has_none() {
        assert!(Form::first("<p>An error was encountered with the requested page.</p>").is_none());
    }
}
