use local_cognito::{GOOGLE_USERS, LocalCognito, NewUser, Options};
use serde_json::{Value, json};

use crate::browser::{APP, Browser, CALLBACK, claims, pairs, request, with};

const GOOGLE: [(&str, &str); 1] = [("identity_provider", "Google")];
const ACCOUNT: [(&str, &str); 1] = [("account", GOOGLE_USERS[0])];

#[tokio::test]
async fn the_provider_s_own_page_follows_with_the_same_parameters_instead_of_the_password_form() {
    let browser = Browser::new().await;
    for by in [GOOGLE, [("idp_identifier", "google")]] {
        let answer = browser.authorize(&by).await;
        let (address, params) = answer.redirect();
        assert_eq!(address, "/google");
        assert_eq!(params, with(request(), &by).into_iter().collect());
        let page = browser.get(&answer.location()).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("<h1>Google (fake)</h1>"));
        assert!(!page.body.contains(r#"type="password""#));
        for email in GOOGLE_USERS {
            let button =
                format!(r#"<button type="submit" name="account" value="{email}">{email}</button>"#);
            assert!(page.body.contains(&button), "{email}");
        }
    }
}

#[tokio::test]
async fn the_login_page_has_a_button_that_leads_there_after_the_password_form() {
    let browser = Browser::new().await;
    let page = browser.visit("/login", &request()).await;
    let (password_form, rest) = page.body.split_once("</form>").unwrap();
    assert!(password_form.contains(r#"name="password""#));
    let (google_form, _) = rest.split_once("</form>").unwrap();
    for part in [
        r#"<form method="get" action="/oauth2/authorize">"#,
        r#"<input type="hidden" name="identity_provider" value="Google">"#,
        r#"<input type="hidden" name="state" value="a state/with+signs&amp;=%">"#,
        r#"<button type="submit">Continue with Google</button>"#,
    ] {
        assert!(google_form.contains(part), "{part} in {google_form}");
    }
}

#[tokio::test]
async fn its_user_has_the_names_and_the_identities_of_a_federated_user() {
    let browser = Browser::new().await;
    let answer = browser.google_tokens(GOOGLE_USERS[0], &GOOGLE).await;
    let id = claims(&answer.text("id_token"));
    let access = claims(&answer.text("access_token"));
    let username = id["cognito:username"].as_str().unwrap();
    let user_id = username.strip_prefix("Google_").unwrap();
    assert!(user_id.bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(access["username"], username);
    assert_eq!(access.get("identities"), None);
    assert_eq!(
        (&id["email"], &id["email_verified"]),
        (&json!(GOOGLE_USERS[0]), &json!(true))
    );
    assert_eq!(id["cognito:groups"], json!(["us-east-1_local_Google"]));
    assert_eq!(id["nonce"], "the-nonce");
    assert_ne!(id["sub"], username);

    let created = id["identities"][0]["dateCreated"].as_str().unwrap();
    assert_eq!(created.len(), "1642699117273".len());
    assert_eq!(
        id["identities"],
        json!([{
            "userId": user_id,
            "providerName": "Google",
            "providerType": "Google",
            "issuer": null,
            "primary": "true",
            "dateCreated": created,
        }])
    );
}

#[tokio::test]
async fn user_info_has_the_identities_as_text() {
    let browser = Browser::new().await;
    for (scope, shown) in [
        ("openid", true),
        ("openid profile", true),
        ("openid email", false),
    ] {
        let answer = browser
            .google_tokens(GOOGLE_USERS[0], &[("scope", scope)])
            .await;
        let bearer = format!("Bearer {}", answer.text("access_token"));
        let profile = browser.get_with("/oauth2/userInfo", &bearer).await.json();
        let id = claims(&answer.text("id_token"));
        assert_eq!(profile["username"], id["cognito:username"]);
        let identities = profile.get("identities").map(|text| {
            let parsed: Value = serde_json::from_str(text.as_str().unwrap()).unwrap();
            (parsed[0]["userId"].clone(), parsed[0]["primary"].clone())
        });
        let user_id = id["identities"][0]["userId"].clone();
        assert_eq!(
            identities,
            shown.then_some((user_id, json!(true))),
            "{scope}"
        );
    }
}

#[tokio::test]
async fn a_session_serves_its_own_provider_and_requests_that_name_none() {
    let browser = Browser::new().await;
    let cognito = [("identity_provider", "COGNITO")];
    browser.code_from("/google", &GOOGLE, &ACCOUNT).await;
    assert_eq!(browser.authorize(&[]).await.redirect().0, CALLBACK);
    assert_eq!(browser.authorize(&GOOGLE).await.redirect().0, CALLBACK);
    assert_eq!(browser.authorize(&cognito).await.redirect().0, "/login");

    browser.code(&[]).await;
    assert_eq!(browser.authorize(&[]).await.redirect().0, CALLBACK);
    assert_eq!(browser.authorize(&cognito).await.redirect().0, CALLBACK);
    assert_eq!(browser.authorize(&GOOGLE).await.redirect().0, "/google");
}

#[tokio::test]
async fn prompt_none_needs_a_session_of_the_provider_that_is_named() {
    let browser = Browser::new().await;
    let silently = async |provider: &str| {
        let changes = [("prompt", "none"), ("identity_provider", provider)];
        let (address, params) = browser.authorize(&changes).await.redirect();
        assert_eq!(address, CALLBACK);
        params.get("error").cloned()
    };
    let login_required = Some("login_required".to_owned());
    assert_eq!(silently("Google").await, login_required);
    browser.code_from("/google", &GOOGLE, &ACCOUNT).await;
    assert_eq!(silently("Google").await, None);
    assert_eq!(silently("COGNITO").await, login_required);
    assert_eq!(silently("").await, None);
}

#[tokio::test]
async fn prompt_login_asks_at_the_provider_again() {
    let browser = Browser::new().await;
    browser.code_from("/google", &GOOGLE, &ACCOUNT).await;
    let changes = [("prompt", "login"), ("identity_provider", "Google")];
    assert_eq!(browser.authorize(&changes).await.redirect().0, "/google");
}

#[tokio::test]
async fn an_unknown_provider_is_told_to_the_app_with_those_that_there_are() {
    let browser = Browser::new().await;
    for unknown in [
        ("identity_provider", "google"),
        ("idp_identifier", "Google"),
    ] {
        let (address, params) = browser.authorize(&[unknown]).await.redirect();
        assert_eq!(address, CALLBACK);
        assert_eq!(params["error"], "invalid_request");
        let words = &params["error_description"];
        assert!(
            words.contains("COGNITO") && words.contains("idp_identifier"),
            "{words}"
        );
    }
}

#[tokio::test]
async fn who_cancels_goes_back_to_the_app_with_an_error() {
    let browser = Browser::new().await;
    let (address, params) = browser
        .submit("/google", &with(request(), &GOOGLE), &[])
        .await
        .redirect();
    assert_eq!(address, CALLBACK);
    assert_eq!(
        params,
        pairs(&[
            ("error", "access_denied"),
            ("state", "a state/with+signs&=%")
        ])
        .into_iter()
        .collect()
    );
    assert!(!browser.cookies.borrow().contains_key("cognito"));
}

#[tokio::test]
async fn an_unknown_account_and_a_forged_form_sign_nobody_in() {
    let browser = Browser::new().await;
    for account in ["demo@example.com", "nobody@example.com"] {
        let page = browser
            .submit("/google", &request(), &[("account", account)])
            .await;
        assert_eq!(page.alert(), "There is no such account.");
    }
    let path = format!("/google?{}", crate::browser::encode(&request()));
    let page = browser.post(&path, &pairs(&ACCOUNT)).await;
    assert_eq!(page.alert(), "This form is out of date. Please try again.");
    assert!(!browser.cookies.borrow().contains_key("cognito"));
}

#[tokio::test]
async fn a_user_with_a_password_and_the_same_email_address_is_somebody_else() {
    let user = NewUser {
        email: GOOGLE_USERS[0].to_owned(),
        password: "a".to_owned(),
        groups: Vec::new(),
    };
    let options = Options {
        users: vec![user],
        ..Options::for_test(APP)
    };
    let browser = Browser::of(LocalCognito::start(options).await.unwrap());
    let local = browser.tokens_of(GOOGLE_USERS[0], "a").await;
    let google = browser.google_tokens(GOOGLE_USERS[0], &[]).await;
    let (local, google) = (
        claims(&local.text("id_token")),
        claims(&google.text("id_token")),
    );
    assert_eq!(local["email"], google["email"]);
    assert_ne!(local["sub"], google["sub"]);
    assert_eq!(local.get("identities"), None);
}

#[tokio::test]
async fn without_the_option_no_password_opens_a_google_account() {
    let browser = Browser::new().await;
    for password in ["", "a"] {
        let fields = [("username", GOOGLE_USERS[0]), ("password", password)];
        let page = browser.submit("/login", &request(), &fields).await;
        assert_eq!(page.alert(), "Incorrect username or password.");
    }
}
