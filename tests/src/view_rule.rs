//! Holds every `view!` to the rule that keeps Leptos from `innerHTML`, which Trusted Types forbid.
//!
//! The macro writes HTML for an element that stands inside another element, has an attribute or a
//! child, and is static throughout (leptos_macro 0.8, `src/view/mod.rs`, `is_inert_element`). So every
//! such subtree holds one value in braces: a text from `texts.rs`, or `class={"rule"}`.

use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream, TokenTree};
use rstml::node::{
    CustomNode, KeyedAttribute, KeyedAttributeValue, Node, NodeAttribute, NodeElement, NodeName,
};
use rstml::{Parser, ParserConfig};
use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, Lit};

/// What runs under the policy, below the workspace.
const SOURCES: [&str; 3] = ["src", "crates/leptos-cognito/src", "examples/shop/src"];

/// What breaks the rule in a Rust source: line and name of each element.
fn broken_in(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let tokens: TokenStream = source.parse().expect("Rust");
    look_through(tokens, &mut found);
    found
}

/// Looks for `view!` at every depth, also inside another one.
fn look_through(tokens: TokenStream, found: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (i, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else {
            continue;
        };
        let called = tokens[..i].last_chunk::<2>();
        match called.and_then(called_macro).as_deref() {
            Some("view") => look_at_view(group.stream(), found),
            Some("template") => found.push(place(group.span(), "template!")),
            _ => {}
        }
        look_through(group.stream(), found);
    }
}

fn called_macro(before: &[TokenTree; 2]) -> Option<String> {
    match before {
        [TokenTree::Ident(name), TokenTree::Punct(mark)] if mark.as_char() == '!' => {
            Some(name.to_string())
        }
        _ => None,
    }
}

fn look_at_view(tokens: TokenStream, found: &mut Vec<String>) {
    let parser = Parser::new(ParserConfig::default().recover_block(true));
    let (nodes, errors) = parser.parse_recoverable(tokens).split_vec();
    assert!(errors.is_empty(), "a view that cannot be read");
    look_at(&nodes, true, found);
}

/// `exempt`: the roots of a view, of a fragment and of a component's children.
fn look_at<C: CustomNode>(nodes: &[Node<C>], exempt: bool, found: &mut Vec<String>) {
    for node in nodes {
        match node {
            Node::Element(element) if !exempt && is_static_with_content(element) => {
                found.push(place(element.span(), &element.name().to_string()));
            }
            Node::Element(element) => {
                if element.attributes().iter().any(is_inner_html) {
                    found.push(place(element.span(), "inner_html"));
                }
                look_at(&element.children, is_component(element), found);
            }
            Node::Fragment(fragment) => look_at(&fragment.children, true, found),
            _ => {}
        }
    }
}

fn is_static_with_content<C: CustomNode>(element: &NodeElement<C>) -> bool {
    let is_empty = element.attributes().is_empty() && element.children.is_empty();
    !is_empty && is_static(element)
}

fn is_static<C: CustomNode>(element: &NodeElement<C>) -> bool {
    !is_component(element)
        && !matches!(element.name(), NodeName::Block(_))
        && element.attributes().iter().all(is_static_attribute)
        && element.children.iter().all(|child| match child {
            Node::Text(_) | Node::RawText(_) => true,
            Node::Element(child) => is_static(child),
            _ => false,
        })
}

fn is_static_attribute(attribute: &NodeAttribute) -> bool {
    const DIRECTIVES: [&str; 5] = ["style:", "prop:", "on:", "use:", "bind"];
    let NodeAttribute::Attribute(attribute) = attribute else {
        return false;
    };
    let key = attribute.key.to_string();
    let is_text = match value(attribute) {
        None => true,
        Some(Expr::Lit(ExprLit {
            lit: Lit::Str(_), ..
        })) => !DIRECTIVES
            .iter()
            .any(|directive| key.starts_with(directive)),
        Some(_) => false,
    };
    is_text && !matches!(attribute.key, NodeName::Block(_))
}

fn value(attribute: &KeyedAttribute) -> Option<&Expr> {
    match &attribute.possible_value {
        KeyedAttributeValue::Value(_) => attribute.value(),
        _ => None,
    }
}

fn is_inner_html(attribute: &NodeAttribute) -> bool {
    matches!(attribute, NodeAttribute::Attribute(attribute)
        if attribute.key.to_string() == "inner_html")
}

/// As Leptos tells components from elements.
fn is_component<C: CustomNode>(element: &NodeElement<C>) -> bool {
    let path = element.name().to_string();
    let name = path.rsplit("::").next().unwrap_or_default();
    name.starts_with(|first: char| first.is_ascii_uppercase())
}

fn place(span: Span, what: &str) -> String {
    format!("line {}: {what}", span.start().line)
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => rust_files(&path),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

#[test]
fn no_view_writes_html() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut views = 0;
    for folder in SOURCES {
        for file in rust_files(&workspace.join(folder)) {
            let source = std::fs::read_to_string(&file).expect("a text");
            views += source.matches("view! {").count();
            let broken = broken_in(&source);
            assert!(broken.is_empty(), "{}: {broken:#?}", file.display());
        }
    }
    assert!(views > 40, "{views}");
}

/// What breaks the rule in one view.
fn broken(view: &str) -> Vec<String> {
    broken_in(&format!("fn f() {{ view! {{ {view} }} }}"))
}

#[test]
fn a_static_element_inside_another_one_breaks_it() {
    for view in [
        "<div><p>\"text\"</p></div>",
        "<div><hr class=\"rule\"/></div>",
        "<ol><li><b>\"1\"</b></li></ol>",
        "<div><input disabled/></div>",
        "<Panel><div><p>\"text\"</p></div></Panel>",
        "<div>{text} <p>\"text\"</p></div>",
    ] {
        assert_eq!(broken(view).len(), 1, "{view}");
    }
    let view = "<div>\n<p class=\"a\">\"text\"</p>\n<p class=\"b\">\"text\"</p></div>";
    assert_eq!(broken(view), ["line 2: p", "line 3: p"]);
}

#[test]
fn a_value_in_braces_keeps_it() {
    for view in [
        "<div><p>{text}</p></div>",
        "<div><hr class={\"rule\"}/></div>",
        "<div><p class=\"lead\">\"Hello \" <b>{name}</b></p></div>",
        "<div><pre tabindex=0>\"text\"</pre></div>",
        "<div><button on:click=go>\"Go\"</button></div>",
        "<div><br/></div>",
        "<div><Item/></div>",
    ] {
        assert_eq!(broken(view), [] as [&str; 0], "{view}");
    }
}

#[test]
fn roots_fragments_and_children_of_components_are_exempt() {
    for view in [
        "<p>\"text\"</p>",
        "<p>\"one\"</p><p>\"two\"</p>",
        "<div><><p>\"text\"</p></></div>",
        "<Panel><p>\"text\"</p></Panel>",
    ] {
        assert_eq!(broken(view), [] as [&str; 0], "{view}");
    }
}

#[test]
fn a_view_inside_a_view_is_looked_at() {
    let nested = "<ul>{items.map(|item| view! { <li><b>\"static\"</b></li> })}</ul>";
    assert_eq!(broken(nested), ["line 1: b"]);
    let in_attribute = "<Show fallback=|| view! { <p><i>\"static\"</i></p> }>{text}</Show>";
    assert_eq!(broken(in_attribute), ["line 1: i"]);
}

#[test]
fn html_of_ones_own_breaks_it() {
    assert_eq!(broken("<div inner_html=text/>"), ["line 1: inner_html"]);
    let template = "fn f() { template! { <p>{text}</p> } }";
    assert_eq!(broken_in(template), ["line 1: template!"]);
}
