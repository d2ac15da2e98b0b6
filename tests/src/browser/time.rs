//! Scripts that let time pass: for [`crate::harness::Setup::script`].

use super::Tab;

/// How long a person waits at most before there is something to read, in milliseconds.
pub const LONGEST_MS: u32 = 15_000;

/// How long for an answer of an API.
pub const LONGEST_API_CALL_MS: u32 = 20_000;

/// `passes(ms)` puts the device's clock forward while timers stand still, as a sleep does.
pub const SLEEP: &str = "{
    const clock = Date.now.bind(Date);
    let slept = 0;
    Date.now = () => clock() + slept;
    window.passes = ms => { slept += ms };
}";

/// Waits of a second or more are over when [`Tab::elapse`] has let so much time pass, and not before;
/// however fast or slow the machine is. `elapsed` is that time.
///
/// [`Tab::elapse`]: super::Tab::elapse
pub const BY_HAND: &str = "{
    const timer = setTimeout.bind(window);
    const clear = clearTimeout.bind(window);
    const clock = Date.now.bind(Date);
    const waits = new Map();
    let last = 0;
    const wait = (ms, then) => {
        // No timer of the browser's own has such a number.
        const id = --last;
        waits.set(id, { over: elapsed + ms, then });
        return id;
    };
    window.elapsed = 0;
    Date.now = () => clock() + elapsed;
    window.setTimeout = (then, ms, ...more) =>
        ms < 1000 ? timer(then, ms, ...more) : wait(ms, () => then(...more));
    window.clearTimeout = id => waits.delete(id) || clear(id);
    window.elapse = async ms => {
        const end = elapsed + ms;
        for (;;) {
            const next = [...waits].sort(([, a], [, b]) => a.over - b.over)[0];
            if (!next || next[1].over > end) break;
            waits.delete(next[0]);
            elapsed = next[1].over;
            next[1].then();
            // What follows may wait, too.
            await new Promise(goOn => timer(goOn, 0));
        }
        elapsed = end;
    };
}";

/// A device whose clock is five hours ahead.
pub const FIVE_HOURS_AHEAD: &str = "{
    const clock = Date.now.bind(Date);
    Date.now = () => clock() + 5 * 3600 * 1000;
}";

/// A device whose clock is five hours behind.
pub const FIVE_HOURS_BEHIND: &str = "{
    const clock = Date.now.bind(Date);
    Date.now = () => clock() - 5 * 3600 * 1000;
}";

/// `fill()` lets nothing more be stored.
pub const FILLS_UP: &str = "window.fill = () => {
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };
};";

impl Tab {
    /// Lets so many milliseconds pass on a page that has [`BY_HAND`]; none on a page that this leads to,
    /// where ChromeDriver runs a script again that a navigation has cut off.
    pub async fn elapse(&self, ms: u32) {
        let page = self.eval("return performance.timeOrigin").await;
        let script = format!("return performance.timeOrigin === {page} ? elapse({ms}) : null");
        if self.try_eval(&script).await.is_none() {
            // Geckodriver calls it an error that the page was left meanwhile.
            let left = format!("return performance.timeOrigin !== {page}");
            self.becomes(&left).await;
        }
    }
}
