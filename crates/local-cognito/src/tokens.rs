//! Making the tokens of one answer.
//!
//! Claims: <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html>
//! and <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html>.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    faults::{TokenFaults, change},
    keys::{Claims, KeyError},
    pool::Pool,
    store::Session,
    users::User,
};

/// Whom and what tokens are issued for.
pub(crate) struct Subject<'a> {
    pub(crate) session: &'a Session,
    pub(crate) scope: &'a [String],
    pub(crate) nonce: Option<&'a str>,
    pub(crate) resource: Option<&'a str>,
    pub(crate) origin_jti: &'a str,
}

impl Subject<'_> {
    fn has(&self, scope: &str) -> bool {
        self.scope.iter().any(|one| one == scope)
    }
}

/// The left half of the access token's hash (OpenID Connect Core §3.1.3.6).
fn at_hash(access_token: &str) -> String {
    let hash = Sha256::digest(access_token);
    URL_SAFE_NO_PAD.encode(
        hash.iter()
            .copied()
            .take(hash.len() / 2)
            .collect::<Vec<u8>>(),
    )
}

/// The members of a token answer, the refresh token excepted. There is no `scope`.
pub(crate) fn issue(
    pool: &Pool,
    user: &User,
    subject: &Subject<'_>,
    faults: &TokenFaults,
) -> Result<Claims, KeyError> {
    let now = pool.now();
    let settings = pool.control().settings.clone();
    let event_id = Uuid::new_v4().to_string();
    // Who is in no group has no such claim.
    let groups = (!user.groups.is_empty()).then(|| ("cognito:groups", json!(user.groups)));
    let common = |token_use: &str, lifetime: i64| -> Claims {
        [
            ("sub", json!(user.sub)),
            ("iss", json!(pool.issuer)),
            ("token_use", json!(token_use)),
            ("auth_time", json!(subject.session.signed_in_at)),
            ("iat", json!(now)),
            ("exp", json!(now.saturating_add(lifetime))),
            ("jti", json!(Uuid::new_v4().to_string())),
            ("origin_jti", json!(subject.origin_jti)),
            ("event_id", json!(event_id)),
        ]
        .into_iter()
        .chain(groups.clone())
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    };
    let set = |claims: &mut Claims, name: &str, value: Value| claims.insert(name.to_owned(), value);

    let mut access = common("access", settings.access_token_lifetime_s);
    set(&mut access, "client_id", json!(pool.client.id));
    set(&mut access, "scope", json!(subject.scope.join(" ")));
    set(&mut access, "username", json!(user.username));
    set(&mut access, "version", json!(2));
    if let Some(resource) = subject.resource {
        set(&mut access, "aud", json!(resource));
    }
    change(&mut access, &faults.access_token.claims);
    let access_token = pool
        .keys
        .access
        .sign(&access, faults.access_token.signature)?;

    let mut answer = Claims::new();
    if subject.has("openid") {
        let mut id = common("id", settings.id_token_lifetime_s);
        set(&mut id, "aud", json!(pool.client.id));
        set(&mut id, "cognito:username", json!(user.username));
        set(&mut id, "at_hash", json!(at_hash(&access_token)));
        if let Some(nonce) = subject.nonce {
            set(&mut id, "nonce", json!(nonce));
        }
        for (name, value) in user.attributes(|scope| subject.has(scope)) {
            set(&mut id, name, json!(value));
            if name == "email" {
                set(&mut id, "email_verified", json!(true));
            }
        }
        // In a token it is not the text that the attribute is.
        if let Some(identity) = &user.identity {
            set(&mut id, "identities", identity.claim());
        }
        change(&mut id, &faults.id_token.claims);
        set(
            &mut answer,
            "id_token",
            json!(pool.keys.id.sign(&id, faults.id_token.signature)?),
        );
    }
    set(&mut answer, "access_token", json!(access_token));
    set(&mut answer, "token_type", json!("Bearer"));
    set(
        &mut answer,
        "expires_in",
        json!(settings.access_token_lifetime_s),
    );
    Ok(answer)
}
