//! `[calcom]`: where Cal.com is, how patient we are with it, and what it is told of customers.

use crate::config::checks::{is_safe_url, within};
use crate::config::secret::Secret;
use crate::domain::people::person::Email;
use serde::Deserialize;

/// As whom Cal.com knows a customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttendeeMode {
    /// By an address of ours for each visit: Cal.com never learns the customer's own and writes to nobody.
    #[default]
    Artificial,
    /// By the customer's own address, where it is known: Cal.com writes to the customer itself.
    Customer,
}

/// `[calcom]`: where Cal.com is and how patient we are with it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalcomConfig {
    /// Without the `/v2`.
    #[serde(default = "calcom_base_url")]
    pub base_url: String,
    /// `cal_live_…`, or `env:NAME`, or `file:/path`.
    #[serde(default)]
    pub api_key: Secret,
    /// The secrets of our webhooks there; two during rotation.
    #[serde(default)]
    pub webhook_secrets: Vec<Secret>,
    /// `cal-api-version` of `/v2/bookings`. An unknown one silently gives answers without hosts.
    #[serde(default = "bookings_version")]
    pub bookings_version: String,
    /// `cal-api-version` of `/v2/slots`.
    #[serde(default = "slots_version")]
    pub slots_version: String,
    /// `cal-api-version` of `/v2/event-types`.
    #[serde(default = "event_types_version")]
    pub event_types_version: String,
    /// Until a connection stands.
    #[serde(default = "three")]
    pub connect_timeout_seconds: u64,
    /// Until an answer is complete.
    #[serde(default = "ten")]
    pub total_timeout_seconds: u64,
    /// Cal.com's limit is 120 a key; 0 switches our own brake off.
    #[serde(default = "hundred_ten")]
    pub requests_per_minute: u32,
    /// As whom Cal.com knows the customer.
    #[serde(default)]
    pub attendee: AttendeeMode,
    /// Artificial attendee addresses are `visit+<ref>@` this domain.
    pub attendee_domain: String,
    /// The teams whose members are our hosts; for the host sync.
    #[serde(default)]
    pub team_ids: Vec<i64>,
    /// The organisation whose users are our hosts; for the host sync.
    #[serde(default)]
    pub organization_id: Option<i64>,
    /// The team in which we make event types; without it the first of `team_ids`, without any the key's own account.
    #[serde(default)]
    pub event_type_team_id: Option<i64>,
    /// How often the host sync runs by itself, and event types are compared; 0 leaves it to the commands.
    #[serde(default = "day_hours")]
    pub sync_every_hours: u64,
    /// Whether Cal.com, and so the stylist's calendar, shows the customer's phone number.
    #[serde(default = "yes")]
    pub send_phone: bool,
}

impl CalcomConfig {
    pub(crate) fn check(&self, problems: &mut Vec<String>) {
        if !is_safe_url(&self.base_url) {
            problems
                .push("calcom.base_url must start with https:// (http:// only on loopback)".into());
        }
        if self.base_url.ends_with('/') || self.base_url.ends_with("/v2") {
            problems.push("calcom.base_url must not end with / or /v2".into());
        }
        if Email::parse(&format!("visit@{}", self.attendee_domain)).is_err() {
            problems.push(
                "calcom.attendee_domain must be a domain of yours, for example salon.example"
                    .into(),
            );
        }
        within("calcom.connect_timeout_seconds", self.connect_timeout_seconds, 1..=30, problems);
        within("calcom.total_timeout_seconds", self.total_timeout_seconds, 1..=60, problems);
        within("calcom.sync_every_hours", self.sync_every_hours, 0..=744, problems);
        within("calcom.requests_per_minute", self.requests_per_minute.into(), 0..=10_000, problems);
    }
}

fn calcom_base_url() -> String {
    "https://api.cal.com".into()
}

fn bookings_version() -> String {
    "2024-08-13".into()
}

fn slots_version() -> String {
    "2024-09-04".into()
}

fn event_types_version() -> String {
    "2024-06-14".into()
}

fn three() -> u64 {
    3
}

fn ten() -> u64 {
    10
}

fn hundred_ten() -> u32 {
    110
}

fn day_hours() -> u64 {
    24
}

fn yes() -> bool {
    true
}
