//! Elements by role and accessible name, as the browser computes them.

use std::cell::RefCell;

use thirtyfour::common::command::FormatRequestData;
use thirtyfour::{ElementId, RequestData, SessionId, WebElement};

use super::{Tab, becomes_true};

/// The roles that the contract names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A link or a button: what is pressed.
    Control,
    /// A button only.
    Button,
    /// A named part of the page.
    Region,
    /// Something that failed; it has no name.
    Alert,
    /// Something under way; it has no name.
    Status,
}

impl Role {
    fn selector(self) -> &'static str {
        match self {
            Self::Control => "a[href], button, [role=link], [role=button]",
            Self::Button => "button, [role=button]",
            Self::Region => "section, [role=region]",
            Self::Alert => "[role=alert]",
            Self::Status => "[role=status], output",
        }
    }

    fn has_name(self) -> bool {
        !matches!(self, Self::Alert | Self::Status)
    }
}

impl Tab {
    /// The first visible element of that role and name, if it is there now.
    ///
    /// Alerts and status messages are found by words that they contain.
    async fn now(&self, role: Role, name: &str) -> Option<WebElement> {
        for element in self.candidates(role, name).await? {
            let matches = if role.has_name() {
                self.computed_name(&element).await? == name
            } else {
                let text = text(&element).await?;
                !text.is_empty() && text.contains(name)
            };
            if matches && element.is_displayed().await.ok()? {
                return Some(element);
            }
        }
        None
    }

    /// The elements of that role that may have this name: to ask for the name of each takes the driver far
    /// longer than everything else that a test does.
    async fn candidates(&self, role: Role, name: &str) -> Option<Vec<WebElement>> {
        let script = "const [selector, name] = arguments;
            const named = '[aria-label], [aria-labelledby], [title], [alt]';
            const may = element => element.matches(named) || element.querySelector(named)
                || element.textContent.replace(/\\s+/g, ' ').includes(name);
            return [...document.querySelectorAll(selector)].filter(may)";
        let name = if role.has_name() { name } else { "" };
        let arguments = vec![role.selector().into(), name.into()];
        let found = self.driver.execute(script, arguments).await.ok()?;
        found.elements().ok()
    }

    async fn computed_name(&self, element: &WebElement) -> Option<String> {
        let command = ComputedLabel(element.element_id());
        let answer = self.driver.handle.cmd(command).await.ok()?;
        answer.value().ok()
    }

    /// Waits for an element and returns its text.
    pub async fn sees(&self, role: Role, name: &str) -> String {
        // Read in the same look: the next one may find the page between two states.
        let seen = RefCell::new(None);
        let there = async || {
            let element = self.now(role, name).await?;
            seen.replace(text(&element).await);
            Some(seen.borrow().is_some())
        };
        if becomes_true(there).await {
            return seen.take().unwrap_or_default();
        }
        let url = self.url().await;
        panic!(
            "no {role:?} {name:?} at {}:\n{}",
            url.path(),
            self.text().await
        );
    }

    /// Waits for an alert and returns its text.
    pub async fn alert(&self) -> String {
        self.sees(Role::Alert, "").await
    }

    /// Waits until an element is gone.
    pub async fn no_longer_sees(&self, role: Role, name: &str) {
        let gone = async || Some(self.now(role, name).await.is_none());
        if !becomes_true(gone).await {
            panic!("still {role:?} {name:?}:\n{}", self.text().await);
        }
    }

    /// Whether an element is there now; waits for nothing.
    pub async fn has(&self, role: Role, name: &str) -> bool {
        self.now(role, name).await.is_some()
    }

    /// Waits for a link or button and presses it.
    pub async fn press(&self, name: &str) {
        let pressed = async || {
            let element = self.now(Role::Control, name).await?;
            element.click().await.ok().map(|()| true)
        };
        if !becomes_true(pressed).await {
            let url = self.url().await;
            panic!(
                "no {name:?} to press at {}:\n{}",
                url.path(),
                self.text().await
            );
        }
    }

    /// Waits for the hosted login form, fills it in and submits it.
    pub async fn sign_in(&self, user: &str, password: &str) {
        let script = "return !!document.querySelector('#password')";
        if !becomes_true(async || self.eval(script).await.as_bool()).await {
            let url = self.url().await;
            panic!("no login form at {}:\n{}", url.path(), self.text().await);
        }
        for (field, text) in [("#username", user), ("#password", password)] {
            let field = self.element(field).await;
            field.send_keys(text).await.expect("the field takes keys");
        }
        let button = self.element("form button[type=submit]").await;
        button.click().await.expect("the form is submitted");
    }
}

/// What can be read in an element. WebDriver's own Get Element Text puts no space between two paragraphs in
/// WebKit.
async fn text(element: &WebElement) -> Option<String> {
    element.prop("innerText").await.ok()?
}

/// WebDriver's Get Computed Label.
#[derive(Debug)]
struct ComputedLabel(ElementId);

impl FormatRequestData for ComputedLabel {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let path = format!("/session/{session}/element/{}/computedlabel", self.0);
        RequestData::new(reqwest::Method::GET, path)
    }
}
