//! What the protected API answered.

use super::task::{Outcome, Task, TaskButton, use_task};
use crate::{
    components::{Alert, Folded, Panel, duration, focus},
    texts,
};
use leptos::{either::Either, html, prelude::*};
use leptos_cognito::{Answer, inspect, use_auth};

#[component]
pub(super) fn Response(
    /// Where the answer came from.
    url: String,
    answer: Answer,
) -> impl IntoView {
    let auth = use_auth();
    let (badge, refusal) = match answer.clone().into_success() {
        Ok(_) => ("badge good", None),
        Err(refusal) => ("badge bad", Some(refusal)),
    };
    let wait = answer.header("retry-after");
    let wait = wait.map(|wait| [texts::RETRY_AFTER, wait].concat());
    let missing = inspect::missing_scopes(auth, &answer);
    let missing =
        (!missing.is_empty()).then(|| [texts::MISSING_SCOPES, &missing.join(" ")].concat());
    let headers = answer.headers.iter();
    let headers: Vec<_> = headers
        .map(|(name, value)| (name.clone(), inspect::redact(auth, value)))
        .collect();
    view! {
        <Panel id="response" heading=texts::RESPONSE>
            {refusal.map(|error| view! { <Alert error takes_focus=true/> })}
            <p class="meta">
                <span class=badge>{answer.status}</span>
                <code>{["GET ", &url].concat()}</code>
                <span>{duration(answer.millis)}</span>
            </p>
            {wait.map(|wait| view! { <p>{wait}</p> })}
            {missing.map(|missing| view! { <p>{missing}</p> })}
            <Body text=inspect::redact(auth, &answer.pretty())/>
            <Folded summary=texts::HEADERS>
                <dl>
                    {headers
                        .iter()
                        .map(|(name, value)| {
                            view! {
                                <dt>
                                    <code>{name.clone()}</code>
                                </dt>
                                <dd>{value.clone()}</dd>
                            }
                        })
                        .collect_view()}
                </dl>
            </Folded>
        </Panel>
    }
}

/// A body, of which a long one shows only its beginning at first.
#[component]
fn Body(text: String) -> impl IntoView {
    if text.is_empty() {
        return Either::Left(view! { <p class="detail">{texts::EMPTY_BODY}</p> });
    }
    let is_folded = RwSignal::new(is_long(&text));
    let body = NodeRef::<html::Pre>::new();
    let (copied, copy) = (text.clone(), use_task());
    let show_all = move |_| {
        is_folded.set(false);
        // The button that had it is gone.
        if let Some(body) = body.get() {
            focus(&body);
        }
    };
    Either::Right(view! {
        <div>
            <pre
                id="body"
                role="group"
                aria-label=texts::BODY
                tabindex="0"
                class:folded=move || is_folded.get()
                node_ref=body
            >
                {text}
            </pre>
            <Show when=move || is_folded.get()>
                <div class="actions">
                    <button type="button" on:click=show_all>
                        {texts::SHOW_ALL}
                    </button>
                </div>
            </Show>
            <div class="actions">
                <TaskButton label=texts::COPY_BODY action=copy task=Task::Copy(copied)/>
            </div>
            <Outcome action=copy waiting=texts::COPYING/>
        </div>
    })
}

fn is_long(text: &str) -> bool {
    const LINES: usize = 20;
    const BYTES: usize = 2_000;
    text.len() > BYTES || text.matches('\n').count() > LINES
}
