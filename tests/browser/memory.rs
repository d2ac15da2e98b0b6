//! The memory that the programs take: what each begins with, and its stack.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, Setup, short_code};
use local_cognito::{Endpoint, Fault};
use serde_json::json;

/// What the linker is told to reserve (`xtask/src/release/compiler.rs`), which lies before everything else.
const STACK: u64 = 64 * 1024;
const PAGE: u64 = 64 * 1024;

/// Remembers how much memory a program begins with, and marks every byte of its stack.
const MARKS_STACK: &str = "{
    const Instance = WebAssembly.Instance;
    WebAssembly.Instance = class extends Instance {
        constructor(...all) {
            super(...all);
            window.memory = this.exports.memory;
            window.initial = memory.buffer.byteLength;
            new Uint8Array(memory.buffer, 0, 64 * 1024).fill(0xAA);
        }
    };
}";

/// How many bytes of the stack were never written to.
const UNTOUCHED: &str = "return new Uint8Array(memory.buffer).findIndex(byte => byte !== 0xAA)";

async fn number(harness: &Harness, script: &str) -> u64 {
    harness.tab.eval(script).await.as_u64().unwrap()
}

/// Half of the stack is a margin: nothing of the page's own comes near its end.
async fn keeps_margin(harness: &Harness) {
    let untouched = number(harness, UNTOUCHED).await;
    assert!(untouched > STACK / 2, "{untouched} bytes are left");
    assert!(untouched < STACK, "the stack is not where it is looked for");
}

/// `depth` arrays and objects around nothing, the person's `sub` in the outermost.
fn nested(depth: usize, sub: &str) -> Fault {
    let [open, close] = ["[", "]"].map(|bracket| bracket.repeat(depth - 1));
    let person = format!("{{\"sub\":\"{sub}\",\"deep\":{open}{close}}}");
    Fault::answering(Endpoint::UserInfo, 200, &person)
}

#[test]
fn the_landing_program_begins_with_little() {
    let marked = Setup::default().script(MARKS_STACK);
    marked.run(async |harness: &Harness| {
        harness.open("/").await;
        harness.tab.sees(Role::Control, "Sign up").await;
        assert!(number(harness, "return initial").await <= STACK + PAGE);
        keeps_margin(harness).await;
    });
}

#[test]
fn the_deepest_answer_that_is_read_fits_on_the_stack() {
    let marked = Setup::default().script(MARKS_STACK);
    marked.run(async |harness: &Harness| {
        harness.log_in().await;
        assert!(number(harness, "return initial").await <= STACK + 2 * PAGE);
        harness.tab.unfold().await;
        harness.tab.press("Call protected API").await;
        harness.tab.sees(Role::Region, "Response").await;
        let sub = "return [...document.querySelectorAll('dt')]
            .find(term => term.textContent == 'sub').nextSibling.textContent";
        let sub = harness.tab.eval(sub).await;
        let sub = sub.as_str().unwrap();
        harness.fault(nested(33, sub));
        harness.tab.press("Load profile").await;
        assert_eq!(
            short_code(&harness.tab.alert().await),
            "user_info.malformed"
        );
        harness.fault(nested(32, sub));
        harness.tab.press("Load profile").await;
        harness.tab.says(&"[".repeat(31)).await;
        keeps_margin(harness).await;
    });
}

#[test]
fn the_deepest_configuration_that_is_read_fits_on_the_stack() {
    for (depth, code) in [(31, "config.wrong_value"), (32, "config.not_json")] {
        let list = (0..depth).fold(json!("x"), |inside, _| json!([inside]));
        let deep = Setup::default().script(MARKS_STACK).config("scopes", list);
        deep.run(async |harness: &Harness| {
            harness.open("/").await;
            assert_eq!(short_code(&harness.tab.alert().await), code);
            keeps_margin(harness).await;
        });
    }
}
