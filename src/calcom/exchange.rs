//! Every exchange with Cal.com as it was on the wire, and the listeners that are told of it: the recording, the pulse, the metrics.

use crate::calcom::urgency::Urgency;
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;

/// One question to Cal.com and how it ended. The key that was sent along is no part of it.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// With the query.
    pub path: &'a str,
    /// Of which class it was.
    pub urgency: Urgency,
    /// What came of it.
    pub ended: Ended<'a>,
    /// How long that took on the wire; `None` where nothing was even tried, because of our own brake or for want of time.
    pub took: Option<Duration>,
    /// What time it was there, UTC, if the answer says so.
    pub date: Option<OffsetDateTime>,
}

/// How an exchange ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended<'a> {
    /// With an answer.
    Answered {
        /// HTTP status.
        status: u16,
        /// The whole body.
        body: &'a [u8],
    },
    /// Perhaps it was received; no whole answer came back.
    Lost,
    /// Surely nothing was sent.
    NotSent,
}

/// Hears of exchanges, on the thread that made them, before the answer is worked on. It must be quick and not panic.
pub type Listener = Arc<dyn Fn(Exchange<'_>) + Send + Sync>;
