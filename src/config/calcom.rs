//! `[calcom]`: where Cal.com is, how patient we are with it, and what it is told of customers.

use crate::config::checks::{safe_url, url_fault, within};
use crate::config::secret::Secret;
use crate::config::source::fault::{Faults, shown};
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
#[serde(deny_unknown_fields, default)]
pub struct CalcomConfig {
    /// Without the `/v2`.
    pub base_url: String,
    /// `cal_live_…`, or `env:NAME`, or `file:/path`.
    pub api_key: Secret,
    /// The secrets of our webhooks there; two during rotation.
    pub webhook_secrets: Vec<Secret>,
    /// `cal-api-version` of `/v2/bookings`. An unknown one silently gives answers without hosts.
    pub bookings_version: String,
    /// `cal-api-version` of `/v2/slots`.
    pub slots_version: String,
    /// `cal-api-version` of `/v2/event-types`.
    pub event_types_version: String,
    /// Until a connection stands.
    pub connect_timeout_seconds: u64,
    /// Until an answer is complete.
    pub total_timeout_seconds: u64,
    /// Cal.com's limit is 120 a key; 0 switches our own brake off.
    pub requests_per_minute: u32,
    /// As whom Cal.com knows the customer.
    pub attendee: AttendeeMode,
    /// Artificial attendee addresses are `visit+<ref>@` this domain; without one `<company.key>.invalid`.
    pub attendee_domain: String,
    /// The teams whose members are our hosts; for the host sync.
    pub team_ids: Vec<i64>,
    /// The organisation whose users are our hosts; for the host sync.
    pub organization_id: Option<i64>,
    /// The team in which we make event types; without it the first of `team_ids`, without any the key's own account.
    pub event_type_team_id: Option<i64>,
    /// How often the host sync runs by itself, and event types are compared; 0 leaves it to the commands.
    pub sync_every_hours: u64,
    /// Whether Cal.com, and so the stylist's calendar, shows the customer's phone number.
    pub send_phone: bool,
}

impl CalcomConfig {
    /// What follows from other sections where nothing is said.
    pub(crate) fn fill_in(&mut self, company_key: &str) {
        if self.attendee_domain.is_empty() {
            self.attendee_domain = format!("{}.{NOWHERE}", company_key.to_lowercase());
        }
    }

    /// Whether artificial addresses end with a domain that is nobody's.
    pub fn is_attendee_domain_nowhere(&self) -> bool {
        self.attendee_domain.rsplit('.').next() == Some(NOWHERE)
    }

    pub(crate) fn check(&self, faults: &mut Faults) {
        safe_url("calcom.base_url", &self.base_url, faults);
        let is_address = url_fault(&self.base_url).is_none();
        if is_address && (self.base_url.ends_with('/') || self.base_url.ends_with("/v2")) {
            let wrong = "must not end with / or /v2";
            faults.key("calcom.base_url", wrong, "Write the server's address alone");
        } else if is_address && self.base_url.contains(['?', '#']) {
            let wrong = "must not hold ? or #";
            faults.key("calcom.base_url", wrong, "Write the server's address alone");
        }
        // One that is made of the company's key is as good as that.
        let is_said = !self.is_attendee_domain_nowhere();
        if is_said && Email::parse(&format!("visit@{}", self.attendee_domain)).is_err() {
            faults.key(
                "calcom.attendee_domain",
                "must be a domain of yours, for example salon.example",
                "Write a domain, without @ and https://",
            );
        }
        for (key, version) in [
            ("calcom.bookings_version", &self.bookings_version),
            ("calcom.slots_version", &self.slots_version),
            ("calcom.event_types_version", &self.event_types_version),
        ] {
            if !is_version(version) {
                let mend =
                    format!("It is \"{}\"; leave it out for the one that is known", shown(version));
                faults.key(key, "must be a version such as 2024-08-13", mend);
            }
        }
        for (at, id) in self.team_ids.iter().enumerate() {
            positive(&format!("calcom.team_ids[{at}]"), *id, faults);
        }
        let single = [
            ("calcom.organization_id", self.organization_id),
            ("calcom.event_type_team_id", self.event_type_team_id),
        ];
        for (key, id) in single {
            id.into_iter().for_each(|id| positive(key, id, faults));
        }
        within("calcom.connect_timeout_seconds", self.connect_timeout_seconds, 1..=30, faults);
        within("calcom.total_timeout_seconds", self.total_timeout_seconds, 1..=60, faults);
        within("calcom.sync_every_hours", self.sync_every_hours, 0..=744, faults);
        within("calcom.requests_per_minute", self.requests_per_minute.into(), 0..=10_000, faults);
    }
}

/// A domain that there never is (RFC 2606): mail to it reaches nobody.
const NOWHERE: &str = "invalid";

/// `2024-08-13`, in digits.
fn is_version(text: &str) -> bool {
    let is_digit = |at: usize, byte: u8| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.len() == 10 && text.bytes().enumerate().all(|(at, byte)| is_digit(at, byte))
}

fn positive(key: &str, id: i64, faults: &mut Faults) {
    if id <= 0 {
        let mend = "Copy the number from the address of its page at Cal.com";
        faults.key(key, &format!("must be a number of Cal.com's, and is {id}"), mend);
    }
}

impl Default for CalcomConfig {
    fn default() -> CalcomConfig {
        CalcomConfig {
            base_url: "https://api.cal.com".into(),
            api_key: Secret::default(),
            webhook_secrets: Vec::new(),
            bookings_version: "2024-08-13".into(),
            slots_version: "2024-09-04".into(),
            event_types_version: "2024-06-14".into(),
            connect_timeout_seconds: 3,
            total_timeout_seconds: 10,
            requests_per_minute: 110,
            attendee: AttendeeMode::Artificial,
            attendee_domain: String::new(),
            team_ids: Vec::new(),
            organization_id: None,
            event_type_team_id: None,
            sync_every_hours: 24,
            send_phone: true,
        }
    }
}
