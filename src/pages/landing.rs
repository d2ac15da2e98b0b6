//! `/`: what this is, and the way in.
//!
//! Its words are in `index.html`, so that it is there before the program is. What is here is the part
//! that depends on who is signed in.

use crate::{
    app::App,
    components::{actions, log_in_link, name_page, problem_alert, under_way},
    markup::{Tag, button, link, tag},
    texts,
};
use leptos_cognito::{Auth, Session};

pub(crate) fn landing(app: &App) -> Tag {
    let (auth, is_painted) = (app.auth, app.landing.is_painted);
    name_page(texts::WELCOME);
    let way_in = tag("div").dynamic(move || match auth.session() {
        // As it stands there already.
        Session::Checking if is_painted => Some(actions().child(log_in_link("/login"))),
        session => way_in(auth, &session),
    });
    app.landing.page(way_in)
}

fn way_in(auth: Auth, session: &Session) -> Option<Tag> {
    Some(match session {
        Session::SignedIn(..) => actions()
            .child(link(texts::OPEN_DASHBOARD, "/dashboard").class("button primary"))
            .child(button(texts::LOG_OUT, move || auth.logout())),
        Session::SignedOut(reason) => {
            let reason = reason.as_ref();
            let sign_up = auth
                .sign_up_available()
                .then(|| link(texts::SIGN_UP, "/signup").class("button"));
            tag("div")
                .child(reason.map(|problem| problem_alert(auth, problem).focused()))
                .child(actions().child(log_in_link("/login")).child(sign_up))
        }
        other => return under_way(other),
    })
}
