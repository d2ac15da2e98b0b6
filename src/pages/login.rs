//! `/login` and `/signup`: on the way to the provider.

use crate::{
    address::{replace_address, return_to},
    app::App,
    components::{actions, page, problem_alert, under_way},
    effect::effect,
    markup::{Tag, button, tag},
    texts,
};
use leptos::prelude::*;
use leptos_cognito::{Auth, Session, protocol::return_to::checked};
use std::{cell::Cell, sync::Arc, time::Duration};

type Start = fn(&Auth, String);

pub(crate) fn login(app: &App) -> Tag {
    leave(app, texts::LOG_IN, Auth::login)
}

pub(crate) fn sign_up(app: &App) -> Tag {
    leave(app, texts::SIGN_UP, Auth::sign_up)
}

/// Starts at once, except when reached with Back or Forward: then only when asked to.
fn leave(app: &App, label: &'static str, start: Start) -> Tag {
    let (auth, traversal) = (app.auth, app.traversal);
    let address = app.address.clone();
    let target: Arc<str> = return_to(&address).into();
    let begin = {
        let target = Arc::clone(&target);
        move || start(&auth, target.as_ref().into())
    };
    let offer = {
        let begin = begin.clone();
        move || actions().child(button(label, begin.clone()).class("primary"))
    };

    let at_once = Cell::new(!untrack(|| traversal.reached_by_history()));
    effect(move || match auth.session() {
        Session::SignedIn(..) => replace_address(&address, &checked(&target)),
        // After the router has put this page's address into the history, which the provider's page
        // then takes the place of.
        Session::SignedOut(_) if at_once.take() => set_timeout(begin.clone(), Duration::ZERO),
        _ => {}
    });

    page(label, label).dynamic(move || match auth.session() {
        Session::SignedOut(reason) => {
            let reason = reason.map(|problem| problem_alert(auth, &problem).focused());
            Some(tag("div").child(reason).child(offer()))
        }
        Session::Starting if traversal.reached_by_history() => Some(offer()),
        other => under_way(&other),
    })
}
