//! A login from its start to its session, and what must not become one.

use axum::http::Method;
use local_cognito::{DEMO_USER, Endpoint, Fault};
use serde_json::json;

use crate::browser::{Browser, From, query_of, sign_in};
use crate::world::{CLIENT_SECRET, SITE, World};

#[tokio::test]
async fn a_login_leads_to_a_session_and_a_log_out_ends_it() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    assert_eq!(browser.status().await, json!({ "signed_in": false }));

    browser.sign_in(&world).await;
    let status = browser.status().await;
    assert_eq!(status["signed_in"], true);
    assert_eq!(status["user"]["email"], DEMO_USER);
    assert_eq!(status["user"]["groups"], json!([]));
    assert_eq!(status["user"]["scopes"], json!(["openid", "email"]));
    assert_eq!(status["user"]["claims"]["token_use"], "id");
    assert_eq!(status["user"]["sub"], status["user"]["claims"]["sub"]);
    assert_eq!(status["user"]["claims"].get("nonce"), None);
    assert!(status["expires_at"].as_u64().unwrap() > 1_700_000_000);

    let answer = browser.get("/api/items?a=b").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
    let asked = world.api.last();
    assert_eq!(asked.target, "/prod/items?a=b");
    assert!(
        asked
            .header("authorization")
            .unwrap()
            .starts_with("Bearer eyJ")
    );

    let session = browser.session();
    let answer = browser.call(Method::POST, "/auth/logout").await;
    let logout_url = answer.json()["logout_url"].as_str().unwrap().to_owned();
    assert!(logout_url.starts_with(&format!("{}/logout?client_id=", world.front.origin)));
    assert_eq!(query_of(&logout_url)["logout_uri"], format!("{SITE}/"));
    assert_eq!(world.revocations(), 1);
    assert_eq!(browser.cookie("__Host-session"), None);
    // For good: also for somebody who has kept the cookie.
    browser.set_cookie("__Host-session", &session, "SameSite=Strict");
    assert_eq!(browser.status().await, json!({ "signed_in": false }));
    let answer = browser.get("/api/items").await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (401, "session.signed_out")
    );
    assert_eq!(world.api.asked().len(), 1);
}

#[tokio::test]
async fn the_cookies_are_for_this_host_alone() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    let answer = browser.open("/auth/login").await;
    let cookies = answer.cookies();
    let [login] = cookies.as_slice() else {
        panic!("{cookies:?}");
    };
    assert!(login.starts_with("__Host-login-"), "{login}");
    let flags = "; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=600";
    assert!(login.ends_with(flags), "{login}");

    let callback = sign_in(&world, answer.location()).await;
    let answer = browser.come_back(&callback).await;
    let cookies = answer.cookies();
    let [session, key, removed] = cookies.as_slice() else {
        panic!("{cookies:?}");
    };
    let (value, flags) = session.split_once(';').unwrap();
    assert_eq!(value.len(), "__Host-session=".len() + 43);
    assert!(value.starts_with("__Host-session="));
    assert_eq!(flags, " HttpOnly; SameSite=Strict; Secure; Path=/");
    let (value, flags) = key.split_once(';').unwrap();
    assert!(value.starts_with("__Host-session-key="));
    assert!(!value.ends_with(&browser.session()));
    assert_eq!(flags, " HttpOnly; SameSite=Lax; Secure; Path=/");
    assert!(removed.starts_with("__Host-login-") && removed.contains("Max-Age=0"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
}

#[tokio::test]
async fn the_authorization_request_has_state_nonce_and_pkce_and_the_options_of_the_login() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    let target = "/auth/login?provider=Google&login_hint=a&lang=de&prompt=login&max_age=9\
                  &state=evil&redirect_uri=https%3A%2F%2Fevil.example&client_id=evil";
    let answer = browser.open(target).await;
    let query = query_of(answer.location());
    assert!(
        answer
            .location()
            .starts_with(&format!("{}/oauth2/authorize?", world.front.origin))
    );
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", world.pool.client_id()),
        ("redirect_uri", &format!("{SITE}/auth/callback")),
        ("scope", "openid email"),
        ("code_challenge_method", "S256"),
        ("identity_provider", "Google"),
        ("login_hint", "a"),
        ("lang", "de"),
        ("prompt", "login"),
        ("max_age", "9"),
    ] {
        assert_eq!(query[name], value, "{name}");
    }
    for name in ["state", "nonce", "code_challenge"] {
        assert_eq!(query[name].len(), 43, "{name}");
    }
    let again = browser.open(target).await;
    assert_ne!(query_of(again.location())["state"], query["state"]);

    let answer = browser.open("/auth/login?screen=signup").await;
    assert!(
        answer
            .location()
            .starts_with(&format!("{}/signup?", world.front.origin))
    );
    let answer = browser.open("/auth/login?lang=de&lang=en").await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (400, "login.duplicate_parameter")
    );
}

#[tokio::test]
async fn a_link_of_another_site_does_not_choose_the_account() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    let target = "/auth/login?provider=Evil&idp_identifier=evil.example&login_hint=evil&prompt=login\
                  &max_age=0&resource=https%3A%2F%2Fevil.example&lang=de&return_to=/orders";
    for (site, is_obeyed) in [
        ("cross-site", false),
        ("same-site", false),
        ("same-origin", true),
        // Typed in, or from a program that is no browser.
        ("none", true),
    ] {
        let headers = [("sec-fetch-mode", "navigate"), ("sec-fetch-site", site)];
        let from = From::AnotherSite;
        let answer = browser
            .send(from, Method::GET, target, &headers, vec![])
            .await;
        let query = query_of(answer.location());
        for name in [
            "identity_provider",
            "idp_identifier",
            "login_hint",
            "prompt",
            "max_age",
            "resource",
        ] {
            let is_there = query.contains_key(name);
            // A login names one of both, and the last one counts.
            let is_expected = is_obeyed && name != "identity_provider";
            assert_eq!(is_there, is_expected, "{site} {name}");
        }
        assert_eq!(query["lang"], "de");
    }
}

#[tokio::test]
async fn what_is_kept_of_a_login_is_small() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    let long = "a".repeat(2_000);
    let target = format!("/auth/login?login_hint={long}&lang={long}&return_to=/{long}");
    browser.open(&target).await;
    let longest = world.sql_number("SELECT max(length(sealed)) FROM logins");
    assert!(longest < 3_500, "{longest}");
    let longer = "a".repeat(9_000);
    let target = format!("/auth/login?return_to=/{longer}");
    assert_eq!(browser.open(&target).await.status, 303);
    let longest = world.sql_number("SELECT max(length(sealed)) FROM logins");
    assert!(longest < 3_500, "{longest}");
}

#[tokio::test]
async fn a_flood_of_logins_is_refused_and_signs_nobody_out() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    world.sql("UPDATE login_count SET count = 100000");
    let answer = browser.open("/auth/login").await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (503, "login.busy")
    );
    assert_eq!(browser.get("/api/items").await.status, 200);
}

#[tokio::test]
async fn a_login_ends_at_a_page_of_this_site() {
    let world = World::new().await;
    let backend = world.backend().await;
    for (return_to, expected) in [
        ("/orders%3Fopen%3D17%23a", "/orders?open=17#a"),
        ("/caf%C3%A9", "/caf%C3%A9"),
        ("", "/dashboard"),
        ("https%3A%2F%2Fevil.example%2F", "/dashboard"),
        ("%2F%2Fevil.example", "/dashboard"),
        ("%2F%5Cevil.example", "/dashboard"),
        ("%5C%5Cevil.example", "/dashboard"),
        ("javascript%3Aalert(1)", "/dashboard"),
        ("%2F%09%2Fevil.example", "/dashboard"),
        ("%2Fa%0d%0aset-cookie%3A%20a%3Db", "/dashboard"),
        ("%2Fauth%2Flogin%3Fprompt%3Dnone", "/dashboard"),
        ("%2Fauth", "/dashboard"),
    ] {
        let browser = Browser::new(&backend);
        let answer = browser
            .open(&format!("/auth/login?return_to={return_to}"))
            .await;
        let callback = sign_in(&world, answer.location()).await;
        let answer = browser.come_back(&callback).await;
        assert_eq!(answer.location(), expected, "{return_to}");
        assert_eq!(answer.cookies().len(), 3);
    }
}

#[tokio::test]
async fn a_callback_is_answered_once() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    let callback = browser.callback_of(&world, "/auth/login").await;
    let cookie = browser.cookie("__Host-login-").unwrap();
    assert_eq!(browser.come_back(&callback).await.location(), "/dashboard");
    let session = browser.session();

    browser.set_cookie(&cookie.0, &cookie.1, "SameSite=Lax");
    let answer = browser.come_back(&callback).await;
    assert_eq!(
        answer.location(),
        "/dashboard?login_error=callback.state_unknown"
    );
    assert_eq!(world.token_requests("authorization_code"), 1);
    // And the session that there is goes on.
    assert_eq!(browser.session(), session);
    assert_eq!(browser.status().await["signed_in"], true);
}

#[tokio::test]
async fn a_callback_of_another_browser_is_not_acted_upon() {
    let world = World::new().await;
    let backend = world.backend().await;
    let (attacker, victim) = (Browser::new(&backend), Browser::new(&backend));
    let callback = attacker.callback_of(&world, "/auth/login").await;
    let answer = victim.come_back(&callback).await;
    assert_eq!(
        answer.location(),
        "/dashboard?login_error=callback.state_unknown"
    );
    // Also where the victim has begun a login: its cookie is another login's.
    let callback = attacker.callback_of(&world, "/auth/login").await;
    victim.open("/auth/login").await;
    let answer = victim.come_back(&callback).await;
    assert_eq!(
        answer.location(),
        "/dashboard?login_error=callback.state_unknown"
    );
    // And where the attacker's own cookie has the name, and the victim's the value.
    let callback = attacker.callback_of(&world, "/auth/login").await;
    let name = attacker.cookie("__Host-login-").unwrap().0;
    victim.set_cookie(
        &name,
        &victim.cookie("__Host-login-").unwrap().1,
        "SameSite=Lax",
    );
    let answer = victim.come_back(&callback).await;
    assert_eq!(
        answer.location(),
        "/dashboard?login_error=callback.state_unknown"
    );
    assert_eq!(victim.cookie("__Host-session"), None);
    assert_eq!(world.token_requests("authorization_code"), 0);
}

#[tokio::test]
async fn two_tabs_log_in_side_by_side() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    let first = browser
        .callback_of(&world, "/auth/login?return_to=/first")
        .await;
    let second = browser
        .callback_of(&world, "/auth/login?return_to=/second")
        .await;
    assert_eq!(browser.come_back(&first).await.location(), "/first");
    assert_eq!(browser.come_back(&second).await.location(), "/second");
    assert_eq!(browser.cookie("__Host-login-"), None);
}

#[tokio::test]
async fn a_browser_has_a_few_logins_under_way_at_most() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    let mut kept = Vec::new();
    for _ in 0..20 {
        let answer = browser.open("/auth/login").await;
        let set = answer.cookies().len();
        kept.push(set);
    }
    assert!(kept[..8].iter().all(|set| *set == 1), "{kept:?}");
    assert!(kept[8..].iter().all(|set| *set == 2), "{kept:?}");
}

#[tokio::test]
async fn a_new_login_has_a_new_id_and_ends_the_session_before() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    let before = browser.session();
    browser.sign_in(&world).await;
    assert_ne!(browser.session(), before);
    assert_eq!(world.revocations(), 1);
    assert_eq!(browser.status().await["signed_in"], true);
    browser.set_cookie("__Host-session", &before, "SameSite=Strict");
    assert_eq!(browser.status().await["signed_in"], false);
}

/// No session cookie comes along then, to the login or to its callback.
#[tokio::test]
async fn a_login_that_another_sites_link_begins_ends_the_session_before() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    let before = browser.session();
    let begun = browser.come_back("/auth/login").await;
    // Until the login ends, the session goes on.
    assert_eq!(browser.status().await["signed_in"], true);
    let callback = sign_in(&world, begun.location()).await;
    assert_eq!(browser.come_back(&callback).await.location(), "/dashboard");
    assert_ne!(browser.session(), before);
    assert_eq!(browser.status().await["signed_in"], true);
    assert_eq!(world.revocations(), 1);
    browser.set_cookie("__Host-session", &before, "SameSite=Strict");
    assert_eq!(browser.status().await["signed_in"], false);
}

#[tokio::test]
async fn nobody_chooses_the_id_of_a_session() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    let fixed = "A".repeat(43);
    browser.set_cookie("__Host-session", &fixed, "SameSite=Strict");
    browser.sign_in(&world).await;
    assert_ne!(browser.session(), fixed);
    browser.set_cookie("__Host-session", &fixed, "SameSite=Strict");
    assert_eq!(browser.status().await["signed_in"], false);
}

#[tokio::test]
async fn a_failed_login_is_told_by_a_code_and_not_in_the_providers_words() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    for (answer, expected) in [
        (
            "error=access_denied&error_description=EVIL",
            "callback.access_denied",
        ),
        ("error=EVIL%3Cscript%3E", "callback.denied"),
        ("code=a&error=b", "callback.malformed"),
        ("code=a&code=b", "callback.duplicate_parameter"),
        ("", "callback.malformed"),
    ] {
        let begun = browser.open("/auth/login").await;
        let state = query_of(begun.location())["state"].clone();
        let answer = browser
            .come_back(&format!("/auth/callback?{answer}&state={state}"))
            .await;
        let location = answer.location();
        assert_eq!(location, format!("/dashboard?login_error={expected}"));
    }
    let answer = browser.come_back("/auth/callback?code=a").await;
    assert_eq!(
        answer.location(),
        "/dashboard?login_error=callback.state_missing"
    );
    assert_eq!(world.token_requests("authorization_code"), 0);
}

#[tokio::test]
async fn an_id_token_that_is_not_believed_makes_no_session_and_its_tokens_are_revoked() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    for (claims, expected) in [
        (json!({ "nonce": "another" }), "id_token.nonce"),
        (json!({ "aud": "another" }), "id_token.audience"),
        (json!({ "iss": "https://evil.example" }), "id_token.issuer"),
        (json!({ "exp": 1 }), "id_token.time"),
    ] {
        let callback = browser.callback_of(&world, "/auth/login").await;
        let mut fault = Fault::at(Endpoint::Token);
        fault.times = Some(1);
        fault.id_token.claims = serde_json::from_value(claims).unwrap();
        world.pool.set_faults(vec![fault]);
        let revocations = world.revocations();
        let answer = browser.come_back(&callback).await;
        assert_eq!(
            answer.location(),
            format!("/dashboard?login_error={expected}")
        );
        assert_eq!(browser.cookie("__Host-session"), None);
        assert_eq!(world.revocations(), revocations + 1);
    }
}

#[tokio::test]
async fn a_confidential_client_sends_its_secret_to_the_token_endpoint() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    let secret = cognito_spa::protocol::secret::ClientSecret::new(CLIENT_SECRET.into());
    let expected =
        cognito_spa::protocol::token::client_secret_basic(world.pool.client_id(), &secret);
    assert_eq!(world.front.credentials(), [Some(expected)]);
}

#[tokio::test]
async fn a_restart_in_the_middle_of_a_login_does_not_matter() {
    let world = World::new().await;
    let before = Browser::new(&world.backend().await);
    let callback = before
        .callback_of(&world, "/auth/login?return_to=/orders")
        .await;
    let after = before.at(&world.backend().await);
    assert_eq!(after.come_back(&callback).await.location(), "/orders");
    let once_more = after.at(&world.backend().await);
    assert_eq!(once_more.status().await["signed_in"], true);
}

#[tokio::test]
async fn a_dead_provider_fails_the_login_and_nothing_else() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    let other = Browser::new(&world.backend().await);
    let callback = other.callback_of(&world, "/auth/login").await;
    world.pool.set_faults(vec![Fault {
        status: Some(500),
        ..Fault::at(Endpoint::Token)
    }]);
    let answer = other.come_back(&callback).await;
    assert_eq!(
        answer.location(),
        "/dashboard?login_error=token.server_error"
    );
    assert_eq!(browser.get("/api/items").await.status, 200);

    let nowhere = json!({ "domain": null, "issuer": "http://127.0.0.1:9" });
    let undiscovered = Browser::new(&world.backend_with(nowhere).await);
    let answer = undiscovered.open("/auth/login").await;
    assert_eq!(
        answer.location(),
        "/dashboard?login_error=discovery.unreachable"
    );
}

#[tokio::test]
async fn a_login_is_navigated_to_and_not_fetched_nor_framed_nor_asked_for_with_head() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    for (mode, dest) in [("no-cors", "image"), ("navigate", "iframe")] {
        let headers = [("sec-fetch-mode", mode), ("sec-fetch-dest", dest)];
        let from = From::AnotherSite;
        let answer = browser
            .send(from, Method::GET, "/auth/login", &headers, vec![])
            .await;
        assert_eq!(answer.error(), "request.no_navigation", "{dest}");
    }
    let callback = browser.callback_of(&world, "/auth/login").await;
    let answer = browser
        .send(From::Site, Method::HEAD, &callback, &[], vec![])
        .await;
    assert_eq!(answer.status, 405);
    assert_eq!(browser.come_back(&callback).await.location(), "/dashboard");
}

#[tokio::test]
async fn a_session_that_rested_or_lasted_too_long_is_over() {
    let world = World::new().await;
    for limit in [
        json!({ "session_idle_s": 0.0001 }),
        json!({ "session_limit_s": 0.0001 }),
    ] {
        let browser = Browser::new(&world.backend_with(limit).await);
        let revocations = world.revocations();
        browser.sign_in(&world).await;
        assert_eq!(
            browser.get("/api/items").await.error(),
            "session.signed_out"
        );
        assert_eq!(browser.status().await, json!({ "signed_in": false }));
        assert_eq!(world.revocations(), revocations + 1);
    }
    assert_eq!(world.api.asked().len(), 0);
}

/// Else a page that was left open, which asks when the session is to end, would keep it for ever.
#[tokio::test]
async fn a_question_of_the_page_itself_is_no_use_of_the_session() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    world.sql("UPDATE sessions SET used_at = used_at - 1800000");
    let used_at = || world.sql_number("SELECT used_at FROM sessions");
    let told = async |target| browser.get(target).await.json()["expires_at"].as_u64();
    let before = used_at();
    let end = told("/auth/session?slide=false").await;
    assert_eq!(end, Some((before + 3_600_000) / 1_000));
    assert_eq!(used_at(), before);
    // One of the person is, and tells the end that it has moved.
    let end = told("/auth/session").await;
    assert!(used_at() >= before + 1_800_000);
    assert_eq!(end, Some((used_at() + 3_600_000) / 1_000));
}

/// Else a page of a neighbouring host, which the browser sends the cookie for, would keep it for ever.
#[tokio::test]
async fn a_question_of_another_origin_is_no_use_of_the_session() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    world.sql("UPDATE sessions SET used_at = used_at - 1800000");
    let used_at = || world.sql_number("SELECT used_at FROM sessions");
    let before = used_at();
    for (site, is_use) in [("same-site", false), ("same-origin", true)] {
        let headers = [("sec-fetch-mode", "no-cors"), ("sec-fetch-site", site)];
        let target = "/auth/session";
        let answer = browser.send(From::Site, Method::GET, target, &headers, vec![]);
        assert_eq!(answer.await.status, 200, "{site}");
        assert_eq!(used_at() > before, is_use, "{site}");
    }
}

#[tokio::test]
async fn a_discovered_provider_signs_in_as_well() {
    let world = World::new().await;
    let changes = json!({ "domain": null });
    let discovered = world.backend_with(changes).await;
    let browser = Browser::new(&discovered);
    let answer = browser.open("/auth/login").await;
    assert!(
        answer
            .location()
            .starts_with(&format!("{}/oauth2/authorize?", world.pool.origin()))
    );
}
