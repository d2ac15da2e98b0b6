//! More tabs of the same browser: one profile, one local storage, a session storage each.

use thirtyfour::WindowHandle;

use super::{Tab, not_in_webkit};

/// Names one of the browser's tabs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window(WindowHandle);

impl Tab {
    /// The tab that is looked at.
    pub async fn window(&self) -> Window {
        Window(self.driver.window().await.expect("a tab is looked at"))
    }

    /// Looks at another tab.
    pub async fn turn_to(&self, window: &Window) {
        let turned = self.driver.switch_to_window(window.0.clone()).await;
        turned.expect("the tab is there");
    }

    /// Opens an empty tab and looks at it.
    pub async fn open_another(&self) -> Window {
        let handle = self.driver.new_tab().await.expect("a tab");
        let window = Window(handle);
        self.turn_to(&window).await;
        window
    }

    /// Closes the tab that is looked at; another one has to be turned to next.
    pub async fn leave_window(&self) {
        self.driver.close_window().await.expect("the tab is closed");
    }

    /// Opens this page in a second tab, with a copy of its session storage, and looks at it.
    pub async fn duplicate(&self) -> Window {
        not_in_webkit("copy of the session storage for a tab that a page opens");
        let before = self.driver.windows().await.expect("tabs");
        self.eval("window.open(location.href); return null").await;
        let handles = self.driver.windows().await.expect("tabs");
        let new = handles.into_iter().find(|handle| !before.contains(handle));
        let window = Window(new.expect("the page was opened in another tab"));
        self.turn_to(&window).await;
        window
    }
}
