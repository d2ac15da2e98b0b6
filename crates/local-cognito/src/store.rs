//! What the pool remembers: people, sessions, codes and refresh tokens. All of it is in memory.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::{
    authorize_request::AuthorizeRequest,
    options::{NewUser, Options},
    random,
    users::{
        ADMIN_GROUP, ADMIN_PASSWORD, ADMIN_USER, DEMO_PASSWORD, DEMO_USER, IdentityProvider, User,
        same_email, stable_sub,
    },
};

/// Life of an authorization code in seconds
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>).
const CODE_LIFETIME_S: i64 = 5 * 60;
/// Life of the session cookie in seconds, counted from the interactive sign-in and not renewed.
pub(crate) const SESSION_LIFETIME_S: i64 = 60 * 60;

/// An interactive sign-in: who made it, where and when.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) sub: String,
    pub(crate) provider: IdentityProvider,
    /// The `auth_time` of all tokens that come from it, in seconds since 1970.
    pub(crate) signed_in_at: i64,
}

impl Session {
    fn new(user: &User, now: i64) -> Self {
        Self {
            sub: user.sub.clone(),
            provider: user.provider(),
            signed_in_at: now,
        }
    }
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

/// The users that exist from the start.
fn first_users(options: &Options, now: i64) -> Vec<User> {
    let local = |user: &NewUser| User {
        groups: user.groups.clone(),
        ..User::local(stable_sub(&user.email), &user.email, &user.password)
    };
    let demo = NewUser {
        email: DEMO_USER.to_owned(),
        password: DEMO_PASSWORD.to_owned(),
        groups: Vec::new(),
    };
    let admin = NewUser {
        email: ADMIN_USER.to_owned(),
        password: ADMIN_PASSWORD.to_owned(),
        groups: vec![ADMIN_GROUP.to_owned()],
    };
    let named = |user: &NewUser, name: &str| User {
        name: Some(name.to_owned()),
        ..local(user)
    };
    let mut users = vec![named(&demo, "Demo User"), named(&admin, "Admin User")];
    users.extend(options.users.iter().map(local));
    users.extend(User::of_google(now));
    for user in &mut users {
        for group in &options.groups {
            let is_member = |member: &String| same_email(member, &user.email);
            if group.members.iter().any(is_member) && !user.groups.contains(&group.name) {
                user.groups.push(group.name.clone());
            }
        }
    }
    users
}

impl Store {
    pub(crate) fn new(options: &Options, now: i64) -> Self {
        Self {
            users: first_users(options, now),
            sessions: HashMap::new(),
            codes: HashMap::new(),
            refresh: HashMap::new(),
            revoked: HashSet::new(),
        }
    }

    pub(crate) fn user(&self, sub: &str) -> Option<&User> {
        self.users.iter().find(|user| user.sub == sub)
    }

    /// The user who signs in with this email address and a password. People of another provider
    /// may have the same address: to a user pool they are others.
    fn by_email(&mut self, email: &str) -> Option<&mut User> {
        self.users
            .iter_mut()
            .find(|user| user.password.is_some() && same_email(&user.email, email))
    }

    /// Registers an unconfirmed user and gives the verification code, or `None` if the address is
    /// taken.
    pub(crate) fn sign_up(&mut self, email: &str, password: &str) -> Option<String> {
        if self.by_email(email).is_some() {
            return None;
        }
        let code = random::six_digits();
        let sub = Uuid::new_v4().to_string();
        self.users.push(User {
            unconfirmed: Some(code.clone()),
            ..User::local(sub, email.trim(), password)
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
        Some(Session::new(user, now))
    }

    /// The email addresses and verification codes of all who have not entered theirs.
    pub(crate) fn verification_codes(&self) -> impl Iterator<Item = (String, String)> {
        self.users
            .iter()
            .filter_map(|user| Some((user.email.clone(), user.unconfirmed.clone()?)))
    }

    pub(crate) fn sign_in(&mut self, email: &str, password: &str, now: i64) -> SignIn {
        match self.by_email(email) {
            Some(user) if user.password.as_deref() == Some(password) => match user.unconfirmed {
                None => SignIn::Ok(Session::new(user, now)),
                Some(_) => SignIn::Unconfirmed,
            },
            _ => SignIn::Refused,
        }
    }

    /// Signs in the person of another provider who has this email address there.
    pub(crate) fn sign_in_federated(&self, email: &str, now: i64) -> Option<Session> {
        let mut people = self.users.iter().filter(|user| user.identity.is_some());
        let user = people.find(|user| same_email(&user.email, email))?;
        Some(Session::new(user, now))
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
