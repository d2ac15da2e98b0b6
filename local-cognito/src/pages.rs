//! The pages that a person sees. maud escapes everything that is put into them.

use axum::{
    extract::RawQuery,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};

use crate::{
    params::Params,
    store::{DEMO_PASSWORD, DEMO_USER},
};

const STYLE: &str = include_str!("style.css");

/// Every page states what this is, so that nobody takes it for the real thing.
fn page(title: &str, content: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – local user pool" }
                link rel="stylesheet" href="/style.css";
            }
            body {
                main {
                    h1 { (title) }
                    (content)
                }
                footer { p { "Local user pool: a tool for development and tests. Do not enter a real password." } }
            }
        }
    }
}

fn respond(status: StatusCode, markup: Markup) -> Response {
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    (status, headers, markup).into_response()
}

pub(crate) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}

/// The page that strands a person whose app sent a wrong client or callback.
pub(crate) fn bad_request(reason: &str) -> Response {
    let content = html! {
        p role="alert" { "An error was encountered with the requested page." }
        p { code { (reason) } }
    };
    respond(StatusCode::BAD_REQUEST, page("Error", content))
}

/// The address that Cognito shows such a person.
pub(crate) async fn error(RawQuery(query): RawQuery) -> Response {
    bad_request(
        Params::parse(&query.unwrap_or_default())
            .get("error")
            .unwrap_or("unknown_error"),
    )
}

/// A form whose parameters travel on in the query of its own address.
struct Form<'a> {
    path: &'a str,
    params: &'a Params,
    token: &'a str,
    problem: Option<&'a str>,
    button: &'a str,
}

impl Form<'_> {
    fn around(&self, fields: Markup) -> Markup {
        html! {
            @if let Some(problem) = self.problem { p role="alert" { (problem) } }
            form method="post" action=(self.params.under(self.path)) {
                input type="hidden" name="_csrf" value=(self.token);
                (fields)
                button type="submit" { (self.button) }
            }
        }
    }
}

fn field(id: &str, label: &str, kind: &str, autocomplete: &str, value: &str) -> Markup {
    html! {
        label for=(id) { (label) }
        input id=(id) name=(id) type=(kind) autocomplete=(autocomplete) value=(value) required;
    }
}

pub(crate) fn login(
    params: &Params,
    token: &str,
    username: &str,
    problem: Option<&str>,
) -> Response {
    let form = Form {
        path: "/login",
        params,
        token,
        problem,
        button: "Sign in",
    };
    let content = html! {
        (form.around(html! {
            (field("username", "Email", "email", "username", username))
            (field("password", "Password", "password", "current-password", ""))
        }))
        p { "New here? " a href=(params.under("/signup")) { "Sign up" } }
        p { "Demo user: " code { (DEMO_USER) } " with " code { (DEMO_PASSWORD) } }
    };
    respond(StatusCode::OK, page("Sign in", content))
}

pub(crate) fn signup(params: &Params, token: &str, email: &str, problem: Option<&str>) -> Response {
    let form = Form {
        path: "/signup",
        params,
        token,
        problem,
        button: "Sign up",
    };
    let content = html! {
        (form.around(html! {
            (field("username", "Email", "email", "username", email))
            (field("password", "Password", "password", "new-password", ""))
        }))
        p { "At least 8 characters, with a capital and a small letter, a digit and another sign." }
        p { "Registered already? " a href=(params.under("/login")) { "Sign in" } }
    };
    respond(StatusCode::OK, page("Sign up", content))
}

pub(crate) fn confirm(
    params: &Params,
    token: &str,
    email: &str,
    problem: Option<&str>,
) -> Response {
    let form = Form {
        path: "/confirmUser",
        params,
        token,
        problem,
        button: "Confirm account",
    };
    let resend = Form {
        path: "/resendcode",
        params,
        token,
        problem: None,
        button: "Send another code",
    };
    let content = html! {
        p { "The verification code is in the terminal that runs this pool." }
        (form.around(html! {
            (field("username", "Email", "email", "username", email))
            (field("code", "Verification code", "text", "one-time-code", ""))
        }))
        (resend.around(html! { input type="hidden" name="username" value=(email); }))
    };
    respond(StatusCode::OK, page("Confirm your account", content))
}
