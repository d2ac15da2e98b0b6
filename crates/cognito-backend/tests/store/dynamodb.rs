//! Sessions in a table of DynamoDB, or of an emulator: `AWS_ENDPOINT_URL` says where it answers, and
//! `AWS_REGION`, `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` are what the AWS SDK wants beside it.
//! `cargo xtask test hosting` runs these tests.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ScalarAttributeType,
};
use cognito_backend::store::{DynamoDbStore, Key, SessionStore as _};

use crate::promises::{keeps_its_promises, session};

/// A table of this test's own.
async fn table(client: &Client, name: &str) -> DynamoDbStore {
    let id = AttributeDefinition::builder()
        .attribute_name("id")
        .attribute_type(ScalarAttributeType::S)
        .build()
        .unwrap();
    let partition_key = KeySchemaElement::builder()
        .attribute_name("id")
        .key_type(KeyType::Hash)
        .build()
        .unwrap();
    client
        .create_table()
        .table_name(name)
        .attribute_definitions(id)
        .key_schema(partition_key)
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await
        .unwrap();
    DynamoDbStore::new(client.clone(), name)
}

async fn client() -> Client {
    assert!(
        std::env::var_os("AWS_ENDPOINT_URL").is_some(),
        "AWS_ENDPOINT_URL is not set: it says where DynamoDB, or an emulator of it, answers"
    );
    Client::new(&aws_config::load_from_env().await)
}

#[tokio::test]
#[ignore = "AWS_ENDPOINT_URL is to name a DynamoDB"]
async fn dynamodb_keeps_its_promises() {
    let client = client().await;
    let name = format!("promises-{}", std::process::id());
    let store = table(&client, &name).await;
    keeps_its_promises(&store, "one").await;
    keeps_its_promises(&DynamoDbStore::new(client.clone(), &name), "other").await;
    client.delete_table().table_name(name).send().await.unwrap();
}

#[tokio::test]
#[ignore = "AWS_ENDPOINT_URL is to name a DynamoDB"]
async fn an_item_lives_until_the_second_after_its_session() {
    let client = client().await;
    let name = format!("ttl-{}", std::process::id());
    let store = table(&client, &name).await;
    store.insert_session(session("a")).await.unwrap();
    let ttl = async || {
        let id = format!("session#{}", Key::of("a").to_text());
        let get = client.get_item().table_name(&name);
        let found = get.key("id", AttributeValue::S(id)).send().await.unwrap();
        found.item.unwrap()["ttl"].as_n().unwrap().clone()
    };
    assert_eq!(ttl().await, "1795000001");
    let key = Key::of("a");
    store
        .touch_session(&key, 1, 1_795_000_060_000)
        .await
        .unwrap();
    assert_eq!(ttl().await, "1795000061");
    client
        .delete_table()
        .table_name(&name)
        .send()
        .await
        .unwrap();
}
