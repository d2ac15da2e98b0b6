//! Mounts the app.

fn main() {
    leptos_cognito_app::mount();
}
