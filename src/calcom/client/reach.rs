//! Whether Cal.com is there at all: one question without a key, so that what is wrong with the way is told apart from
//! what is wrong with the key.

use crate::calcom::CODE_NOT_CALCOM;
use crate::calcom::client::agent::agent;
use crate::calcom::client::wait::date;
use crate::calcom::wire::error_answer;
use std::io::ErrorKind;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// Asked for: an address that wants a key, and says so.
const ASKED: &str = "/v2/me";
/// More of the answer is not read.
const ANSWER_MAX_BYTES: u64 = 64 * 1024;

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// HTTP status.
    pub status: u16,
    /// Whether it is in one of Cal.com's shapes, and no page of somebody else's on the way.
    pub is_calcom: bool,
    /// What time it was there, UTC, if the answer says so.
    pub date: Option<OffsetDateTime>,
    /// How long that took.
    pub took: Duration,
}

/// Why nothing did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreached {
    /// The certificate, or what is spoken, is not to be trusted.
    Tls(String),
    /// Nobody listens, or nobody answers.
    Silent(String),
}

/// Asks once; ends by the total time.
pub fn reach(base_url: &str, connect: Duration, total: Duration) -> Result<Reached, Unreached> {
    let begun = Instant::now();
    let asked = agent(0)
        .get(format!("{}{ASKED}", base_url.trim_end_matches('/')))
        .config()
        .timeout_global(Some(total))
        .timeout_connect(Some(connect.min(total)))
        .build()
        .header("accept", "application/json")
        .call();
    let response = asked.map_err(|error| unreached(&error))?;
    let (parts, body) = response.into_parts();
    let read = body.into_with_config().limit(ANSWER_MAX_BYTES).read_to_vec();
    let shaped = read.is_ok_and(|body| error_answer(&body).code != CODE_NOT_CALCOM);
    let status = parts.status.as_u16();
    Ok(Reached {
        status,
        is_calcom: shaped && !(300..400).contains(&status),
        date: date(&parts.headers),
        took: begun.elapsed(),
    })
}

fn unreached(error: &ureq::Error) -> Unreached {
    let told = error.to_string();
    match error {
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::Pem(_) => Unreached::Tls(told),
        // What rustls says in the handshake arrives as an error of the connection.
        ureq::Error::Io(cause) if cause.kind() == ErrorKind::InvalidData => Unreached::Tls(told),
        _ => Unreached::Silent(told),
    }
}
