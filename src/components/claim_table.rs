use super::local_date;
use leptos::prelude::*;
use leptos_cognito::{Claims, inspect::Value};

/// Claims, one a row.
#[component]
pub(crate) fn ClaimTable(claims: Claims) -> impl IntoView {
    let rows: Vec<_> = claims
        .iter()
        .map(|(name, value)| {
            view! {
                <dt>
                    <code>{name.to_owned()}</code>
                </dt>
                <dd>{readable(name, value)}</dd>
            }
        })
        .collect();
    view! { <dl>{rows}</dl> }
}

/// A claim as a person reads it: points in time as local dates. Providers write 0 for a time that they
/// do not know.
fn readable(name: &str, value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(seconds) if is_time(name) && *seconds > 0.0 => local_date(*seconds),
        other => other.to_json(),
    }
}

/// Whether a claim is a point in time, in seconds since 1970 (RFC 7519 §4.1, OpenID Connect Core §2
/// and §5.1).
fn is_time(name: &str) -> bool {
    matches!(name, "exp" | "iat" | "nbf" | "auth_time" | "updated_at")
}
