//! `/`: what this is, and the way in.
//!
//! Its words are in `index.html`, so that it is there before the program is. What is here is the part
//! that depends on who is signed in.

use crate::{
    app::App,
    components::{actions, name_page, problem_alert, under_way},
    markup::{Tag, button, link, tag},
    texts,
};
use leptos_cognito::{Auth, Session};

pub(crate) fn landing(app: &App) -> Tag {
    let (auth, landing) = (app.auth, app.landing.clone());
    let is_painted = landing.is_painted;
    name_page(texts::WELCOME);
    let offers_login = move || match auth.session() {
        Session::SignedOut(_) => true,
        // As it stands there already.
        Session::Checking => is_painted,
        _ => false,
    };
    let sign_up = move || {
        let link = |class| link(texts::SIGN_UP, "/signup").class(class);
        match auth.session() {
            Session::Checking => Some(link("button later")),
            _ => auth.sign_up_available().then(|| link("button")),
        }
    };
    let way_in = tag("div")
        .dynamic(move || match auth.session() {
            Session::SignedOut(Some(problem)) => Some(problem_alert(auth, &problem).focused()),
            _ => None,
        })
        .keyed(offers_login, move |offers_login| match offers_login {
            true => actions().child(landing.log_in()).dynamic(sign_up),
            false => tag("div").dynamic(move || instead(auth, &auth.session())),
        });
    app.landing.page(way_in)
}

/// What stands there where a login is not what is wanted next.
fn instead(auth: Auth, session: &Session) -> Option<Tag> {
    match session {
        Session::SignedIn(..) => Some(
            actions()
                .child(link(texts::OPEN_DASHBOARD, "/dashboard").class("button primary"))
                .child(button(texts::LOG_OUT, move || auth.logout())),
        ),
        other => under_way(other),
    }
}
