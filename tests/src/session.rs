//! What tests do to a session, and to the network and the clock that it lives with.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use local_cognito::Settings;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::browser::becomes_true;
use crate::harness::Harness;

/// What tells the tokens of a session apart, without being them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Of the access token.
    pub access_token: String,
    /// Of the ID token.
    pub id_token: String,
    /// Of the refresh token.
    pub refresh_token: String,
}

impl Harness {
    /// The tokens that the tab keeps.
    pub async fn tokens(&self) -> Tokens {
        let [session, ..] = self.tab.stores().await;
        let keys: Value = serde_json::from_str(&session).expect("session storage");
        let kept = keys["leptos-cognito.session"].as_str().expect("a session");
        let kept: Value = serde_json::from_str(kept).expect("JSON");
        let token = |name: &str| fingerprint(kept[name].as_str().unwrap_or_default());
        Tokens {
            access_token: token("access_token"),
            id_token: token("id_token"),
            refresh_token: token("refresh_token"),
        }
    }

    /// Waits until the tab keeps an access token that is not in `before`.
    pub async fn keeps_another_access_token_than(&self, before: &Tokens) {
        let another = async || Some(self.tokens().await.access_token != before.access_token);
        assert!(becomes_true(another).await, "still the same access token");
    }

    /// Changes the session that the tab keeps, so that its access token ended long ago.
    pub async fn lets_the_kept_session_grow_old(&self) {
        let script = "const key = 'leptos-cognito.session', day = 24 * 3600 * 1000;
            const session = JSON.parse(sessionStorage[key]);
            session.expires_at -= 2 * 3600 * 1000;
            session.received_at -= day;
            sessionStorage[key] = JSON.stringify(session);
            return null";
        self.tab.eval(script).await;
    }

    /// Presses "Renew now" and waits for a success, the pool's `times`th answer with tokens.
    pub async fn renew_now(&self, times: usize) {
        self.tab.press("Renew now").await;
        self.tab.says("by itself, before the time is up").await;
        assert_eq!(self.received("POST", "/oauth2/token"), times);
    }

    /// From now on each renewal replaces the refresh token, which works so many seconds more.
    pub fn rotates(&self, grace_s: i64) {
        self.pool.set_settings(Settings {
            rotate_refresh_tokens: true,
            rotation_grace_s: grace_s,
            ..Settings::default()
        });
    }

    /// The device and the pool sleep for two hours; the page, which has [`SLEEP`], is not told.
    ///
    /// [`SLEEP`]: crate::browser::time::SLEEP
    pub async fn sleeps(&self) {
        self.pool.set_settings(Settings {
            clock_offset_s: 2 * 3600,
            ..Settings::default()
        });
        self.tab.eval("passes(2 * 3600 * 1000); return null").await;
    }

    /// The person looks at the tab again.
    pub async fn is_looked_at_again(&self) {
        let script = "document.dispatchEvent(new Event('visibilitychange', {bubbles: true}));
            return null";
        self.tab.eval(script).await;
    }

    /// Lets no request to these addresses leave the browser; `*` stands for anything.
    pub async fn blocks(&self, addresses: &[&str]) {
        self.tab.devtools("Network.enable", json!({})).await;
        let addresses = json!({ "urls": addresses });
        self.tab.devtools("Network.setBlockedURLs", addresses).await;
    }

    /// Cuts the browser off the network, or takes it back.
    pub async fn offline(&self, offline: bool) {
        let conditions = json!({
            "offline": offline,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        });
        let command = "Network.emulateNetworkConditions";
        self.tab.devtools(command, conditions).await;
    }
}

fn fingerprint(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret))
}
