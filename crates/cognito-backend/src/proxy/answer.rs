//! An API's answer on its way to the browser.
//!
//! A task of its own reads it, and has the API's whole time for it: a browser that stops reading holds
//! neither the place at the API nor the connection to it for longer.

use super::token_mask::TokenMask;
use crate::places::Place;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use futures_util::stream;
use std::io;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::{Instant, timeout_at};
use tracing::Instrument as _;

/// How many pieces of a body wait for the browser, at most.
const WAITING: usize = 4;

/// A piece of a body, or nothing at its end.
type Piece = reqwest::Result<Option<Bytes>>;

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// Whoever drops it frees the place.
    pub(super) body: Body,
}

impl Answer {
    /// The answer that `response` begins, which holds `place` until it is complete, is dropped, or the
    /// `deadline` has passed. Then its body breaks off. The `token` that it was asked with is not in it.
    pub(super) fn new(
        response: reqwest::Response,
        token: &str,
        place: Place,
        deadline: Instant,
    ) -> Self {
        let (to_browser, from_api) = mpsc::channel(WAITING);
        let mask = TokenMask::new(token);
        let status = response.status();
        let headers = response.headers().iter();
        let headers = headers
            .filter(|(_, value)| !mask.is_in(value))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let relaying = async move {
            let _until_the_end = place;
            tokio::select! {
                () = to_browser.closed() => {}
                outcome = timeout_at(deadline, relay(response, mask, &to_browser)) => {
                    if outcome.is_err() {
                        tracing::warn!("an API's answer broke off: it was not passed on in time");
                    }
                }
            }
        };
        tokio::spawn(relaying.in_current_span());
        Self {
            status,
            headers,
            body: body(from_api),
        }
    }

    /// Whether the body is made of byte ranges (RFC 9110 §14.4), for which nobody asked in the standard's
    /// way. A page of a list is a range of another unit, and whole.
    pub(super) fn is_byte_range(&self) -> bool {
        let of_bytes = |range: &HeaderValue| {
            let unit = range.as_bytes().get(..5);
            unit.is_some_and(|unit| unit.eq_ignore_ascii_case(b"bytes"))
        };
        self.status == StatusCode::PARTIAL_CONTENT
            // Several ranges have theirs in the body.
            && self.headers.get(header::CONTENT_RANGE).is_none_or(of_bytes)
    }

    /// Whether the body has a content coding (RFC 9110 §8.4), whatever the API was asked for.
    pub(super) fn is_encoded(&self) -> bool {
        let codings = self.headers.get_all(header::CONTENT_ENCODING).iter();
        codings
            .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
            .map(<[u8]>::trim_ascii)
            .any(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity"))
    }
}

async fn relay(mut response: reqwest::Response, mut mask: TokenMask, to_browser: &Sender<Piece>) {
    loop {
        let piece = response.chunk().await.map_err(reqwest::Error::without_url);
        let (clean, end) = match piece {
            Ok(Some(piece)) => (mask.next(piece), None),
            end => (mask.rest(), Some(end)),
        };
        if !clean.is_empty() && to_browser.send(Ok(Some(clean))).await.is_err() {
            return;
        }
        if let Some(end) = end {
            // A browser that has gone away does not wait for it.
            let _ = to_browser.send(end).await;
            return;
        }
    }
}

fn body(from_api: Receiver<Piece>) -> Body {
    let pieces = stream::unfold(Some(from_api), |from_api| async {
        let mut from_api = from_api?;
        match from_api.recv().await {
            Some(Ok(Some(piece))) => Some((Ok(piece), Some(from_api))),
            Some(Ok(None)) => None,
            Some(Err(error)) => Some((Err(io::Error::other(error)), None)),
            None => Some((Err(io::ErrorKind::TimedOut.into()), None)),
        }
    });
    Body::from_stream(pieces)
}
