//! One HTTP request to a machine that is not Cal.com: every limit set, nothing followed, nothing taken from the environment.

use crate::calcom::client::agent::agent;
use crate::calcom::client::progress::watched;
use crate::post::outcome::Failure;
use std::time::Duration;
use ureq::http::Response;
use ureq::{Agent, Body, RequestBuilder};

/// More of an answer is not read.
const ANSWER_MAX_BYTES: u64 = 64 * 1024;

/// Sends requests, one connection each: a server that closes an idle one would leave a message in doubt.
pub struct Hook {
    agent: Agent,
    connect_timeout: Duration,
    total_timeout: Duration,
}

/// What is sent. The address and the headers may hold keys: they are never logged.
pub struct Request {
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub content_type: String,
    pub body: String,
}

/// What came back, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Hook {
    pub fn new(connect_timeout: Duration, total_timeout: Duration) -> Hook {
        Hook { agent: agent(0), connect_timeout, total_timeout }
    }

    /// Sends it once. An answer of any status is an answer; without one it is `NotSent` as long as nothing had left, and
    /// `Unknown` from then on.
    pub fn post(&self, request: &Request) -> Result<Answer, Failure> {
        let (ended, progress) = watched(|| self.exchange(request));
        ended.map_err(|error| {
            // ureq's sentence may name the address, and with it a key.
            let why = kind_of(&error);
            match progress.sent {
                true => Failure::unknown(format!("http {why}"), "no whole answer"),
                false => Failure::not_sent(format!("http {why}"), "nothing was sent"),
            }
        })
    }

    /// Asks once. It changes nothing there, so that without an answer it is always `NotSent`.
    pub fn get(&self, url: &str, headers: &[(String, String)]) -> Result<Answer, Failure> {
        let asked = self.agent.get(url);
        let asked = self.dressed(asked, headers).call().and_then(answer);
        asked.map_err(|error| Failure::not_sent(format!("http {}", kind_of(&error)), "no answer"))
    }

    fn exchange(&self, request: &Request) -> Result<Answer, ureq::Error> {
        let post = self.dressed(self.agent.post(&request.url), &request.headers);
        answer(post.content_type(&request.content_type).send(request.body.as_str())?)
    }

    fn dressed<B>(
        &self,
        builder: RequestBuilder<B>,
        headers: &[(String, String)],
    ) -> RequestBuilder<B> {
        let mut builder = builder
            .config()
            .timeout_global(Some(self.total_timeout))
            .timeout_connect(Some(self.connect_timeout.min(self.total_timeout)))
            .build();
        for (name, value) in headers {
            builder = builder.header(name, value);
        }
        builder
    }
}

fn answer(response: Response<Body>) -> Result<Answer, ureq::Error> {
    let (parts, body) = response.into_parts();
    // What is longer than anybody needs, or breaks off, is still an answer of this status.
    let read = body.into_with_config().limit(ANSWER_MAX_BYTES).read_to_vec();
    Ok(Answer { status: parts.status.as_u16(), body: read.unwrap_or_default() })
}

fn kind_of(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::Timeout(_) => "time-out",
        ureq::Error::HostNotFound => "host not found",
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => "tls",
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => "address or header not allowed",
        ureq::Error::ConnectionFailed | ureq::Error::Io(_) => "no connection",
        _ => "failed",
    }
}

/// What a status means where nothing more is known of the other side: `None` if it was taken.
pub fn refusal(answer: &Answer) -> Option<Failure> {
    let code = format!("http {}", answer.status);
    let words = String::from_utf8_lossy(&answer.body);
    Some(match answer.status {
        200..=299 => return None,
        // Never followed: a key goes to the server that was named and to no other.
        300..=399 => Failure::not_sent(code, "a redirect is never followed"),
        // The key, the address, or too much at once: it is mended or passes.
        401 | 403 | 404 | 405 | 407 | 421 | 425 | 429 => Failure::not_sent(code, words),
        // Gateways say by these that the other side hung up.
        408 | 460 | 499 => Failure::unknown(code, words),
        400..=499 => Failure::refused(code, words),
        _ => Failure::unknown(code, words),
    })
}

#[cfg(test)]
mod tests {
    use super::{Answer, refusal};
    use crate::post::outcome::Kind;

    #[test]
    fn a_status_is_taken_refused_or_in_doubt() {
        for (status, kind) in [
            (200, None),
            (204, None),
            (302, Some(Kind::NotSent)),
            (400, Some(Kind::Refused)),
            (401, Some(Kind::NotSent)),
            (404, Some(Kind::NotSent)),
            (408, Some(Kind::Unknown)),
            (422, Some(Kind::Refused)),
            (429, Some(Kind::NotSent)),
            (500, Some(Kind::Unknown)),
            (503, Some(Kind::Unknown)),
            (101, Some(Kind::Unknown)),
        ] {
            let failure = refusal(&Answer { status, body: b"words".to_vec() });
            assert_eq!(failure.map(|failure| failure.kind), kind, "{status}");
        }
    }
}
