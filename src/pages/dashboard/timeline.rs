//! What the login did, step by step, for somebody who wants to see OAuth at work or find out why it
//! does not.

use crate::{
    components::{Folded, GuideLink, Panel, duration},
    texts,
};
use leptos::prelude::*;
use leptos_cognito::{
    inspect::{self, Step},
    use_auth,
};

/// The steps of the login that this page was opened with; nothing where there was none.
#[component]
pub(super) fn Timeline() -> impl IntoView {
    let steps = inspect::trace(use_auth());
    (!steps.is_empty()).then(|| {
        let steps = steps.into_iter().map(|step| {
            view! {
                <li>
                    <TimelineStep step/>
                </li>
            }
        });
        view! {
            <Panel id="timeline" heading=texts::TIMELINE>
                <ol class="timeline">{steps.collect_view()}</ol>
            </Panel>
        }
    })
}

/// A step. One that failed is open: what went wrong is what somebody looks for.
#[component]
fn TimelineStep(step: Step) -> impl IntoView {
    let label = texts::step(step.name);
    let (class, outcome) = match step.ok {
        true => ("badge good", texts::DONE),
        false => ("badge bad", texts::FAILED),
    };
    let summary = view! {
        <span class="step">
            <span class=class>{outcome}</span>
            {label}
            <span class="time">{duration(step.millis)}</span>
        </span>
    };
    view! {
        <Folded summary open=!step.ok>
            <p class="detail">{texts::ASKED}</p>
            <pre>{step.request.clone()}</pre>
            <p class="detail">{texts::ANSWERED}</p>
            <pre>{step.answer.clone()}</pre>
            <p>
                <GuideLink id=step.name>{texts::EXPLAINED} {label}</GuideLink>
            </p>
        </Folded>
    }
}
