//! What carries out the commands of an [`Auth`](crate::Auth).

use crate::offline::Offline;
use cognito_spa::{AuthError, Client};
use futures_util::future::{Either, ready};
use leptos::prelude::*;
use send_wrapper::SendWrapper;

/// What carries out the commands of an [`Auth`](crate::Auth).
#[derive(Clone, Copy)]
pub(crate) enum Backend {
    /// The session of a browser's page. It stays on the thread that it was made on.
    Browser(StoredValue<Client, LocalStorage>),
    /// There is no browser.
    Offline(Offline),
}

impl Backend {
    /// The browser's client: none without a browser, and none once the provider has left the page.
    pub(crate) fn client(self) -> Option<Client> {
        match self {
            Self::Browser(client) => client.try_get_value(),
            Self::Offline(_) => None,
        }
    }

    /// Lets the browser's client act, or what stands in for it.
    pub(crate) fn act(self, browser: impl FnOnce(Client), offline: impl FnOnce(Offline)) {
        match self {
            Self::Browser(_) => self.client().map_or((), browser),
            Self::Offline(without) => offline(without),
        }
    }

    /// Waits until the browser's client knows its session; at once without a browser.
    pub(crate) fn ready(self) -> impl Future<Output = ()> + Send {
        match self.client() {
            Some(client) => Either::Left(SendWrapper::new(async move { client.ready().await })),
            None => Either::Right(ready(())),
        }
    }

    /// Asks the browser's client, or what stands in for it.
    ///
    /// The future is `Send`, so that Leptos' actions and resources take it. The wrapper around the
    /// browser's half panics on another thread; a page in a browser has one only.
    pub(crate) fn ask<T, F>(
        self,
        browser: impl FnOnce(Client) -> F,
        offline: impl FnOnce(Offline) -> Result<T, AuthError>,
    ) -> impl Future<Output = Result<T, AuthError>> + Send
    where
        T: Send,
        F: Future<Output = Result<T, AuthError>>,
    {
        match self {
            Self::Browser(_) => match self.client() {
                Some(client) => Either::Left(SendWrapper::new(browser(client))),
                None => Either::Right(ready(Err(provider_gone()))),
            },
            Self::Offline(without) => Either::Right(ready(offline(without))),
        }
    }
}

fn provider_gone() -> AuthError {
    AuthError::new(
        "session.provider_gone",
        "The part of the page that holds the session is gone.",
        "For the site's owner: put <AuthProvider> around everything that uses the session.",
    )
}
