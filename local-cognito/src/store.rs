//! What the pool remembers: people, sessions, codes and refresh tokens. All of it is in memory.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::{authorize::AuthorizeRequest, random};

/// Life of an authorization code in seconds
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>).
const CODE_LIFETIME_S: i64 = 5 * 60;
/// Life of the session cookie in seconds, counted from the interactive sign-in and not renewed.
pub(crate) const SESSION_LIFETIME_S: i64 = 60 * 60;

/// The email address of the user that exists from the start.
pub const DEMO_USER: &str = "demo@example.com";
/// The password of that user.
pub const DEMO_PASSWORD: &str = "Demo-Passw0rd!";
const DEMO_SUB: &str = "5c1f2a0e-7d43-4b8e-9a51-0d9be1c0de01";

#[derive(Clone)]
pub(crate) struct User {
    pub(crate) sub: String,
    pub(crate) email: String,
    pub(crate) name: Option<String>,
    password: String,
    /// The verification code that has not been entered yet.
    unconfirmed: Option<String>,
}

/// An interactive sign-in and who made it.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) sub: String,
    pub(crate) signed_in_at: i64,
}

/// What an authorization code stands for.
#[derive(Clone)]
pub(crate) struct Grant {
    pub(crate) request: AuthorizeRequest,
    pub(crate) session: Session,
    expires_at: i64,
}

/// What a refresh token stands for. All that come from one sign-in share `origin_jti`.
#[derive(Clone)]
pub(crate) struct Refresh {
    pub(crate) scope: Vec<String>,
    pub(crate) resource: Option<String>,
    pub(crate) session: Session,
    pub(crate) origin_jti: String,
    pub(crate) expires_at: i64,
    /// Until when it still works after rotation has replaced it.
    pub(crate) replaced_until: Option<i64>,
}

/// What became of a sign-in attempt.
pub(crate) enum SignIn {
    Ok(Session),
    Unconfirmed,
    Refused,
}

pub(crate) struct Store {
    users: Vec<User>,
    sessions: HashMap<String, Session>,
    codes: HashMap<String, Grant>,
    refresh: HashMap<String, Refresh>,
    revoked: HashSet<String>,
}

impl Store {
    pub(crate) fn new() -> Self {
        let demo = User {
            sub: DEMO_SUB.to_owned(),
            email: DEMO_USER.to_owned(),
            name: Some("Demo User".to_owned()),
            password: DEMO_PASSWORD.to_owned(),
            unconfirmed: None,
        };
        Self {
            users: vec![demo],
            sessions: HashMap::new(),
            codes: HashMap::new(),
            refresh: HashMap::new(),
            revoked: HashSet::new(),
        }
    }

    pub(crate) fn user(&self, sub: &str) -> Option<&User> {
        self.users.iter().find(|user| user.sub == sub)
    }

    /// Email addresses are compared without regard to case, as new user pools do.
    fn by_email(&mut self, email: &str) -> Option<&mut User> {
        self.users
            .iter_mut()
            .find(|user| user.email.eq_ignore_ascii_case(email.trim()))
    }

    /// Registers an unconfirmed user and gives the verification code, or `None` if the address is
    /// taken.
    pub(crate) fn sign_up(&mut self, email: &str, password: &str) -> Option<String> {
        if self.by_email(email).is_some() {
            return None;
        }
        let code = random::six_digits();
        self.users.push(User {
            sub: Uuid::new_v4().to_string(),
            email: email.trim().to_owned(),
            name: None,
            password: password.to_owned(),
            unconfirmed: Some(code.clone()),
        });
        Some(code)
    }

    /// A new verification code for someone who has not entered the last one.
    pub(crate) fn resend(&mut self, email: &str) -> Option<String> {
        let code = self.by_email(email)?.unconfirmed.as_mut()?;
        *code = random::six_digits();
        Some(code.clone())
    }

    pub(crate) fn confirm(&mut self, email: &str, code: &str, now: i64) -> Option<Session> {
        let user = self.by_email(email)?;
        if user.unconfirmed.as_deref() != Some(code.trim()) {
            return None;
        }
        user.unconfirmed = None;
        Some(Session {
            sub: user.sub.clone(),
            signed_in_at: now,
        })
    }

    /// The email addresses and verification codes of all who have not entered theirs.
    pub(crate) fn verification_codes(&self) -> impl Iterator<Item = (String, String)> {
        self.users
            .iter()
            .filter_map(|user| Some((user.email.clone(), user.unconfirmed.clone()?)))
    }

    pub(crate) fn sign_in(&mut self, email: &str, password: &str, now: i64) -> SignIn {
        match self.by_email(email) {
            Some(user) if user.password == password => match user.unconfirmed {
                None => SignIn::Ok(Session {
                    sub: user.sub.clone(),
                    signed_in_at: now,
                }),
                Some(_) => SignIn::Unconfirmed,
            },
            _ => SignIn::Refused,
        }
    }

    /// Remembers a session and gives the value of its cookie.
    pub(crate) fn open_session(&mut self, session: Session) -> String {
        let cookie = random::token();
        self.sessions.insert(cookie.clone(), session);
        cookie
    }

    pub(crate) fn session(&self, cookie: &str, now: i64) -> Option<Session> {
        self.sessions
            .get(cookie)
            .filter(|session| now < session.signed_in_at + SESSION_LIFETIME_S)
            .cloned()
    }

    pub(crate) fn close_session(&mut self, cookie: &str) {
        self.sessions.remove(cookie);
    }

    pub(crate) fn issue_code(
        &mut self,
        request: AuthorizeRequest,
        session: Session,
        now: i64,
    ) -> String {
        let code = Uuid::new_v4().to_string();
        let grant = Grant {
            request,
            session,
            expires_at: now + CODE_LIFETIME_S,
        };
        self.codes.insert(code.clone(), grant);
        code
    }

    /// The grant of a code that is neither used nor over.
    pub(crate) fn grant(&self, code: &str, now: i64) -> Option<Grant> {
        self.codes
            .get(code)
            .filter(|grant| now < grant.expires_at)
            .cloned()
    }

    /// Uses a code up; `false` if another request was faster.
    pub(crate) fn consume(&mut self, code: &str) -> bool {
        self.codes.remove(code).is_some()
    }

    pub(crate) fn issue_refresh(&mut self, refresh: Refresh) -> String {
        let token = random::token();
        self.refresh.insert(token.clone(), refresh);
        token
    }

    /// The record of a refresh token that still works. With rotation it is replaced by this very
    /// use, and works until `ends_at` at most.
    pub(crate) fn use_refresh(
        &mut self,
        token: &str,
        now: i64,
        ends_at: Option<i64>,
    ) -> Option<Refresh> {
        let refresh = self
            .refresh
            .get_mut(token)
            .filter(|refresh| now < refresh.expires_at)
            .filter(|refresh| refresh.replaced_until.is_none_or(|until| now < until))
            .filter(|refresh| !self.revoked.contains(&refresh.origin_jti))?;
        refresh.replaced_until = refresh.replaced_until.or(ends_at);
        Some(refresh.clone())
    }

    /// Revokes a refresh token and all tokens of the same sign-in. An unknown token is no error
    /// (RFC 7009 §2.2).
    pub(crate) fn revoke(&mut self, token: &str) {
        if let Some(refresh) = self.refresh.get(token) {
            self.revoked.insert(refresh.origin_jti.clone());
        }
    }

    pub(crate) fn is_revoked(&self, origin_jti: &str) -> bool {
        self.revoked.contains(origin_jti)
    }
}
