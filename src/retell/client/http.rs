//! One request to Retell's management API, with every limit set: nothing followed, nothing taken from the environment, so
//! that the key goes to the configured server and nowhere else. Nothing is repeated: whoever changes something looks
//! first, and can be called again.

use crate::calcom::client::agent::agent;
use crate::calcom::client::wait::named_wait;
use crate::retell::client::fault::{Answer, Fault, Kind, outcome};
use serde_json::Value;
use std::time::Duration;
use time::OffsetDateTime;
use ureq::http::HeaderValue;
use ureq::{Agent, RequestBuilder};

/// Time to stand up a connection, TLS included.
const CONNECT_TIMEOUT_SECONDS: u64 = 5;
/// Time for a whole call. Some dozen of them make a push.
const TOTAL_TIMEOUT_SECONDS: u64 = 20;
/// A list of models repeats every prompt.
const BODY_MAX_BYTES: u64 = 8 * 1024 * 1024;

pub(crate) struct Http {
    base_url: String,
    authorization: HeaderValue,
    agent: Agent,
}

impl Http {
    /// Nothing is sent. The error is a sentence for the operator, without the key.
    pub(crate) fn new(base_url: &str, api_key: &str) -> Result<Http, String> {
        let mut authorization = HeaderValue::from_str(&format!("Bearer {api_key}"))
            .map_err(|_| "the Retell key holds characters that no header may hold".to_owned())?;
        authorization.set_sensitive(true);
        // A fresh connection each: a server that closes an idle one would leave a change in doubt.
        Ok(Http { base_url: base_url.to_owned(), authorization, agent: agent(0) })
    }

    pub(crate) fn get(&self, path: &str) -> Result<Value, Fault> {
        let sent = self.dressed(self.agent.get(self.url(path))).call();
        self.ended(Kind::Asks, sent)
    }

    /// A POST that only asks.
    pub(crate) fn ask(&self, path: &str, body: &Value) -> Result<Value, Fault> {
        self.send(Kind::Asks, self.agent.post(self.url(path)), body)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Value, Fault> {
        self.send(Kind::Changes, self.agent.post(self.url(path)), body)
    }

    pub(crate) fn patch(&self, path: &str, body: &Value) -> Result<Value, Fault> {
        self.send(Kind::Changes, self.agent.patch(self.url(path)), body)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    fn send(
        &self,
        kind: Kind,
        builder: RequestBuilder<ureq::typestate::WithBody>,
        body: &Value,
    ) -> Result<Value, Fault> {
        let builder = self.dressed(builder).header("content-type", "application/json");
        self.ended(kind, builder.send(body.to_string()))
    }

    fn dressed<B>(&self, builder: RequestBuilder<B>) -> RequestBuilder<B> {
        builder
            .config()
            .timeout_global(Some(Duration::from_secs(TOTAL_TIMEOUT_SECONDS)))
            .timeout_connect(Some(Duration::from_secs(CONNECT_TIMEOUT_SECONDS)))
            .build()
            .header("authorization", self.authorization.clone())
            .header("accept", "application/json")
    }

    fn ended(
        &self,
        kind: Kind,
        sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Value, Fault> {
        let response = sent.map_err(|error| Fault::NoAnswer(error.to_string()))?;
        let (parts, body) = response.into_parts();
        let status = parts.status.as_u16();
        let read = body.into_with_config().limit(BODY_MAX_BYTES).read_to_vec();
        let answer = Answer {
            status,
            retry_after_seconds: named_wait(status, &parts.headers, OffsetDateTime::now_utc()),
            body: read.map_err(|error| error.to_string()),
        };
        outcome(kind, &answer)
    }
}
