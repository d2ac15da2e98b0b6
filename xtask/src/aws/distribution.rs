//! The CloudFront distribution in front of the bucket.

use anyhow::Result;

use super::Aws;

/// Makes every edge forget these files.
pub(crate) fn invalidate(aws: &Aws, distribution: &str, keys: &[&str]) -> Result<()> {
    let paths: Vec<String> = keys.iter().map(|key| format!("/{key}")).collect();
    let mut arguments = vec![distribution, "--paths"];
    arguments.extend(paths.iter().map(String::as_str));
    let create = "cloudfront create-invalidation --distribution-id";
    aws.ask(create, &arguments).map(drop)
}
