use std::sync::Mutex;

use local_cognito::{LocalCognito, Options};

use crate::browser::{APP, Browser, CALLBACK, claims, encode, pairs, request, with};

const EMAIL: &str = "new@example.com";
const PASSWORD: &str = "New-Passw0rd!";

async fn sign_up(browser: &Browser) -> String {
    let fields = [("username", EMAIL), ("password", PASSWORD)];
    let (address, params) = browser
        .submit("/signup", &request(), &fields)
        .await
        .redirect();
    assert_eq!(
        (address.as_str(), params["username"].as_str()),
        ("/confirmUser", EMAIL)
    );
    browser.pool.verification_code(EMAIL).unwrap()
}

#[tokio::test]
async fn the_verification_code_leads_back_to_the_app_signed_in() {
    let browser = Browser::new().await;
    let code = sign_up(&browser).await;
    let fields = [("username", EMAIL), ("code", &code)];
    let (address, params) = browser
        .submit("/confirmUser", &request(), &fields)
        .await
        .redirect();
    assert_eq!(
        (address.as_str(), params["state"].as_str()),
        (CALLBACK, "a state/with+signs&=%")
    );

    let answer = browser
        .token(&Browser::exchange_form(&params["code"]))
        .await;
    assert_eq!(claims(&answer.text("id_token"))["email"], EMAIL);
    assert_eq!(browser.pool.verification_code(EMAIL), None);
}

#[tokio::test]
async fn a_wrong_code_does_not_confirm() {
    let browser = Browser::new().await;
    let code = sign_up(&browser).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let page = browser
        .submit(
            "/confirmUser",
            &request(),
            &[("username", EMAIL), ("code", wrong)],
        )
        .await;
    assert_eq!(
        page.alert(),
        "Invalid verification code provided, please try again."
    );
}

#[tokio::test]
async fn an_unconfirmed_user_is_asked_for_the_code_at_login() {
    let browser = Browser::new().await;
    sign_up(&browser).await;
    let fields = [("username", EMAIL), ("password", PASSWORD)];
    let (address, _) = browser
        .submit("/login", &request(), &fields)
        .await
        .redirect();
    assert_eq!(address, "/confirmUser");
    let page = browser
        .submit(
            "/login",
            &request(),
            &[("username", EMAIL), ("password", "wrong")],
        )
        .await;
    assert_eq!(page.alert(), "Incorrect username or password.");
}

#[tokio::test]
async fn another_code_can_be_asked_for_and_works() {
    let browser = Browser::new().await;
    sign_up(&browser).await;
    let page = browser
        .visit("/confirmUser", &with(request(), &[("username", EMAIL)]))
        .await;
    assert!(page.body.contains("Send another code"));
    // The form token of the page counts for all forms of this browser.
    let token = browser.cookies.borrow()["XSRF-TOKEN"].clone();
    let form = pairs(&[("_csrf", &token), ("username", EMAIL)]);
    let path = format!("/resendcode?{}", encode(&request()));
    assert_eq!(
        browser.post(&path, &form).await.redirect().0,
        "/confirmUser"
    );

    let code = browser.pool.verification_code(EMAIL).unwrap();
    let fields = [("username", EMAIL), ("code", &code)];
    assert_eq!(
        browser
            .submit("/confirmUser", &request(), &fields)
            .await
            .redirect()
            .0,
        CALLBACK
    );
    // Nobody is left to send a code to.
    browser.post(&path, &form).await;
    assert_eq!(browser.pool.verification_code(EMAIL), None);
}

#[tokio::test]
async fn a_taken_address_a_weak_password_and_no_address_are_refused() {
    let browser = Browser::new().await;
    for (email, password, problem) in [
        (
            "demo@example.com",
            PASSWORD,
            "An account with the given email already exists.",
        ),
        (EMAIL, "Sh0rt!", "Password did not conform with policy."),
        (
            EMAIL,
            "no-capital-1",
            "Password did not conform with policy.",
        ),
        (
            EMAIL,
            "No-Digit-Here",
            "Password did not conform with policy.",
        ),
        (
            EMAIL,
            "N0OtherSign",
            "Password did not conform with policy.",
        ),
        ("not-an-address", PASSWORD, "Invalid email address format."),
    ] {
        let page = browser
            .submit(
                "/signup",
                &request(),
                &[("username", email), ("password", password)],
            )
            .await;
        assert_eq!(page.alert(), problem, "{email} {password}");
    }
    assert_eq!(browser.pool.verification_code(EMAIL), None);
}

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[tokio::test]
async fn the_terminal_gets_the_code_and_short_lines_without_queries() {
    let report = |line: &str| LINES.lock().unwrap().push(line.to_owned());
    let options = Options {
        report,
        ..Options::for_test(APP)
    };
    let browser = Browser::of(LocalCognito::start(options).await.unwrap());
    let code = sign_up(&browser).await;
    assert_eq!(
        *LINES.lock().unwrap(),
        [
            "GET /signup 200".to_owned(),
            format!("verification code for {EMAIL}: {code}"),
            "POST /signup 302".to_owned(),
        ]
    );
}
