//! Mounts the shop.

fn main() {
    leptos::mount::mount_to_body(shop::App);
}
