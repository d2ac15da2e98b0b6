//! The tokens that APIs were sent. An answer may repeat one that has been renewed since.

use crate::platform::masked;

/// The last tokens that were sent. They are kept as long as somebody may look at an answer, so not in
/// the session, which may be over by then.
#[derive(Default)]
pub(super) struct SentTokens(Vec<String>);

/// More than are sent while one answer is awaited: two kinds, each before and after a renewal.
const MOST: usize = 4;

impl SentTokens {
    /// Adds one that is sent now.
    pub(super) fn add(&mut self, token: &str) {
        self.0.retain(|sent| sent != token);
        if self.0.len() == MOST {
            self.0.remove(0);
        }
        self.0.push(token.into());
    }

    /// `text` with a mask wherever it repeats one of them.
    pub(super) fn masked_in(&self, text: &str) -> String {
        self.0
            .iter()
            .fold(text.to_owned(), |text, token| masked(&text, token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_was_sent_before_the_renewal_is_masked_too() {
        let mut sent = SentTokens::default();
        sent.add("0ld");
        sent.add("n3w");
        assert_eq!(sent.masked_in("0ld, n3w, other"), "•••, •••, other");
    }

    #[test]
    fn the_last_ones_are_kept_however_often_one_is_sent() {
        let mut sent = SentTokens::default();
        for token in ["t1", "t2", "t3", "t4", "t1", "t1", "t5"] {
            sent.add(token);
        }
        assert_eq!(sent.masked_in("t1 t2 t3 t4 t5"), "••• t2 ••• ••• •••");
    }
}
