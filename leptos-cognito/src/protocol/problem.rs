//! What a person is told when something failed.

/// A failure as the pages show it: what happened, what to do next, and a code that never changes.
///
/// Every module of the protocol has an error enum of its own; this is the one form they all take
/// on their way to a page. It never carries a token, a code or a verifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// A short stable code such as `callback.state_unknown`, for support and for tests.
    pub code: String,
    /// One plain sentence: what happened.
    pub what: String,
    /// What to do next.
    pub next: String,
    /// A server's own words, shortened. Untrusted: to be shown as text only.
    pub detail: Option<String>,
    /// Whether trying the same step again can help.
    pub retry: bool,
}

impl Problem {
    /// A problem without a server's words, which trying again does not solve.
    pub fn new(code: &str, what: &str, next: &str) -> Self {
        Self {
            code: code.into(),
            what: what.into(),
            next: next.into(),
            detail: None,
            retry: false,
        }
    }

    /// The same problem with a server's own words, shortened to what a page can show.
    #[must_use]
    pub fn with_detail(mut self, detail: Option<&str>) -> Self {
        self.detail = detail.map(shortened).filter(|text| !text.is_empty());
        self
    }

    /// The same problem, marked as one that trying again may solve.
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.retry = true;
        self
    }
}

/// How many characters of a server's own words are shown.
const DETAIL_LIMIT: usize = 200;

/// A server's own words as a page can show them.
pub(super) fn shortened(text: &str) -> String {
    let mut visible = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !is_direction_override(*c));
    let mut short: String = visible.by_ref().take(DETAIL_LIMIT).collect();
    if visible.next().is_some() {
        short.push('…');
    }
    short.trim().into()
}

/// Characters that reorder the text around them, with which a server could disguise its words.
fn is_direction_override(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
