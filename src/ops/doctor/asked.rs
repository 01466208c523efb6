//! One request to our own address, from inside or from outside: every limit set, nothing followed.

use crate::calcom::client::agent::agent;
use std::time::{Duration, Instant};
use ureq::http::Response;
use ureq::{Body, RequestBuilder};

/// Says which run of which program answers.
pub(crate) const INSTANCE_HEADER: &str = "x-chairside-instance";
/// Where a signed request arrives that does nothing.
pub(crate) const SIGNED_PATH: &str = "/api/retell/check";
/// For a connection to stand.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// For the whole.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);
/// More of an answer is not read.
const ANSWER_MAX_BYTES: u64 = 16 * 1024;

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub status: u16,
    /// Which run of which program answered, if it is one of ours.
    pub instance: Option<String>,
    /// The beginning of the body.
    pub body: String,
}

/// `GET`.
pub(crate) fn get(url: &str, deadline: Instant) -> Result<Answer, String> {
    let asked = dressed(agent(0).get(url), deadline).call();
    asked.map(answer).map_err(|error| error.to_string())
}

/// `POST` with a header and a body.
pub(crate) fn post(
    url: &str,
    (name, value): (&str, &str),
    body: &str,
    deadline: Instant,
) -> Result<Answer, String> {
    let asked = dressed(agent(0).post(url), deadline)
        .header(name, value)
        .content_type("application/json")
        .send(body);
    asked.map(answer).map_err(|error| error.to_string())
}

fn dressed<B>(builder: RequestBuilder<B>, deadline: Instant) -> RequestBuilder<B> {
    let left = deadline.saturating_duration_since(Instant::now()).min(TOTAL_TIMEOUT);
    let left = left.max(Duration::from_millis(1));
    builder
        .config()
        .timeout_global(Some(left))
        .timeout_connect(Some(left.min(CONNECT_TIMEOUT)))
        .build()
}

fn answer(response: Response<Body>) -> Answer {
    let (parts, body) = response.into_parts();
    let read = body.into_with_config().limit(ANSWER_MAX_BYTES).read_to_vec().unwrap_or_default();
    let instance = parts.headers.get(INSTANCE_HEADER).and_then(|value| value.to_str().ok());
    Answer {
        status: parts.status.as_u16(),
        instance: instance.map(str::to_owned),
        body: String::from_utf8_lossy(&read).into_owned(),
    }
}
