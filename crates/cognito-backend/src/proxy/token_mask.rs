//! The token of a request, in what its API answers.
//!
//! APIs have been seen to repeat it: API Gateway quotes the `Authorization` header in its answer to a path
//! that it does not know ([issue]), and many a server shows the headers of a request. Whatever runs in the
//! page could ask for such an answer, and take the token away.
//!
//! [issue]: https://github.com/AstronomyAPI/Samples/issues/20

use axum::body::Bytes;
use axum::http::HeaderValue;
use memchr::memchr_iter;
use memchr::memmem::Finder;

/// What a token's characters become: as many as there were, so that the answer stays as long as it says.
const MASK: u8 = b'*';

pub(super) struct TokenMask {
    token: Finder<'static>,
    /// The end of the pieces so far, where it may be the beginning of the token.
    held: Vec<u8>,
}

impl TokenMask {
    pub(super) fn new(token: &str) -> Self {
        Self {
            token: Finder::new(token).into_owned(),
            held: Vec::new(),
        }
    }

    /// Whether a header repeats the token.
    pub(super) fn is_in(&self, value: &HeaderValue) -> bool {
        self.token.find(value.as_bytes()).is_some()
    }

    /// What can be passed on now that this piece of a body is here: without the token, however it is cut
    /// into pieces.
    pub(super) fn next(&mut self, piece: Bytes) -> Bytes {
        let is_clean = self.held.is_empty() && self.token.find(&piece).is_none();
        if is_clean && self.beginning(&piece) == piece.len() {
            return piece;
        }
        let mut bytes = std::mem::take(&mut self.held);
        bytes.extend_from_slice(&piece);
        while let Some(at) = self.token.find(&bytes) {
            if let Some(found) = bytes.get_mut(at..at + self.token.needle().len()) {
                found.fill(MASK);
            }
        }
        self.held = bytes.split_off(self.beginning(&bytes));
        bytes.into()
    }

    /// What is left at the end of a body.
    pub(super) fn rest(&mut self) -> Bytes {
        std::mem::take(&mut self.held).into()
    }

    /// Where a beginning of the token begins that the end of `bytes` cuts off; where `bytes` end, if there
    /// is none.
    fn beginning(&self, bytes: &[u8]) -> usize {
        let token = self.token.needle();
        let longest = token.len().saturating_sub(1);
        let start = bytes.len().saturating_sub(longest);
        let first = token.first().copied().unwrap_or(MASK);
        memchr_iter(first, bytes.get(start..).unwrap_or_default())
            .map(|at| start + at)
            .find(|at| token.starts_with(bytes.get(*at..).unwrap_or_default()))
            .unwrap_or(bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What of a body that comes in these pieces is passed on, piece by piece.
    fn passed(pieces: &[&'static str]) -> Vec<String> {
        let mut mask = TokenMask::new("t0kent1");
        let mut passed: Vec<_> = pieces
            .iter()
            .map(|piece| mask.next(Bytes::from_static(piece.as_bytes())))
            .collect();
        passed.push(mask.rest());
        let text = |bytes: Bytes| String::from_utf8(bytes.into()).unwrap();
        passed.into_iter().map(text).collect()
    }

    #[test]
    fn a_token_is_masked_however_it_is_cut() {
        let body = "Bearer t0kent1, t0kent1t0kent1.";
        let masked = "Bearer *******, **************.";
        assert_eq!(passed(&[body]).concat(), masked);
        for at in 0..body.len() {
            let (one, other) = body.split_at(at);
            assert_eq!(passed(&[one, other]).concat(), masked, "{at}");
        }
        let single: Vec<_> = (0..body.len()).map(|at| &body[at..=at]).collect();
        assert_eq!(passed(&single).concat(), masked);
    }

    #[test]
    fn what_is_no_token_is_passed_on_at_once() {
        assert_eq!(passed(&["data: t0ken\n", ""]), ["data: t0ken\n", "", ""]);
        // Only what may be the beginning of one is held.
        assert_eq!(passed(&["a t0", "b"]), ["a ", "t0b", ""]);
        assert_eq!(passed(&["a t0kent"]), ["a ", "t0kent"]);
        assert_eq!(passed(&["t0kentt0kent1"]), ["t0kent*******", ""]);
    }

    #[test]
    fn a_header_that_repeats_the_token_is_known() {
        let mask = TokenMask::new("t0kent1");
        assert!(mask.is_in(&HeaderValue::from_static("Bearer t0kent1;")));
        assert!(!mask.is_in(&HeaderValue::from_static("Bearer t0ken")));
    }
}
