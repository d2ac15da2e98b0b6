//! The bucket behind the site.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use local_site::{cache_control, content_type};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    aws::{Aws, list, request_file, text},
    stack::Stack,
    upload::Upload,
};

/// The user metadata by which an object's content is known again. Its ETag would depend on how
/// it was encrypted and uploaded.
const DIGEST: &str = "sha256";

/// What AWS says of a bucket that does not exist.
const ABSENT: &str = "NoSuchBucket";

/// An S3 bucket.
#[derive(Debug)]
pub struct Bucket<'a> {
    pub(crate) aws: &'a Aws,
    pub(crate) name: &'a str,
}

/// What an upload did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum UploadOutcome {
    /// Nothing was there.
    New,
    /// Something else was there, or the same with other headers.
    Replaced,
    /// The same was there.
    Unchanged,
}

impl<'a> Bucket<'a> {
    /// The bucket behind the site of a stack.
    ///
    /// # Errors
    /// Where the stack does not say which it is.
    pub fn of(aws: &'a Aws, stack: &'a Stack) -> Result<Self> {
        Ok(Self {
            aws,
            name: stack.output("SiteBucketName")?,
        })
    }

    /// Puts a file there with its headers, unless the same is there already. A comparison of size
    /// and time, as `aws s3 sync` makes it, would miss a changed header.
    ///
    /// # Errors
    /// Where the file cannot be read, or AWS refuses.
    pub fn upload(&self, upload: &Upload) -> Result<UploadOutcome> {
        let content = fs::read(&upload.file).with_context(|| upload.file.display().to_string())?;
        let digest = format!("{:x}", Sha256::digest(content));
        let head = "s3api head-object --bucket";
        let object = [self.name, "--key", &upload.key];
        let found = self.aws.ask_if_there(head, &object, "(404)")?;
        let outcome = match found {
            Some(object) if is_same(&object, upload, &digest) => {
                return Ok(UploadOutcome::Unchanged);
            }
            Some(_) => UploadOutcome::Replaced,
            None => UploadOutcome::New,
        };
        let headers = [
            "--content-type",
            content_type(&upload.key),
            "--cache-control",
            cache_control(&upload.key),
            "--metadata",
            &format!("{DIGEST}={digest}"),
            "--",
            &upload.file.to_string_lossy(),
            &format!("s3://{}/{}", self.name, upload.key),
        ];
        self.aws.ask("s3 cp --only-show-errors", &headers)?;
        Ok(outcome)
    }

    /// Whether there is such a bucket.
    pub(crate) fn exists(&self) -> Result<bool> {
        let head = "s3api head-bucket --bucket";
        let found = self.aws.ask_if_there(head, &[self.name], "(404)")?;
        Ok(found.is_some())
    }

    /// Deletes all objects and their old versions; `folder` is for the requests. A bucket that
    /// does not exist is empty.
    pub(crate) fn empty(&self, folder: &Path) -> Result<usize> {
        // `delete-objects` takes a thousand at once.
        let list = "s3api list-object-versions --no-paginate --max-keys 1000 --bucket";
        let mut deleted = 0;
        loop {
            let listed = self.aws.ask_if_there(list, &[self.name], ABSENT)?;
            let versions = versions(&listed.unwrap_or_default());
            if versions.is_empty() {
                return Ok(deleted);
            }
            deleted += versions.len();
            self.delete_versions(&versions, folder)?;
            child_process::check_interrupted()?;
        }
    }

    fn delete_versions(&self, versions: &[Value], folder: &Path) -> Result<()> {
        let request = json!({ "Objects": versions, "Quiet": true });
        let request = request_file(&folder.join("delete-objects.json"), &request)?;
        let objects = ["--bucket", self.name, "--delete", &request];
        let answer = self.aws.ask("s3api delete-objects", &objects)?;
        match list(&answer, "Errors").first() {
            Some(error) => bail!(
                "{} cannot be deleted from the bucket {}: {}",
                text(error, "Key"),
                self.name,
                text(error, "Message")
            ),
            None => Ok(()),
        }
    }

    /// Deletes the bucket, if it is still there.
    pub(crate) fn delete(&self) -> Result<()> {
        let delete = "s3api delete-bucket --bucket";
        let answer = self.aws.ask_if_there(delete, &[self.name], ABSENT);
        answer.map(drop)
    }
}

fn is_same(object: &Value, upload: &Upload, digest: &str) -> bool {
    let metadata = object.get("Metadata").unwrap_or(&Value::Null);
    text(metadata, DIGEST) == digest
        && text(object, "ContentType") == content_type(&upload.key)
        && text(object, "CacheControl") == cache_control(&upload.key)
}

/// What `delete-objects` wants of a listing: each version and each mark of a deletion.
fn versions(listed: &Value) -> Vec<Value> {
    ["Versions", "DeleteMarkers"]
        .iter()
        .flat_map(|kind| list(listed, kind))
        .map(|item| json!({"Key": text(item, "Key"), "VersionId": text(item, "VersionId")}))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_with_another_header_are_not_the_same_object() {
        let upload = Upload {
            key: "index.html".to_owned(),
            file: "dist/index.html".into(),
        };
        let object = |cache: &str| {
            json!({
                "ContentType": "text/html; charset=utf-8", "CacheControl": cache,
                "Metadata": {"sha256": "abc"},
            })
        };
        assert!(is_same(&object("no-cache"), &upload, "abc"));
        assert!(!is_same(&object("max-age=60"), &upload, "abc"));
        assert!(!is_same(&object("no-cache"), &upload, "abd"));
    }

    #[test]
    fn marks_of_deletions_are_deleted_too() {
        let listed = json!({
            "Versions": [{"Key": "a", "VersionId": "1", "Size": 3}],
            "DeleteMarkers": [{"Key": "b", "VersionId": "2"}],
        });
        assert_eq!(
            versions(&listed),
            [
                json!({"Key": "a", "VersionId": "1"}),
                json!({"Key": "b", "VersionId": "2"})
            ]
        );
    }
}
