//! A single-page app that signs in with Amazon Cognito and calls a protected API.

mod address;
mod app;
mod components;
mod effect;
mod focus;
mod landing;
mod markup;
mod pages;
mod routes;
mod texts;
mod traversal;

use leptos::{
    mount::mount_to,
    tachys::dom::document,
    wasm_bindgen::{JsCast, throw_val},
};

fn main() {
    let Some(main) = document().get_element_by_id("main") else {
        return;
    };
    // Of Leptos' own kind of view it is none: the app puts its element there itself.
    let app = {
        let main = main.clone();
        move || match app::app() {
            Ok(app) => app.mount(&main),
            // The start script says that the program could not be loaded.
            Err(error) => throw_val(error),
        }
    };
    mount_to(main.unchecked_into(), app).forget();
}
