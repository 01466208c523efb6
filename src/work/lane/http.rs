//! One request to somebody else's server, and of the answer only its status. Limits are the hook's: time-outs, no redirect,
//! no proxy from the environment.

use crate::post::hook::{Hook, Request};
use std::time::Duration;

/// Until a connection stands.
const CONNECT_SECONDS: u64 = 3;

/// What is sent by POST.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Where to. It may hold a secret: it is never logged.
    pub url: String,
    /// Besides the type of the body.
    pub headers: Vec<(&'static str, String)>,
    /// JSON, or plain text.
    pub content_type: &'static str,
    /// What.
    pub body: String,
}

/// Sends for the lane.
pub(crate) struct Sender {
    hook: Hook,
}

impl Sender {
    /// With so much patience until an answer is there.
    pub fn new(patience: Duration) -> Sender {
        Sender { hook: Hook::new(Duration::from_secs(CONNECT_SECONDS), patience) }
    }

    /// Sends. The error says in a few words what went wrong, without address, header or answer.
    pub fn send(&self, post: Post) -> Result<(), String> {
        let headers = post.headers.into_iter().map(|(name, value)| (name.to_owned(), value));
        let request = Request {
            url: post.url,
            headers: headers.collect(),
            content_type: post.content_type.to_owned(),
            body: post.body,
        };
        match self.hook.post(&request).map_err(|failure| failure.code)?.status {
            200..=299 => Ok(()),
            status @ 300..=399 => Err(format!(
                "answered {status}: a redirect is never followed; is the address right?"
            )),
            status => Err(format!("answered {status}")),
        }
    }
}
