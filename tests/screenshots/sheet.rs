//! The page that shows all pictures.

use end_to_end::browser::View;

const HEAD: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Every state</title>
<style>
  body { margin: 2rem; font: 1rem/1.5 system-ui, sans-serif; background: #888; color: #000; }
  div { display: flex; align-items: start; gap: 1rem; overflow-x: auto; }
  figure { flex: 4; margin: 0; }
  figure:last-child { flex: 1; }
  img { width: 100%; }
</style>
<h1>Every state</h1>
"#;

/// The file of a picture.
pub(crate) fn file_name(state: &str, view: &View) -> String {
    format!("{state}-{}.png", view.name)
}

/// One row a state, one column a view.
pub(crate) fn page(states: &[&str], views: &[View]) -> String {
    let mut page = HEAD.to_owned();
    for state in states {
        page += &format!("<h2 id=\"{state}\">{state}</h2>\n<div>\n");
        for view in views {
            let file = file_name(state, view);
            let name = view.name;
            let picture = format!("<img src=\"{file}\" alt=\"{state}, {name}\" loading=\"lazy\">");
            page += &format!(
                "<figure><figcaption>{name}</figcaption><a href=\"{file}\">{picture}</a></figure>\n"
            );
        }
        page += "</div>\n";
    }
    page
}
