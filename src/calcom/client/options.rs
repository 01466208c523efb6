//! What the client is told: where Cal.com is, the key, and how patient to be.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use ureq::http::Uri;

/// Time to stand up a connection, TLS included, in seconds.
pub const CONNECT_TIMEOUT_SECONDS: u64 = 3;
/// Time for a whole call, in seconds. A call's own deadline may be shorter.
pub const TOTAL_TIMEOUT_SECONDS: u64 = 15;
/// Longest body of an answer, in bytes. A page of 100 bookings has about 200 kB.
pub const BODY_MAX_BYTES: u64 = 2 * 1024 * 1024;
/// Cal.com's limit for an API key is 120; a few are left for people using the same key.
pub const REQUESTS_PER_MINUTE: u32 = 110;
/// `cal-api-version` of everything under `/v2/bookings`.
pub const BOOKINGS_VERSION: &str = "2024-08-13";
/// `cal-api-version` of everything under `/v2/slots`.
pub const SLOTS_VERSION: &str = "2024-09-04";
/// `cal-api-version` of everything about event types.
pub const EVENT_TYPES_VERSION: &str = "2024-06-14";

/// What time it is, UTC: how long Cal.com wants us to wait is counted by it.
pub type Clock = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;

/// How to talk to Cal.com.
#[derive(Clone)]
pub struct ClientOptions {
    /// `https://api.cal.com`, or a server of one's own; without `/v2`.
    pub base_url: String,
    /// Never printed.
    pub api_key: String,
    /// `cal-api-version` of everything under `/v2/bookings`.
    pub bookings_version: String,
    /// `cal-api-version` of everything under `/v2/slots`.
    pub slots_version: String,
    /// `cal-api-version` of everything about event types.
    pub event_types_version: String,
    /// To stand up a connection, TLS included.
    pub connect_timeout: Duration,
    /// For a whole call, from the name's lookup to the body's last byte.
    pub total_timeout: Duration,
    /// A longer body ends the call as `Unknown`.
    pub max_body_bytes: u64,
    /// Our own limit; `None` means none.
    pub requests_per_minute: Option<u32>,
    /// Whether that is shared out among the classes of calls; not for a command that does one kind of work.
    pub is_shared: bool,
    /// For the waits that Cal.com asks for.
    pub clock: Clock,
}

impl ClientOptions {
    /// With this module's defaults for everything else.
    pub fn new(base_url: impl Into<String>, api_key: impl Into<String>) -> ClientOptions {
        ClientOptions {
            base_url: base_url.into(),
            api_key: api_key.into(),
            bookings_version: BOOKINGS_VERSION.to_owned(),
            slots_version: SLOTS_VERSION.to_owned(),
            event_types_version: EVENT_TYPES_VERSION.to_owned(),
            connect_timeout: Duration::from_secs(CONNECT_TIMEOUT_SECONDS),
            total_timeout: Duration::from_secs(TOTAL_TIMEOUT_SECONDS),
            max_body_bytes: BODY_MAX_BYTES,
            requests_per_minute: Some(REQUESTS_PER_MINUTE),
            is_shared: true,
            clock: Arc::new(OffsetDateTime::now_utc),
        }
    }

    /// The first fault, as a sentence for the operator, without the key.
    pub fn check(&self) -> Result<(), String> {
        let uri: Uri =
            self.base_url.parse().map_err(|_| "the Cal.com base URL is no URL".to_owned())?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err("the Cal.com base URL must begin with https:// or http://".to_owned());
        }
        if uri.host().unwrap_or_default().is_empty() {
            return Err("the Cal.com base URL names no host".to_owned());
        }
        if self.base_url.contains(['@', '?', '#']) {
            return Err(
                "the Cal.com base URL may hold no user, no query and no fragment".to_owned()
            );
        }
        if self.api_key.is_empty() || !self.api_key.bytes().all(|b| b.is_ascii_graphic()) {
            return Err("the Cal.com key is empty or holds blanks or odd characters".to_owned());
        }
        for version in [&self.bookings_version, &self.slots_version, &self.event_types_version] {
            if version.is_empty() || !version.bytes().all(|b| b.is_ascii_graphic()) {
                return Err("a cal-api-version is empty or holds odd characters".to_owned());
            }
        }
        if self.connect_timeout.is_zero() || self.total_timeout.is_zero() {
            return Err("a time-out of zero lets nothing through".to_owned());
        }
        Ok(())
    }
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientOptions")
            .field("base_url", &self.base_url)
            .field("api_key", &"***")
            .field("bookings_version", &self.bookings_version)
            .field("slots_version", &self.slots_version)
            .field("event_types_version", &self.event_types_version)
            .field("connect_timeout", &self.connect_timeout)
            .field("total_timeout", &self.total_timeout)
            .field("max_body_bytes", &self.max_body_bytes)
            .field("requests_per_minute", &self.requests_per_minute)
            .field("is_shared", &self.is_shared)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_checked_and_never_show_the_key() {
        let good = ClientOptions::new("https://api.example.com/", "cal_test_secret");
        assert_eq!(good.check(), Ok(()));
        assert!(!format!("{good:?}").contains("secret"));
        let bad = [
            ClientOptions::new("api.example.com", "k"),
            ClientOptions::new("ftp://api.example.com", "k"),
            ClientOptions::new("https://", "k"),
            ClientOptions::new("https://user:pass@api.example.com", "k"),
            ClientOptions::new("https://api.example.com/?a=b", "k"),
            ClientOptions::new("https://api.example.com", ""),
            ClientOptions::new("https://api.example.com", "k\r\nx: y"),
            ClientOptions { bookings_version: String::new(), ..good.clone() },
            ClientOptions { slots_version: "a\nb".to_owned(), ..good.clone() },
            ClientOptions { total_timeout: Duration::ZERO, ..good.clone() },
        ];
        for options in bad {
            let fault = options.check().expect_err("a fault");
            assert!(!fault.contains("secret"), "{fault}");
        }
    }
}
