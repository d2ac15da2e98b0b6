//! What every value of the interface can do: be copied, compared and shown, and go to another thread.

use cognito_spa::protocol::api::ApiError;
use cognito_spa::protocol::audience::Audience;
use cognito_spa::protocol::callback::{Callback, CallbackError, Outcome};
use cognito_spa::protocol::config::{Api, ConfigError};
use cognito_spa::protocol::provider::{DiscoveryError, LogoutEndpoint};
use cognito_spa::protocol::secret::{Code, CodeVerifier, Nonce, RefreshToken};
use cognito_spa::protocol::stored::StoredSession;
use cognito_spa::protocol::token::{TokenError, TokenSet};
use cognito_spa::protocol::user_info::UserInfoError;
use cognito_spa::protocol::{
    Authorization, AuthorizePage, IdTokenError, Pending, Provider, Random, RsaKey, VerifiedClaims,
};
use cognito_spa::{
    AccessToken, Answer, ApiToken, AuthConfig, AuthError, AuthErrorKind, AuthEvent, AuthStatus,
    Claims, Config, IdToken, Method, Renewal, Request, SignIn, SignOutReason, State, Step,
    TabSharing, TokenStorage, User, Value,
};
use std::error::Error;
use std::fmt::Debug;

const fn is_value<T: Clone + PartialEq + Debug + Send + Sync + 'static>() {}
const fn is_error<T: Error + Clone + PartialEq + Send + Sync + 'static>() {}
const fn crosses_threads<T: Debug + Send + Sync + 'static>() {}
const fn is_small<T: Copy + Eq>() {}
const fn can_begin_empty<T: Default>() {}

const _: () = {
    is_value::<AccessToken>();
    is_value::<Answer>();
    is_value::<ApiToken>();
    is_value::<AuthConfig>();
    is_value::<AuthError>();
    is_value::<AuthErrorKind>();
    is_value::<AuthEvent>();
    is_value::<AuthStatus>();
    is_value::<Claims>();
    is_value::<Config>();
    is_value::<IdToken>();
    is_value::<Method>();
    is_value::<Renewal>();
    is_value::<SignIn>();
    is_value::<SignOutReason>();
    is_value::<State>();
    is_value::<Step>();
    is_value::<TabSharing>();
    is_value::<TokenStorage>();
    is_value::<User>();
    is_value::<Value>();

    is_value::<Api>();
    is_value::<Audience>();
    is_value::<AuthorizePage>();
    is_value::<Callback>();
    is_value::<Code>();
    is_value::<CodeVerifier>();
    is_value::<LogoutEndpoint>();
    is_value::<Nonce>();
    is_value::<Outcome>();
    is_value::<Pending>();
    is_value::<Provider>();
    is_value::<RefreshToken>();
    is_value::<RsaKey>();
    is_value::<StoredSession>();
    is_value::<TokenSet>();
    is_value::<VerifiedClaims>();

    is_error::<ApiError>();
    is_error::<AuthError>();
    is_error::<CallbackError>();
    is_error::<ConfigError>();
    is_error::<DiscoveryError>();
    is_error::<IdTokenError>();
    is_error::<TokenError>();
    is_error::<UserInfoError>();

    // Compared they need not be: a request is sent, and what is random is used once.
    crosses_threads::<Request>();
    crosses_threads::<Authorization>();
    crosses_threads::<Random>();

    is_small::<ApiToken>();
    is_small::<AuthErrorKind>();
    is_small::<AuthStatus>();
    is_small::<Renewal>();
    is_small::<SignOutReason>();
    is_small::<TabSharing>();
    is_small::<TokenStorage>();

    can_begin_empty::<ApiToken>();
    can_begin_empty::<Claims>();
    can_begin_empty::<SignIn>();
    can_begin_empty::<TabSharing>();
    can_begin_empty::<TokenStorage>();
    can_begin_empty::<User>();
};

#[test]
fn what_is_left_out_is_the_usual() {
    assert_eq!(ApiToken::default(), ApiToken::AccessBearer);
    assert_eq!(TabSharing::default(), TabSharing::Shared);
    assert_eq!(TokenStorage::default(), TokenStorage::Session);
    assert_eq!(User::default().display_name(), None);
}

#[test]
fn a_value_that_holds_a_secret_does_not_show_it() {
    let claims = Claims::from_serialize(&[("nonce", "s3cr3t")].into_iter().collect::<Map>());
    for shown in [
        format!("{:?}", AccessToken::new("s3cr3t".into())),
        format!("{:?}", IdToken::new("s3cr3t".into())),
        format!("{:?}", Value::Text("s3cr3t".into())),
        format!("{:?}", claims.unwrap()),
        format!("{:?}", Request::new(Method::GET, "/").header("x", "s3cr3t")),
    ] {
        assert!(!shown.contains("s3cr3t"), "{shown}");
    }
}

type Map = std::collections::BTreeMap<&'static str, &'static str>;
