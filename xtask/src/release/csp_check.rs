//! No page of a build may contain what the content security policy refuses.

use html5gum::{StartTag, Token, Tokenizer};

/// What the policy would refuse in this page, each as a phrase.
pub(super) fn refused_by_policy(page: &str) -> Vec<String> {
    let mut refused = Vec::new();
    for Ok(token) in Tokenizer::new(page) {
        if let Token::StartTag(tag) = token {
            refused.extend(refused_in(&tag));
        }
    }
    refused
}

fn refused_in(tag: &StartTag<()>) -> Vec<String> {
    let element = String::from_utf8_lossy(&tag.name);
    let mut refused = Vec::new();
    if element == "style" {
        refused.push("an inline <style>".to_owned());
    }
    // A data block (`type="application/json"`) would be allowed; there is none and needs none.
    if element == "script" && !tag.attributes.contains_key(b"src".as_slice()) {
        refused.push("an inline <script>".to_owned());
    }
    for (name, value) in &tag.attributes {
        let name = String::from_utf8_lossy(name);
        let value = String::from_utf8_lossy(value);
        if name == "style" || name.starts_with("on") {
            refused.push(format!("the attribute {name}= of <{element}>"));
        }
        if value.trim().to_ascii_lowercase().starts_with("javascript:") {
            refused.push(format!("the script in {name}= of <{element}>"));
        }
    }
    refused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_files_alone_is_allowed() {
        let page = r#"<!doctype html><link rel="stylesheet" href="/main.css">
            <!-- <script>no</script> --><script type="module" src="/boot.js"></script>
            <p title="a > b onclick=">on</p>"#;
        assert_eq!(refused_by_policy(page), Vec::<String>::new());
    }

    #[test]
    fn everything_inline_is_refused() {
        for (page, refused) in [
            ("<script>start()</script>", "an inline <script>"),
            ("<SCRIPT type=module>start()</SCRIPT>", "an inline <script>"),
            ("<style>p{}</style>", "an inline <style>"),
            ("<p style='color:red'>", "the attribute style= of <p>"),
            ("<p\nOnClick=go()>", "the attribute onclick= of <p>"),
            ("<a href=' JavaScript:go()'>", "the script in href= of <a>"),
        ] {
            assert_eq!(refused_by_policy(page), [refused], "{page}");
        }
    }
}
