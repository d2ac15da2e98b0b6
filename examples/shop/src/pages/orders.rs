use leptos::prelude::*;
use leptos_cognito::*;
use serde::Deserialize;

use crate::config::ORDERS_API;
use crate::failure::Failure;

#[derive(Clone, Deserialize)]
struct OrderList {
    orders: Vec<Order>,
}

#[derive(Clone, Deserialize)]
struct Order {
    id: String,
    item: String,
    quantity: u32,
}

/// What the API for orders knows of whoever is signed in.
#[component]
pub fn Orders() -> impl IntoView {
    let auth = use_auth();
    let orders = LocalResource::new(move || auth.get(ORDERS_API).fetch::<OrderList>());
    let list = move || match orders.get()? {
        Ok(list) => Some(view! { <List orders=list.orders/> }.into_any()),
        Err(error) => Some(view! { <Failure error/> }.into_any()),
    };
    view! {
        <h1>"Your orders"</h1>
        <Suspense fallback=|| "Loading…">{list}</Suspense>
    }
}

#[component]
fn List(orders: Vec<Order>) -> impl IntoView {
    let line =
        |order: Order| view! { <li>{order.quantity} " × " {order.item} " (" {order.id} ")"</li> };
    view! { <ul>{orders.into_iter().map(line).collect_view()}</ul> }
}
