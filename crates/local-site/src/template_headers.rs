//! The template's headers are the preview's: what passes the tests here is what production sends.

use serde_json::Value;

use crate::{csp, delivery::SECURITY_HEADERS};

const TEMPLATE: &str = include_str!("../../../infra/template.yaml");

/// The lines of the policy of response headers.
fn policy_of_headers() -> impl Iterator<Item = &'static str> {
    let (_, section) = TEMPLATE.split_once("\n  SecurityHeaders:\n").unwrap();
    let (section, _) = section.split_once("\n  # An answer of the API").unwrap();
    section.lines().map(str::trim)
}

#[test]
fn the_content_security_policy_is_the_previews() {
    let directives: Vec<&str> = policy_of_headers()
        .skip_while(|line| !line.starts_with("ContentSecurityPolicy: !Join"))
        .take_while(|line| !line.starts_with("ContentTypeOptions"))
        .filter_map(|line| line.split_once('"')?.1.strip_suffix('"'))
        .collect();
    let (in_template, connect): (Vec<&str>, Vec<&str>) = directives
        .into_iter()
        .partition(|directive| !directive.starts_with("connect-src "));
    let policy = csp::policy(&Value::Null, None);
    let in_preview: Vec<&str> = policy
        .split("; ")
        .filter(|directive| !directive.starts_with("connect-src "))
        .collect();
    assert_eq!(in_template, in_preview);
    assert!(!connect.is_empty());
}

#[test]
fn the_other_headers_are_the_previews() {
    let own = |header: &str| match header {
        "Strict-Transport-Security" => "AccessControlMaxAgeSec: 63072000 IncludeSubdomains: true",
        "X-Content-Type-Options" => "ContentTypeOptions: {Override: true}",
        "Referrer-Policy" => "ReferrerPolicy: {ReferrerPolicy: no-referrer, Override: true}",
        "X-XSS-Protection" => "XSSProtection: {Protection: false, Override: true}",
        "X-Frame-Options" => "FrameOptions: {FrameOption: DENY, Override: true}",
        _ => "",
    };
    let section = policy_of_headers().collect::<Vec<_>>().join(" ");
    for (header, value) in SECURITY_HEADERS {
        let plain = format!("{{Header: {header}, Value: {value}, Override: true}}");
        let quoted = format!("{{Header: {header}, Value: '{value}', Override: true}}");
        let own = own(header);
        assert!(
            section.contains(&plain)
                || section.contains(&quoted)
                || (!own.is_empty() && section.contains(own)),
            "{header}: {value}"
        );
    }
    let custom = section.matches("{Header: ").count();
    assert_eq!(custom + 5, SECURITY_HEADERS.len());
}
