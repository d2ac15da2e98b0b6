//! What the login did, step by step, for somebody who wants to see OAuth at work or find out why it
//! does not.

use crate::{
    components::{duration, folded, guide_link, panel},
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
    let name = texts::step(step.name);
    let (class, outcome) = match step.ok {
        true => ("badge good", texts::DONE),
        false => ("badge bad", texts::FAILED),
    };
    let summary = tag("span")
        .class("step")
        .child(tag("span").class(class).child(outcome))
        .child(name)
        .child(tag("span").class("time").child(duration(step.millis)));
    let explained = guide_link(&[texts::EXPLAINED, name].concat(), step.name);
    let details = folded(summary)
        .child(tag("p").class("detail").child(texts::ASKED))
        .child(tag("pre").child(step.request.as_str()))
        .child(tag("p").class("detail").child(texts::ANSWERED))
        .child(tag("pre").child(step.answer.as_str()))
        .child(tag("p").child(explained));
    // What went wrong is what somebody looks for.
    match step.ok {
        true => details,
        false => details.attribute("open", ""),
    }
}
