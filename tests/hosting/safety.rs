//! What `deploy` and `destroy` leave alone: stacks of others, a person's users, and everything else
//! until it is known that a stack may go.

use std::{
    fs,
    time::{Duration, Instant},
};

use end_to_end::cloud::Cloud;
use serde_json::{Value, json};

/// A stack that is not there by then is not going to be.
const LONGEST: Duration = Duration::from_secs(60);

/// A team's backend. Its bucket and its user pool are called as those of the template are.
const BACKEND: &str = r#"{"Resources": {
    "SiteBucket": {"Type": "AWS::S3::Bucket"},
    "UserPool": {"Type": "AWS::Cognito::UserPool"},
    "Orders": {"Type": "AWS::SQS::Queue"}
}}"#;

/// An AWS with one stack in it.
struct Account {
    cloud: Cloud,
    stack: String,
    /// A build of one page.
    dist: tempfile::TempDir,
}

impl Account {
    fn new(name: &str) -> Self {
        let dist = tempfile::tempdir().unwrap();
        fs::write(dist.path().join("index.html"), "a page").unwrap();
        Self {
            cloud: Cloud::start(),
            // A stack's folder is in the repository, so no other run may use its name.
            stack: format!("{name}-{}", std::process::id()),
            dist,
        }
    }

    fn deployment<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let dist = self.dist.path().to_str().unwrap();
        let args = ["deploy", "--stack", &self.stack, "--dist", dist];
        [&args, more].concat()
    }

    fn deploy(&self, more: &[&str]) -> String {
        self.cloud.xtask(&self.deployment(more))
    }

    fn deploy_fails(&self, more: &[&str]) -> String {
        self.cloud.xtask_fails(&self.deployment(more))
    }

    fn destroy(&self, more: &[&str]) -> String {
        let args = ["destroy", "--stack", &self.stack, "--yes"];
        self.cloud.xtask(&[&args, more].concat())
    }

    fn destroy_fails(&self, more: &[&str]) -> String {
        let args = ["destroy", "--stack", &self.stack, "--yes"];
        self.cloud.xtask_fails(&[&args, more].concat())
    }

    /// Makes the stack of another template, without these commands.
    fn create(&self, template: &str, parameters: &[&str]) {
        self.create_stack(&self.stack, template, parameters);
    }

    fn create_stack(&self, name: &str, template: &str, parameters: &[&str]) {
        let create = ["cloudformation", "create-stack", "--stack-name", name];
        let allowed = [
            "--capabilities",
            "CAPABILITY_IAM",
            "--template-body",
            template,
        ];
        let mut args = [&create[..], &allowed].concat();
        if !parameters.is_empty() {
            args.push("--parameters");
            args.extend(parameters);
        }
        self.cloud.aws(&args);
        // AWS's own waiter asks every 30 seconds.
        let started = Instant::now();
        while self.status_of(name) != "CREATE_COMPLETE" {
            assert!(started.elapsed() < LONGEST, "{}", self.status_of(name));
        }
    }

    /// As `create`, of a copy of this template in which `old` is `new`.
    fn create_of_a_copy(&self, old: &str, new: &str) {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/template.yaml");
        let template = fs::read_to_string(file).unwrap();
        assert!(template.contains(old), "{old}");
        let prefix = format!("ParameterKey=DomainPrefix,ParameterValue={}", self.stack);
        self.create(&template.replacen(old, new, 1), &[&prefix]);
    }

    /// Every resource of the stack, by its names and its state.
    fn resources(&self) -> Value {
        let list = ["cloudformation", "list-stack-resources", "--stack-name"];
        self.cloud.aws(&[&list[..], &[&self.stack]].concat())["StackResourceSummaries"].take()
    }

    /// AWS's own name for a resource.
    fn id(&self, name: &str) -> String {
        let resources = self.resources();
        let mut resources = resources.as_array().unwrap().iter();
        let resource = resources.find(|resource| resource["LogicalResourceId"] == name);
        let id = &resource.unwrap()["PhysicalResourceId"];
        id.as_str().unwrap().to_owned()
    }

    fn status_of(&self, name: &str) -> String {
        let describe = ["cloudformation", "describe-stacks", "--stack-name", name];
        let described = self.cloud.aws(&describe);
        let status = &described["Stacks"][0]["StackStatus"];
        status.as_str().unwrap().to_owned()
    }

    fn has_stacks(&self) -> bool {
        let described = self.cloud.aws(&["cloudformation", "describe-stacks"]);
        described["Stacks"] != json!([])
    }

    fn add_user(&self, pool: &str) {
        let create = ["cognito-idp", "admin-create-user", "--user-pool-id", pool];
        let name = ["--username", "alice@example.com"];
        self.cloud.aws(&[&create[..], &name].concat());
    }

    fn users(&self, pool: &str) -> usize {
        let list = ["cognito-idp", "list-users", "--user-pool-id", pool];
        self.cloud.aws(&list)["Users"].as_array().unwrap().len()
    }

    fn has_pool(&self, pool: &str) -> bool {
        let list = ["cognito-idp", "list-user-pools", "--max-results", "60"];
        let listed = self.cloud.aws(&list);
        let mut pools = listed["UserPools"].as_array().unwrap().iter();
        pools.any(|listed| listed["Id"] == pool)
    }

    fn put(&self, bucket: &str, key: &str) {
        let put = ["s3api", "put-object", "--bucket", bucket, "--key", key];
        self.cloud.aws(&put);
    }

    fn keys(&self, bucket: &str) -> Vec<String> {
        let list = ["s3api", "list-objects-v2", "--bucket", bucket];
        let listed = self.cloud.aws(&list);
        let keys = listed["Contents"].as_array().unwrap().iter();
        keys.map(|object| object["Key"].to_string()).collect()
    }
}

#[test]
fn a_stack_of_others_is_neither_changed_nor_deleted() {
    let account = Account::new("backend");
    account.create(BACKEND, &[]);
    let [bucket, pool] = ["SiteBucket", "UserPool"].map(|name| account.id(name));
    account.add_user(&pool);
    account.put(&bucket, "invoice.pdf");
    let before = account.resources();

    let prefix = ["--domain-prefix", "backend"];
    let losses = ["--accept-loss", &bucket, "--accept-loss", &pool];
    for refusal in [
        account.deploy_fails(&prefix),
        account.deploy_fails(&[&prefix[..], &["--dry-run"]].concat()),
        account.deploy_fails(&[&prefix[..], &losses].concat()),
        account.destroy_fails(&[]),
        account.destroy_fails(&["--delete-user-pool", &pool]),
        account
            .cloud
            .xtask_fails(&["status", "--stack", &account.stack]),
    ] {
        assert!(refusal.contains("was not made of"), "{refusal}");
        assert!(refusal.contains("Orders (AWS::SQS::Queue)"), "{refusal}");
    }
    assert_eq!(account.resources(), before);
    assert_eq!(account.status_of(&account.stack), "CREATE_COMPLETE");
    assert_eq!(account.users(&pool), 1);
    assert_eq!(account.keys(&bucket), ["\"invoice.pdf\""]);
}

#[test]
fn a_name_that_waits_for_somebody_elses_change_set_is_left_to_them() {
    let account = Account::new("waiting");
    let name = ["--stack-name", account.stack.as_str()];
    let set = [
        "--change-set-name",
        "release-7",
        "--change-set-type",
        "CREATE",
    ];
    let create = ["cloudformation", "create-change-set", "--template-body"];
    let create = [&create[..], &[BACKEND], &name, &set].concat();
    account.cloud.aws(&create);
    for refusal in [
        account.deploy_fails(&["--domain-prefix", "waiting"]),
        account.destroy_fails(&[]),
    ] {
        assert!(refusal.contains("release-7"), "{refusal}");
    }
    let listed = [&["cloudformation", "list-change-sets"], &name[..]].concat();
    let listed = account.cloud.aws(&listed);
    assert_eq!(listed["Summaries"][0]["ChangeSetName"], "release-7");
}

#[test]
fn what_somebody_added_to_a_stack_goes_only_by_its_name() {
    let account = Account::new("extended");
    let orders = "\nResources:\n  Orders:\n    Type: AWS::SQS::Queue\n";
    account.create_of_a_copy("\nResources:\n", orders);
    let queue = account.id("Orders");
    let before = account.resources();

    let refused = account.deploy_fails(&[]);
    assert!(
        refused.contains(&format!("--accept-loss {queue}")),
        "{refused}"
    );
    let planned = account.deploy_fails(&["--dry-run"]);
    assert!(
        planned.contains(&format!("--accept-loss {queue}")),
        "{planned}"
    );
    let refused = account.destroy_fails(&[]);
    assert!(refused.contains(": Orders (AWS::SQS::Queue)."), "{refused}");
    assert_eq!(account.resources(), before);

    account.deploy(&["--accept-loss", &queue]);
    assert!(!account.resources().to_string().contains("Orders"));
    account.destroy(&[]);
    assert!(!account.has_stacks());
}

#[test]
fn a_client_is_replaced_only_by_its_name() {
    let account = Account::new("secretive");
    account.create_of_a_copy("GenerateSecret: false", "GenerateSecret: true");
    let [pool, client] = ["UserPool", "UserPoolClient"].map(|name| account.id(name));

    let refused = account.deploy_fails(&[]);
    assert!(refused.contains("replaced by a new one"), "{refused}");
    assert!(
        refused.contains(&format!("--accept-loss {client}")),
        "{refused}"
    );
    assert_eq!(account.id("UserPoolClient"), client);

    account.deploy(&["--accept-loss", &client]);
    assert_ne!(account.id("UserPoolClient"), client);
    assert_eq!(account.id("UserPool"), pool);
    account.destroy(&[]);
}

#[test]
fn a_pool_with_users_outlives_its_stack_unless_it_is_named() {
    let account = Account::new("peopled");
    account.deploy(&["--domain-prefix", &account.stack]);
    let pool = account.id("UserPool");
    account.add_user(&pool);
    let another = account.destroy_fails(&["--delete-user-pool", "eu-west-1_Another"]);
    assert!(another.contains(&format!("is {pool}, not")), "{another}");
    assert!(another.contains("Nothing was deleted"), "{another}");
    let printed = account.destroy(&[]);
    assert!(
        printed.contains(&format!("delete-user-pool --user-pool-id {pool}")),
        "{printed}"
    );
    assert!(!account.has_stacks());
    assert_eq!(account.users(&pool), 1);

    account.deploy(&["--domain-prefix", &account.stack]);
    let second = account.id("UserPool");
    account.add_user(&second);
    account.destroy(&["--delete-user-pool", &second]);
    assert!(!account.has_pool(&second));
    assert_eq!(account.users(&pool), 1, "the first one is another's");
    let gone = account.destroy_fails(&["--delete-user-pool", &pool]);
    assert!(gone.contains("There is no stack"), "{gone}");
    assert_eq!(account.users(&pool), 1);
}

#[test]
fn what_a_deletion_that_was_cut_off_left_is_told_and_not_deleted() {
    let account = Account::new("cut-off");
    account.deploy(&["--domain-prefix", &account.stack]);
    let [pool, bucket] = ["UserPool", "SiteBucket"].map(|name| account.id(name));
    let delete = ["cloudformation", "delete-stack", "--stack-name"];
    account
        .cloud
        .aws(&[&delete[..], &[&account.stack]].concat());
    let started = Instant::now();
    while account.has_stacks() {
        assert!(started.elapsed() < LONGEST, "the stack stays");
    }
    let files = account.keys(&bucket);

    let told = account.destroy(&[]);
    assert!(told.contains("There is no stack"), "{told}");
    assert!(told.contains(&format!("Its bucket {bucket} is")), "{told}");
    assert!(told.contains(&format!("Its user pool {pool} is")), "{told}");
    assert_eq!(account.keys(&bucket), files);
    assert!(account.has_pool(&pool));

    let another = account
        .cloud
        .xtask(&["destroy", "--stack", "never-there", "--yes"]);
    assert!(!another.contains("still there"), "{another}");
}

#[test]
fn a_folder_without_a_build_is_refused_before_anything_changes() {
    let account = Account::new("no-build");
    fs::remove_file(account.dist.path().join("index.html")).unwrap();
    let prefix = ["--domain-prefix", "no-build"];
    let said = account.deploy_fails(&prefix);
    assert!(said.contains("There is no build in "), "{said}");
    assert!(!account.has_stacks());
    let said = account.deploy_fails(&[&prefix[..], &["--dry-run"]].concat());
    assert!(said.contains("There is no build in "), "{said}");
}

#[test]
fn a_stack_that_made_its_pool_does_not_change_to_another() {
    let account = Account::new("loyal");
    account.deploy(&["--domain-prefix", &account.stack]);
    let pool = account.id("UserPool");
    account.add_user(&pool);
    let before = account.resources();
    let other = [
        "--domain-prefix=none",
        "--issuer=https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123",
        "--domain=https://login.example.com",
        "--client-id=2v4929s76jtnepd4q0nj695gmb",
        "--accept-loss",
        &pool,
    ];
    let refused = account.deploy_fails(&other);
    assert!(refused.contains("made its own user pool"), "{refused}");
    assert_eq!(account.resources(), before);
    assert_eq!(account.users(&pool), 1);
    account.destroy(&[]);
}

#[test]
fn a_stack_of_the_earlier_template_keeps_its_pool_and_its_files() {
    let account = Account::new("earlier");
    let policy = "DeletionPolicy: RetainExceptOnCreate";
    account.create_of_a_copy(policy, "DeletionPolicy: Delete");
    let [pool, bucket] = ["UserPool", "SiteBucket"].map(|name| account.id(name));
    account.add_user(&pool);
    account.put(&bucket, "index.html");

    let refused = account.destroy_fails(&[]);
    let cure = format!("run `cargo xtask deploy --stack {}` first", account.stack);
    assert!(refused.contains(&cure), "{refused}");
    assert_eq!(account.keys(&bucket), ["\"index.html\""]);
    assert_eq!(account.users(&pool), 1);

    account.deploy(&[]);
    assert_eq!(account.id("UserPool"), pool);
    account.destroy(&[]);
    assert!(!account.has_stacks());
    assert_eq!(account.users(&pool), 1);
}

#[test]
fn nothing_is_deleted_while_anything_is_protected() {
    let account = Account::new("protected");
    let active = ["--parameter", "DeletionProtection=ACTIVE"];
    account.deploy(&[&["--domain-prefix", &account.stack], &active[..]].concat());
    let [pool, bucket] = ["UserPool", "SiteBucket"].map(|name| account.id(name));
    let before = account.resources();
    let files = account.keys(&bucket);

    let refused = account.destroy_fails(&["--delete-user-pool", &pool]);
    assert!(refused.contains("DeletionProtection=INACTIVE"), "{refused}");
    let terminate = ["cloudformation", "update-termination-protection"];
    let name = ["--stack-name", &account.stack];
    let on = ["--enable-termination-protection"];
    account.cloud.aws(&[&terminate[..], &name, &on].concat());
    let refused = account.destroy_fails(&[]);
    assert!(
        refused.contains("--no-enable-termination-protection"),
        "{refused}"
    );
    assert_eq!(account.resources(), before);
    assert_eq!(account.keys(&bucket), files);

    let off = ["--no-enable-termination-protection"];
    account.cloud.aws(&[&terminate[..], &name, &off].concat());
    account.destroy(&[]);
    assert!(account.has_pool(&pool) && !account.has_stacks());
}

#[test]
fn a_bucket_is_full_until_its_stack_is_gone() {
    let account = Account::new("used");
    let export = "  SiteBucketName: {Export: {Name: the-bucket}, Value: !Ref SiteBucket}";
    account.create_of_a_copy("  SiteBucketName: {Value: !Ref SiteBucket}", export);
    let bucket = account.id("SiteBucket");
    account.put(&bucket, "index.html");
    let user = r#"{"Resources": {"Jobs": {
        "Type": "AWS::SQS::Queue",
        "Properties": {"QueueName": {"Fn::ImportValue": "the-bucket"}}
    }}}"#;
    account.create_stack("user", user, &[]);

    // CloudFormation does not delete a stack of which another one uses something.
    let refused = account.destroy_fails(&[]);
    assert!(refused.contains("is imported by stack user"), "{refused}");
    assert_eq!(account.keys(&bucket), ["\"index.html\""]);

    let delete = ["cloudformation", "delete-stack", "--stack-name", "user"];
    account.cloud.aws(&delete);
    account.destroy(&[]);
    let buckets = account.cloud.aws(&["s3api", "list-buckets"]);
    assert_eq!(buckets["Buckets"], json!([]));
}
