//! Sessions in a table of Amazon DynamoDB, for any number of machines.

use super::{Key, Lease, LoginRecord, Pause, SessionRecord, SessionStore, StoreError};
use async_trait::async_trait;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::delete_item::builders::DeleteItemFluentBuilder;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

type Item = HashMap<String, AttributeValue>;

/// The code of a request whose condition did not hold.
const CONDITION_FAILED: &str = "ConditionalCheckFailedException";

/// How long a request may take, and each of its attempts: a request of a browser waits for it.
const TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(2);

/// How often a request is sent where DynamoDB is busy or does not answer.
const ATTEMPTS: u32 = 5;

/// Sessions in a table of Amazon DynamoDB.
///
/// Its partition key is the string `id`, and it has no sort key. DynamoDB removes what has expired by
/// itself where the table's time to live is the attribute `ttl` ([AWS: using time to live][ttl]); until
/// then an expired record counts as gone.
///
/// The program needs `dynamodb:GetItem`, `PutItem`, `UpdateItem` and `DeleteItem` on the table.
///
/// [ttl]: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
#[derive(Clone)]
pub struct DynamoDbStore {
    client: Client,
    table: String,
}

impl DynamoDbStore {
    /// With a client of the caller's.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self {
            client,
            table: table.into(),
        }
    }

    /// With region, credentials and endpoint from the environment, as every AWS SDK reads them. A
    /// request is tried five times in ten seconds.
    pub async fn from_env(table: impl Into<String>) -> Self {
        let timeouts = TimeoutConfig::builder()
            .operation_timeout(TIMEOUT)
            .operation_attempt_timeout(ATTEMPT_TIMEOUT)
            .build();
        let config = aws_config::from_env()
            .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
            .timeout_config(timeouts)
            .load()
            .await;
        Self::new(Client::new(&config), table)
    }

    /// Keeps an item that holds `sealed`.
    async fn put(&self, mut item: Item, sealed: Vec<u8>) -> Result<(), StoreError> {
        let sealed = blob(sealed);
        item.insert("sealed".into(), sealed.clone());
        let put = self.client.put_item().table_name(&self.table);
        // An id is never used twice, and if it were, nobody would get somebody else's session. The SDK
        // tries again where an answer was lost: the item that is there then is this one.
        let put = put
            .condition_expression("attribute_not_exists(id) OR sealed = :sealed")
            .expression_attribute_values(":sealed", sealed);
        put.set_item(Some(item))
            .send()
            .await
            .map(drop)
            .map_err(failed)
    }

    fn delete(&self, id: String) -> DeleteItemFluentBuilder {
        let delete = self.client.delete_item().table_name(&self.table);
        let delete = delete.key("id", AttributeValue::S(id));
        delete.return_values(ReturnValue::AllOld)
    }

    fn update(&self, key: &Key) -> UpdateItemFluentBuilder {
        let update = self.client.update_item().table_name(&self.table);
        update.key("id", AttributeValue::S(session_id(key)))
    }
}

/// Whether an update's condition held.
async fn applied(update: UpdateItemFluentBuilder) -> Result<bool, StoreError> {
    match update.send().await {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some(CONDITION_FAILED) => Ok(false),
        Err(error) => Err(failed(error)),
    }
}

/// What a removal removed; nothing where its condition did not hold.
async fn taken(delete: DeleteItemFluentBuilder) -> Result<Option<Item>, StoreError> {
    match delete.send().await {
        Ok(taken) => Ok(taken.attributes),
        Err(error) if error.code() == Some(CONDITION_FAILED) => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

fn failed<E, R>(error: SdkError<E, R>) -> StoreError
where
    SdkError<E, R>: std::error::Error,
{
    StoreError::new(DisplayErrorContext(error).to_string())
}

fn login_id(key: &Key) -> String {
    format!("login#{}", key.to_text())
}

fn session_id(key: &Key) -> String {
    format!("session#{}", key.to_text())
}

fn number(value: u64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// A record's last second and the one after it: rounded down, it would go too early.
fn ttl(expires_at: u64) -> AttributeValue {
    number(expires_at / 1_000 + 1)
}

fn blob(bytes: Vec<u8>) -> AttributeValue {
    AttributeValue::B(Blob::new(bytes))
}

fn wrong_form() -> StoreError {
    StoreError::new("an item of the table is not of this version's form")
}

fn read_sealed(item: &mut Item) -> Result<Vec<u8>, StoreError> {
    match item.remove("sealed") {
        Some(AttributeValue::B(blob)) => Ok(blob.into_inner()),
        _ => Err(wrong_form()),
    }
}

fn read_optional_number(item: &Item, name: &str) -> Result<Option<u64>, StoreError> {
    match item.get(name) {
        None => Ok(None),
        Some(AttributeValue::N(text)) => text.parse().map(Some).map_err(|_| wrong_form()),
        Some(_) => Err(wrong_form()),
    }
}

fn read_number(item: &Item, name: &str) -> Result<u64, StoreError> {
    read_optional_number(item, name)?.ok_or_else(wrong_form)
}

fn session(key: Key, mut item: Item) -> Result<SessionRecord, StoreError> {
    let owner = match item.remove("lease_owner") {
        Some(AttributeValue::S(owner)) => Some(owner),
        _ => None,
    };
    let until = read_optional_number(&item, "lease_until")?;
    let failures = read_optional_number(&item, "failures")?;
    let paused_until = read_optional_number(&item, "paused_until")?;
    Ok(SessionRecord {
        key,
        sealed: read_sealed(&mut item)?,
        generation: read_number(&item, "generation")?,
        refused_generation: read_optional_number(&item, "refused_generation")?,
        created_at: read_number(&item, "created_at")?,
        used_at: read_number(&item, "used_at")?,
        expires_at: read_number(&item, "expires_at")?,
        lease: owner
            .zip(until)
            .map(|(owner, until)| Lease { owner, until }),
        pause: failures.zip(paused_until).map(|(failures, until)| Pause {
            failures: u32::try_from(failures).unwrap_or(u32::MAX),
            until,
        }),
    })
}

#[async_trait]
impl SessionStore for DynamoDbStore {
    /// A table has room for every one.
    async fn insert_login(&self, login: LoginRecord) -> Result<bool, StoreError> {
        let item = Item::from([
            ("id".into(), AttributeValue::S(login_id(&login.key))),
            ("expires_at".into(), number(login.expires_at)),
            ("ttl".into(), ttl(login.expires_at)),
        ]);
        self.put(item, login.sealed).await.map(|()| true)
    }

    async fn take_login(&self, key: &Key) -> Result<Option<LoginRecord>, StoreError> {
        let Some(mut item) = taken(self.delete(login_id(key))).await? else {
            return Ok(None);
        };
        Ok(Some(LoginRecord {
            key: *key,
            sealed: read_sealed(&mut item)?,
            expires_at: read_number(&item, "expires_at")?,
        }))
    }

    async fn insert_session(&self, session: SessionRecord) -> Result<(), StoreError> {
        let item = Item::from([
            ("id".into(), AttributeValue::S(session_id(&session.key))),
            ("generation".into(), number(session.generation)),
            ("created_at".into(), number(session.created_at)),
            ("used_at".into(), number(session.used_at)),
            ("expires_at".into(), number(session.expires_at)),
            ("ttl".into(), ttl(session.expires_at)),
        ]);
        self.put(item, session.sealed).await
    }

    async fn session(&self, key: &Key) -> Result<Option<SessionRecord>, StoreError> {
        let get = self.client.get_item().table_name(&self.table);
        let get = get.key("id", AttributeValue::S(session_id(key)));
        let found = get.consistent_read(true).send().await.map_err(failed)?;
        found.item.map(|item| session(*key, item)).transpose()
    }

    async fn touch_session(
        &self,
        key: &Key,
        used_at: u64,
        expires_at: u64,
    ) -> Result<(), StoreError> {
        let update = self
            .update(key)
            .update_expression("SET used_at = :used, expires_at = :end, #ttl = :ttl")
            .condition_expression("attribute_exists(id)")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":used", number(used_at))
            .expression_attribute_values(":end", number(expires_at))
            .expression_attribute_values(":ttl", ttl(expires_at));
        applied(update).await.map(drop)
    }

    async fn take_session(
        &self,
        key: &Key,
        generation: Option<u64>,
    ) -> Result<Option<SessionRecord>, StoreError> {
        let mut delete = self.delete(session_id(key));
        if let Some(generation) = generation {
            delete = delete
                .condition_expression("generation = :generation")
                .expression_attribute_values(":generation", number(generation));
        }
        let taken = taken(delete).await?;
        taken.map(|item| session(*key, item)).transpose()
    }

    async fn acquire_lease(
        &self,
        key: &Key,
        generation: u64,
        lease: &Lease,
        now: u64,
    ) -> Result<bool, StoreError> {
        let update = self
            .update(key)
            .update_expression("SET lease_owner = :owner, lease_until = :until")
            .condition_expression(
                "generation = :generation AND \
                 (attribute_not_exists(lease_until) OR lease_until <= :now OR lease_owner = :owner) \
                 AND (attribute_not_exists(paused_until) OR paused_until <= :now)",
            )
            .expression_attribute_values(":owner", AttributeValue::S(lease.owner.clone()))
            .expression_attribute_values(":until", number(lease.until))
            .expression_attribute_values(":generation", number(generation))
            .expression_attribute_values(":now", number(now));
        applied(update).await
    }

    async fn replace_tokens(
        &self,
        key: &Key,
        generation: u64,
        sealed: Vec<u8>,
        release: bool,
    ) -> Result<bool, StoreError> {
        let set = "SET sealed = :sealed, generation = :next";
        let update = match release {
            true => format!("{set} REMOVE lease_owner, lease_until, failures, paused_until"),
            false => set.into(),
        };
        let update = self
            .update(key)
            .update_expression(update)
            .condition_expression("generation = :generation")
            .expression_attribute_values(":sealed", blob(sealed))
            .expression_attribute_values(":next", number(generation + 1))
            .expression_attribute_values(":generation", number(generation));
        applied(update).await
    }

    async fn pause_renewal(&self, key: &Key, owner: &str, pause: Pause) -> Result<(), StoreError> {
        let update = self
            .update(key)
            .update_expression(
                "SET failures = :failures, paused_until = :until REMOVE lease_owner, lease_until",
            )
            .condition_expression("lease_owner = :owner")
            .expression_attribute_values(":failures", number(pause.failures.into()))
            .expression_attribute_values(":until", number(pause.until))
            .expression_attribute_values(":owner", AttributeValue::S(owner.into()));
        applied(update).await.map(drop)
    }

    async fn note_refusal(&self, key: &Key, generation: u64) -> Result<(), StoreError> {
        let update = self
            .update(key)
            .update_expression("SET refused_generation = :generation")
            .condition_expression("attribute_exists(id)")
            .expression_attribute_values(":generation", number(generation));
        applied(update).await.map(drop)
    }

    /// DynamoDB does it.
    async fn remove_expired(&self, _now: u64) -> Result<u64, StoreError> {
        Ok(0)
    }
}

impl fmt::Debug for DynamoDbStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DynamoDbStore").field(&self.table).finish()
    }
}
