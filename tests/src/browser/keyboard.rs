//! The keyboard.

use serde_json::json;

use super::Tab;

impl Tab {
    /// Presses the Tab key.
    pub async fn tab_key(&self) {
        for event in ["rawKeyDown", "keyUp"] {
            let key = json!({
                "type": event,
                "key": "Tab",
                "code": "Tab",
                "windowsVirtualKeyCode": 9,
            });
            self.devtools("Input.dispatchKeyEvent", key).await;
        }
    }
}
