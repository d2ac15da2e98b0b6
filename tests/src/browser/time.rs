//! Scripts that let time pass: for [`crate::harness::Setup::script`].

/// `passes(ms)` puts the device's clock forward while timers stand still, as a sleep does.
pub const SLEEP: &str = "{
    const clock = Date.now.bind(Date);
    let slept = 0;
    Date.now = () => clock() + slept;
    window.passes = ms => { slept += ms };
}";

/// Every wait is over in a tenth of its time: of timers, and of requests for an answer.
pub const HASTE: &str = "{
    const timer = setTimeout.bind(window);
    window.setTimeout = (then, ms, ...more) => timer(then, ms / 10, ...more);
    const limit = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = ms => limit(ms / 10);
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
