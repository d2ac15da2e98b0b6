//! The other tabs of this site, by BroadcastChannel.

use super::json::{self, BrowserJson};
use crate::protocol::json::{Value, parse};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

/// A channel on which the tabs hear each other, each of them all but itself.
pub(crate) struct Channel {
    channel: BroadcastChannel,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}

impl Channel {
    /// Opens the channel `name`; nothing where the browser has none.
    pub(crate) fn open(name: &str, hear: impl Fn(Value) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let text = event.data().as_string();
            if let Some(message) = text.as_deref().and_then(parse::<BrowserJson>) {
                hear(message);
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self {
            channel,
            _listener: listener,
        })
    }

    /// Tells the other tabs, if there are any.
    pub(crate) fn tell(&self, message: &Value) {
        if let Some(text) = json::write(message) {
            // It is refused on a closed channel only, and this one stays open.
            let _ = self.channel.post_message(&text.into());
        }
    }
}
