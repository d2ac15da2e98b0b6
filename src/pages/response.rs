//! What the protected API answered.

use super::asked::Asked;
use crate::{
    components::{actions, copied, duration, folded, panel, row},
    focus::{first, focus_on},
    markup::{Tag, button, tag},
    texts,
};
use leptos::prelude::*;
use leptos_cognito::{Answer, Auth, copy};

pub(crate) fn response(auth: Auth, answer: &Answer) -> Tag {
    let good = (200..300).contains(&answer.status);
    let badge = tag("span")
        .class(if good { "badge good" } else { "badge bad" })
        .child(answer.status.to_string());
    let request = tag("code").child(["GET ", &auth.api_url()].concat());
    let wait = answer.header("retry-after");
    let headers = answer.headers.iter().fold(tag("dl"), |list, header| {
        let value = auth.without_token(&header.1);
        row(list, tag("code").child(header.0.as_str()), value)
    });
    let line = |text, words: &str| tag("p").child([text, words].concat());
    panel("response", texts::RESPONSE)
        .child(
            tag("p")
                .class("meta")
                .child(badge)
                .child(request)
                .child(duration(answer.millis)),
        )
        .child(wait.map(|wait| line(texts::RETRY_AFTER, wait)))
        .child(
            auth.missing_scopes(answer)
                .map(|scopes| line(texts::MISSING_SCOPES, &scopes)),
        )
        .child(body(auth.without_token(&answer.pretty())))
        .child(folded(texts::HEADERS).child(headers))
}

/// A body, of which a long one shows only its beginning at first.
fn body(text: String) -> Tag {
    const LINES: usize = 20;
    const BYTES: usize = 2_000;
    if text.is_empty() {
        return tag("p").class("detail").child(texts::EMPTY_BODY);
    }
    let is_long = text.len() > BYTES || text.matches('\n').count() > LINES;
    let folded = RwSignal::new(is_long);
    let copying = Asked::nothing_yet();
    let copy_it = button(texts::COPY_BODY, {
        let (text, copying) = (text.clone(), copying.clone());
        move || {
            let text = text.clone();
            copying.ask(async move { copy(&text).await });
        }
    });
    tag("div")
        .dynamic(move || {
            let pre = tag("pre")
                .attribute("tabindex", "0")
                .attribute("id", "body");
            let pre = pre
                .attribute("role", "group")
                .attribute("aria-label", texts::BODY);
            let pre = pre.child(text.as_str());
            if !folded.get() {
                return pre;
            }
            let rest = button(texts::SHOW_ALL, move || {
                folded.set(false);
                focus_on(|| first("#body"));
            });
            tag("div")
                .child(pre.class("folded"))
                .child(actions().child(rest))
        })
        .child(actions().child(copy_it))
        .dynamic(move || copying.outcome(texts::COPYING, copied))
}
