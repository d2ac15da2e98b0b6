//! What the protected API answered.

use super::account::panel;
use crate::markup::{Tag, tag};
use leptos_cognito::Answer;

pub(crate) fn response(answer: &Answer) -> Tag {
    let good = (200..300).contains(&answer.status);
    let badge = tag("span")
        .class(if good { "badge good" } else { "badge bad" })
        .child(answer.status.to_string());
    let time = [&(answer.millis as u32).to_string(), " ms"].concat();
    panel("response", "Response")
        .child(tag("p").class("meta").child(badge).child(time))
        .child(answer.header("retry-after").map(|wait| {
            let text = ["The server asks to wait: Retry-After ", wait].concat();
            tag("p").child(text)
        }))
        .child(tag("pre").attribute("tabindex", "0").child(answer.pretty()))
}
