//! The pages that a person sees. maud escapes everything that is put into them.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};

use crate::{
    client::Client,
    params::Params,
    users::{ADMIN_GROUP, ADMIN_PASSWORD, ADMIN_USER, DEMO_PASSWORD, DEMO_USER, GOOGLE_USERS},
};

pub(crate) const STALE_FORM: &str = "This form is out of date. Please try again.";
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

fn error_page(reason: &str, more: Markup) -> Response {
    let content = html! {
        p role="alert" { "An error was encountered with the requested page." }
        p { code { (reason) } }
        (more)
    };
    respond(StatusCode::BAD_REQUEST, page("Error", content))
}

/// The page of a person whose app sent a request that cannot be answered to it.
pub(crate) fn bad_request(reason: &str) -> Response {
    error_page(reason, html! {})
}

/// Cognito's page says no more than the code. This one names what is registered, for the developer
/// who has to find the difference.
pub(crate) fn redirect_mismatch(client: &Client, sent: Option<&str>) -> Response {
    let list = |title: &str, option: &str, values: &[String]| {
        html! {
            h2 { (title) }
            ul { @for value in values { li { code { (value) } } } }
            p { "Start the pool with " code { (option) } " to register another." }
        }
    };
    let more = html! {
        p { "The request must name the client and one of these addresses, character by character." }
        h2 { "Client id" }
        p { code { (client.id) } }
        @if let Some(sent) = sent {
            @if sent == client.id {
                p { "The request named it, so it is the address that differs." }
            } @else {
                p { "The request named another one: " code { (sent) } "." }
            }
        }
        (list("Callback addresses (redirect_uri)", "--callback URL", &client.callback_urls))
        (list("Sign-out addresses (logout_uri)", "--sign-out URL", &client.logout_urls))
    };
    error_page("redirect_mismatch", more)
}

/// A form whose parameters travel on in the query of its own address.
struct Form<'a> {
    path: &'a str,
    params: &'a Params,
    token: &'a str,
    problem: Option<&'a str>,
}

impl Form<'_> {
    fn around(&self, content: Markup) -> Markup {
        html! {
            @if let Some(problem) = self.problem { p role="alert" { (problem) } }
            form method="post" action=(self.params.under(self.path)) {
                input type="hidden" name="_csrf" value=(self.token);
                (content)
            }
        }
    }
}

fn submit(label: &str) -> Markup {
    html! { button type="submit" { (label) } }
}

fn field(id: &str, label: &str, kind: &str, autocomplete: &str, value: &str) -> Markup {
    html! {
        label for=(id) { (label) }
        input id=(id) name=(id) type=(kind) autocomplete=(autocomplete) value=(value) required;
    }
}

/// The same request again, at the other provider.
fn google_button(params: &Params) -> Markup {
    let params = params.with("identity_provider", "Google");
    html! {
        form method="get" action="/oauth2/authorize" {
            @for (name, value) in params.iter() {
                input type="hidden" name=(name) value=(value);
            }
            (submit("Continue with Google"))
        }
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
    };
    let content = html! {
        (form.around(html! {
            (field("username", "Email", "email", "username", username))
            (field("password", "Password", "password", "current-password", ""))
            (submit("Sign in"))
        }))
        (google_button(params))
        p { "New here? " a href=(params.under("/signup")) { "Sign up" } }
        p { "Demo user: " code { (DEMO_USER) } " with " code { (DEMO_PASSWORD) } }
        p {
            "In the group " code { (ADMIN_GROUP) } ": "
            code { (ADMIN_USER) } " with " code { (ADMIN_PASSWORD) }
        }
    };
    respond(StatusCode::OK, page("Sign in", content))
}

/// The fake Google's own login page.
pub(crate) fn google(params: &Params, token: &str, problem: Option<&str>) -> Response {
    let form = Form {
        path: "/google",
        params,
        token,
        problem,
    };
    let content = html! {
        p { "This page stands for another identity provider. Choose who signs in." }
        (form.around(html! {
            @for email in GOOGLE_USERS {
                button type="submit" name="account" value=(email) { (email) }
            }
            (submit("Cancel"))
        }))
    };
    respond(StatusCode::OK, page("Google (fake)", content))
}

pub(crate) fn signup(params: &Params, token: &str, email: &str, problem: Option<&str>) -> Response {
    let form = Form {
        path: "/signup",
        params,
        token,
        problem,
    };
    let content = html! {
        (form.around(html! {
            (field("username", "Email", "email", "username", email))
            (field("password", "Password", "password", "new-password", ""))
            (submit("Sign up"))
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
    };
    let resend = Form {
        path: "/resendcode",
        params,
        token,
        problem: None,
    };
    let content = html! {
        p { "The verification code is in the terminal that runs this pool." }
        (form.around(html! {
            (field("username", "Email", "email", "username", email))
            (field("code", "Verification code", "text", "one-time-code", ""))
            (submit("Confirm account"))
        }))
        (resend.around(html! {
            input type="hidden" name="username" value=(email);
            (submit("Send another code"))
        }))
    };
    respond(StatusCode::OK, page("Confirm your account", content))
}
