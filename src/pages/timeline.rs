//! What the login did, step by step, for somebody who wants to see OAuth at work or find out why it
//! does not.

use crate::{
    components::{folded, guide_link, panel},
    markup::{Tag, tag},
    texts,
};
use leptos_cognito::{Auth, Step};

/// The steps of the login that this page was opened with; nothing where there was none.
pub(crate) fn timeline(auth: Auth) -> Option<Tag> {
    let steps = auth.trace();
    if steps.is_empty() {
        return None;
    }
    let list = steps
        .iter()
        .fold(tag("ol").class("timeline"), |list, step| {
            list.child(tag("li").child(shown(step)))
        });
    Some(panel("timeline", texts::TIMELINE).child(list))
}

fn shown(step: &Step) -> Tag {
    let summary = tag("span")
        .class(if step.ok { "good step" } else { "bad step" })
        .child(texts::step(step.name))
        .child(tag("span").class("time").child(duration(step.millis)));
    let details = folded(summary)
        .child(tag("p").class("detail").child(texts::ASKED))
        .child(tag("pre").child(step.request.as_str()))
        .child(tag("p").class("detail").child(texts::ANSWERED))
        .child(tag("pre").child(step.answer.as_str()))
        .child(tag("p").child(guide_link(texts::EXPLAINED, step.name)));
    // What went wrong is what somebody looks for.
    match step.ok {
        true => details,
        false => details.attribute("open", ""),
    }
}

/// `millis` in a unit that suits it.
pub(crate) fn duration(millis: f64) -> String {
    // A cast saturates: a clock that was set back makes no time negative.
    let millis = millis as u32;
    match millis {
        0..10_000 => [&millis.to_string(), " ms"].concat(),
        _ => [&(millis / 1000).to_string(), " s"].concat(),
    }
}
