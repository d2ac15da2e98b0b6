//! How a page is looked at: at which size, in which colours, and what it looks like then.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::Tab;

/// Size and preferences of whoever looks.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Names it in findings and files.
    pub name: &'static str,
    /// Width of the window in CSS pixels.
    pub width: u32,
    /// Device pixels of a CSS pixel.
    pub scale: u32,
    /// `light` or `dark`.
    pub colors: &'static str,
    /// Whether as little as possible is to move.
    pub reduced_motion: bool,
}

impl View {
    /// An ordinary window, in light colours.
    pub const LIGHT: Self = Self {
        name: "light",
        width: 1280,
        scale: 1,
        colors: "light",
        reduced_motion: false,
    };
    /// An ordinary window, in dark colours.
    pub const DARK: Self = Self {
        name: "dark",
        colors: "dark",
        ..Self::LIGHT
    };
    /// The narrowest window that a page has to fit into (WCAG 2.2, 1.4.10).
    pub const NARROW: Self = Self {
        name: "320",
        width: 320,
        ..Self::LIGHT
    };
    /// The ordinary window at 200 % (WCAG 2.2, 1.4.4).
    pub const ZOOMED: Self = Self {
        name: "200%",
        width: 640,
        scale: 2,
        ..Self::LIGHT
    };
    /// The ordinary window of somebody whom movement troubles (WCAG 2.2, 2.3.3).
    pub const STILL: Self = Self {
        name: "reduced motion",
        reduced_motion: true,
        ..Self::LIGHT
    };
}

impl Tab {
    /// Looks at the page in this way, once it has settled.
    pub async fn look(&self, view: &View) {
        let size = json!({
            "width": view.width,
            "height": 800,
            "deviceScaleFactor": view.scale,
            "mobile": false,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", size)
            .await;
        let motion = if view.reduced_motion { "reduce" } else { "" };
        let preferences = json!({ "features": [
            { "name": "prefers-color-scheme", "value": view.colors },
            { "name": "prefers-reduced-motion", "value": motion },
        ]});
        self.devtools("Emulation.setEmulatedMedia", preferences)
            .await;
        // Else what was pressed last looks as if it were about to be pressed.
        let away = json!({ "type": "mouseMoved", "x": 0, "y": 0 });
        self.devtools("Input.dispatchMouseEvent", away).await;
        let settled = "return document.getAnimations().every(animation =>
            animation.playState != 'running'
                || animation.effect.getComputedTiming().endTime == Infinity)";
        self.becomes(settled).await;
    }

    /// The page as PNG, as far down as it goes, but no more than so many CSS pixels.
    pub async fn picture(&self, tallest: u64) -> Vec<u8> {
        let hidden = json!({ "hidden": true });
        self.devtools("Emulation.setScrollbarsHidden", hidden).await;
        let size = "return [innerWidth, document.documentElement.scrollHeight]";
        let size = self.eval(size).await;
        let height = size[1].as_u64().expect("a height").min(tallest);
        let whole = json!({
            "captureBeyondViewport": true,
            "clip": { "x": 0, "y": 0, "width": size[0], "height": height, "scale": 1 },
        });
        let picture = self.devtools("Page.captureScreenshot", whole).await;
        let data = picture["data"].as_str().expect("a picture");
        STANDARD.decode(data).expect("base64")
    }
}
