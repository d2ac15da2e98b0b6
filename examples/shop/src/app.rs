//! The providers and the routes: the map of the shop.

use leptos::prelude::*;
use leptos_cognito::*;
use leptos_router::{components::*, path};

use crate::config::config;
use crate::event_log::{EventLog, Events};
use crate::pages::{Account, Callback, Home, Orders, Stock};

/// The shop.
#[component]
pub fn App() -> impl IntoView {
    let events = Events::default();
    view! {
        <AuthProvider config=config() on_event=move |event| events.push(&event)>
            <Router>
                <Menu/>
                <main>
                    <Routes fallback=|| "There is no such page.">
                        <Route path=path!("/") view=Home/>
                        <Route path=path!("/callback") view=Callback/>
                        <Route path=path!("/orders") view=|| view! { <RequireAuth><Orders/></RequireAuth> }/>
                        <Route path=path!("/account") view=|| view! { <RequireAuth><Account/></RequireAuth> }/>
                        <Route
                            path=path!("/stock")
                            view=|| view! { <RequireAuth group="admins"><Stock/></RequireAuth> }
                        />
                    </Routes>
                </main>
            </Router>
            <EventLog events/>
        </AuthProvider>
    }
}

#[component]
fn Menu() -> impl IntoView {
    view! {
        <nav>
            <A href="/">"Home"</A>
            {" "}
            <A href="/orders">"Orders"</A>
            {" "}
            <A href="/account">"Account"</A>
            {" "}
            <A href="/stock">"Stock"</A>
        </nav>
    }
}
