//! What CloudFront answers, and the two AWS requests that are too frequent for the command line.

use reqwest::header::ETAG;
use reqwest::{Client, RequestBuilder, Response, Url};

use super::Cloud;
use crate::agent::Reply;
use crate::provider::ministack;

impl Cloud {
    /// Asks the CloudFront of `site` for a path, as a browser over https would.
    pub async fn get(&self, site: &str, path: &str) -> Reply {
        self.ask(site, path, "https").await
    }

    /// Asks the CloudFront of `site` for a path over plain http.
    pub async fn get_without_tls(&self, site: &str, path: &str) -> Reply {
        self.ask(site, path, "http").await
    }

    async fn ask(&self, site: &str, path: &str, scheme: &str) -> Reply {
        let answer = client()
            .get(format!("{}{path}", self.endpoint))
            .header("host", site.strip_prefix("https://").expect("https"))
            .header("x-forwarded-proto", scheme)
            .send()
            .await
            .expect("CloudFront answers");
        Reply {
            url: Url::parse(&format!("{site}{path}")).expect("an address"),
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: String::from_utf8_lossy(&answer.bytes().await.expect("a body")).into_owned(),
        }
    }

    /// Puts a text that is asked for each time into a bucket.
    pub(super) async fn put(&self, bucket: &str, key: &str, body: String) {
        let request = client().put(format!("{}/{bucket}/{key}", self.endpoint));
        let request = request
            .header("cache-control", local_site::cache_control(key))
            .header("content-type", local_site::content_type(key));
        done("s3", request.body(body)).await;
    }

    /// Changes the content security policy in a policy of response headers.
    pub(super) async fn set_policy(&self, id: &str, policy: &str) {
        let address = format!("{}/2020-05-31/response-headers-policy/{id}", self.endpoint);
        let config = client().get(format!("{address}/config"));
        let config = done("cloudfront", config).await;
        let tag = config.headers()[ETAG].clone();
        let xml = config.text().await.expect("XML");
        let (open, close) = ("<ContentSecurityPolicy>", "</ContentSecurityPolicy>");
        // The inner one of two elements of this name.
        let (before, rest) = xml.rsplit_once(open).expect("a policy");
        let (_, after) = rest.split_once(close).expect("a policy");
        let changed = format!("{before}{open}{policy}{close}{after}");
        let request = client().put(address).header("if-match", tag);
        done("cloudfront", request.body(changed)).await;
    }
}

fn client() -> Client {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none());
    client.no_proxy().build().expect("a client")
}

async fn done(service: &str, request: RequestBuilder) -> Response {
    let signature = ministack::signature(service);
    let answer = request.header("authorization", signature).send().await;
    let answer = answer.expect("AWS answers");
    assert!(answer.status().is_success(), "{service}: {answer:?}");
    answer
}
