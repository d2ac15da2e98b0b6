//! Prints the landing page's HTML, which the release build puts into `index.html`.

#![expect(clippy::print_stdout, reason = "to print is what it is for")]

fn main() {
    print!("{}", leptos_cognito_app::landing_html());
}
