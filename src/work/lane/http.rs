//! One request to somebody else's server, with every limit set: time-outs, no redirect, no proxy from the environment,
//! and of the answer only its status.

use std::error::Error;
use std::time::Duration;
use ureq::Agent;

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
    agent: Agent,
}

impl Sender {
    /// With so much patience until an answer is there.
    pub fn new(patience: Duration) -> Sender {
        let config = Agent::config_builder()
            .timeout_connect(Some(patience.min(Duration::from_secs(CONNECT_SECONDS))))
            .timeout_global(Some(patience))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            .max_idle_connections(0)
            .user_agent("chairside")
            .build();
        Sender { agent: config.into() }
    }

    /// Sends. The error says in a few words what went wrong, without address, header or answer.
    pub fn send(&self, post: &Post) -> Result<(), String> {
        let mut request = self.agent.post(&post.url).content_type(post.content_type);
        for (name, value) in &post.headers {
            request = request.header(*name, value);
        }
        let answer = request.send(&post.body).map_err(|error| why(&error))?;
        match answer.status().as_u16() {
            200..=299 => Ok(()),
            status @ 300..=399 => Err(format!(
                "answered {status}: a redirect is never followed; is the address right?"
            )),
            status => Err(format!("answered {status}")),
        }
    }
}

/// In words of ours: the library's own may name the address.
fn why(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => "no answer in time",
        ureq::Error::HostNotFound => "the host is not found",
        ureq::Error::ConnectionFailed => "no connection",
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
            "the certificate or the encryption is not right"
        }
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => "the address or the token cannot be sent",
        ureq::Error::Io(error) => return format!("no whole answer ({})", kind(error)),
        _ => "it cannot be sent",
    }
    .to_owned()
}

fn kind(error: &(dyn Error + 'static)) -> String {
    match error.downcast_ref::<std::io::Error>() {
        Some(error) => error.kind().to_string(),
        None => "unknown".to_owned(),
    }
}
