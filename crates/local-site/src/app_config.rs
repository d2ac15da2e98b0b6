//! `config.json`, read as the app reads it.

use serde_json::{Map, Value};

/// The keys of a configuration, or of a provider's metadata. A byte order mark is passed over, and a key whose
/// value is `null` counts as left out.
///
/// # Errors
/// Where it is not a JSON object.
pub fn parse_config(text: &str) -> serde_json::Result<Map<String, Value>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut keys: Map<String, Value> = serde_json::from_str(text)?;
    keys.retain(|_, value| !value.is_null());
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_passed_over_and_null_counts_as_left_out() {
        let keys = parse_config("\u{feff}{\"client_id\": \"x\", \"backend\": null}").unwrap();
        assert_eq!(Value::from(keys), serde_json::json!({ "client_id": "x" }));
    }

    #[test]
    fn anything_but_an_object_is_refused() {
        for text in ["", "[]", "\"{}\"", "{"] {
            assert!(parse_config(text).is_err(), "{text}");
        }
    }
}
