//! One struct per section of `appliance.toml`. Defaults are at the field; every number has its unit in its name.

use crate::config::checks::{is_safe_url, within};
use crate::config::database::DatabaseConfig;
use crate::config::retell::RetellAgentConfig;
use crate::config::secret::Secret;
use crate::domain::visit::layout::Margins;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path;
use std::path::{Path, PathBuf};

/// `[company]`: who we are.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CompanyConfig {
    /// Short, stable name; the tenant is known by it.
    pub key: String,
    /// As spoken to callers.
    pub name: String,
    /// IANA name of the salon's time zone.
    #[serde(default = "berlin")]
    pub time_zone: String,
    /// `de` or `en`: what callers hear.
    #[serde(default = "german")]
    pub language: String,
    /// Put before national phone numbers.
    #[serde(default = "plus49")]
    pub country_code: String,
    /// Where it is, in one line, as its customers are told.
    #[serde(default)]
    pub address: String,
    /// How its customers reach it, as people write it.
    #[serde(default)]
    pub phone: String,
}

impl CompanyConfig {
    pub(crate) fn check(&self, problems: &mut Vec<String>) {
        if self.key.is_empty() || !self.key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            problems.push("company.key must be letters, digits and hyphens".into());
        }
        if self.name.trim().is_empty() {
            problems.push("company.name must not be empty".into());
        }
        if !["de", "en"].contains(&self.language.as_str()) {
            problems.push("company.language must be \"de\" or \"en\"".into());
        }
        if let Err(error) = crate::domain::calendar::zone::Zone::parse(&self.time_zone) {
            problems.push(format!("company.time_zone: {error}"));
        }
    }
}

/// `[server]`: where we listen.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerConfig {
    /// Address and port; port 0 takes a free one.
    pub listen: String,
    /// Workers for what waits for Cal.com.
    pub waiting_workers: usize,
    /// How the reverse proxy is reached from the net; with it messages carry a link to the visit.
    pub public_url: String,
}

impl Default for ServerConfig {
    fn default() -> ServerConfig {
        ServerConfig {
            listen: "127.0.0.1:8080".into(),
            waiting_workers: 64,
            public_url: String::new(),
        }
    }
}

impl ServerConfig {
    pub(crate) fn check(&self, problems: &mut Vec<String>) {
        if self.listen.parse::<SocketAddr>().is_err() {
            problems.push(
                "server.listen must be an address and a port, for example 127.0.0.1:8080".into(),
            );
        }
        within("server.waiting_workers", self.waiting_workers as u64, 1..=256, problems);
        let url = &self.public_url;
        if !url.is_empty() && (!is_safe_url(url) || url.ends_with('/')) {
            problems.push(
                "server.public_url must start with https:// (http:// only on loopback) and not end with /".into(),
            );
        }
    }
}

/// `[retell]`: the voice agent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RetellConfig {
    /// The keys that sign; several during rotation or with several workspaces.
    pub api_keys: Vec<Secret>,
    /// The agent that we keep there.
    pub agent: RetellAgentConfig,
}

impl RetellConfig {
    /// The key that may change the agent; empty where none is set.
    pub fn management_key(&self) -> &Secret {
        let own = &self.agent.api_key;
        self.api_keys.first().filter(|_| own.is_empty()).unwrap_or(own)
    }
}

/// `[web_api]`: `/api/v2`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebApiConfig {
    /// Bearer tokens; several during rotation.
    pub tokens: Vec<Secret>,
}

/// `[booking]`: how booking goes.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct BookingConfig {
    /// A caller hears something after this time at the latest; what is not settled then is settled afterwards.
    pub answer_deadline_seconds: u64,
    /// "Not there" counts only this long after an answer was lost: Cal.com may still be writing.
    pub quiet_seconds: u64,
    /// After this time an unsettled booking is looked up a last time and then given up.
    pub give_up_minutes: u64,
    /// How long a spoken offer is kept.
    pub offer_lifetime_seconds: u64,
    /// Nothing sooner than this is offered or booked.
    pub notice_minutes: u64,
    /// Nothing later than this is offered or booked.
    pub horizon_days: u64,
    /// Customers cancel a visit on their own page, or ask for another time there, until so many hours before it.
    pub change_until_hours: u64,
    /// How long Cal.com's answer about free times is used again; 0 asks each time.
    pub slots_kept_seconds: u64,
}

impl Default for BookingConfig {
    fn default() -> BookingConfig {
        BookingConfig {
            answer_deadline_seconds: 8,
            quiet_seconds: 120,
            give_up_minutes: 30,
            offer_lifetime_seconds: 300,
            notice_minutes: 0,
            horizon_days: 365,
            change_until_hours: 24,
            slots_kept_seconds: 3,
        }
    }
}

impl BookingConfig {
    pub(crate) fn check(&self, problems: &mut Vec<String>) {
        within("booking.answer_deadline_seconds", self.answer_deadline_seconds, 1..=110, problems);
        within("booking.quiet_seconds", self.quiet_seconds, 1..=3600, problems);
        within("booking.give_up_minutes", self.give_up_minutes, 1..=1440, problems);
        within("booking.offer_lifetime_seconds", self.offer_lifetime_seconds, 30..=3600, problems);
        within("booking.notice_minutes", self.notice_minutes, 0..=10_080, problems);
        within("booking.horizon_days", self.horizon_days, 1..=730, problems);
        within("booking.change_until_hours", self.change_until_hours, 0..=720, problems);
        within("booking.slots_kept_seconds", self.slots_kept_seconds, 0..=60, problems);
        if self.give_up_minutes.saturating_mul(60) < self.quiet_seconds.saturating_mul(2) {
            problems.push(
                "booking.give_up_minutes must leave at least twice booking.quiet_seconds".into(),
            );
        }
    }
}

/// `[matching]`: how hosts are recognised.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct MatchingConfig {
    /// Off: bookings go on, nobody is assigned, hosts are stored all the same.
    pub enabled: bool,
    /// What an automatic assignment needs, 1 to 100. E-mail gives 95, an exact name 75.
    pub threshold: u8,
}

impl Default for MatchingConfig {
    fn default() -> MatchingConfig {
        MatchingConfig {
            enabled: true,
            threshold: crate::domain::host::matching::THRESHOLD_DEFAULT,
        }
    }
}

impl MatchingConfig {
    pub(crate) fn check(&self, problems: &mut Vec<String>) {
        within("matching.threshold", self.threshold.into(), 1..=100, problems);
    }
}

/// `[poll]`: how lost webhooks heal.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PollConfig {
    /// How often Cal.com is asked what changed; 0 switches the poll off.
    pub every_seconds: u64,
    /// How far each question reaches back over the last one: clocks differ, and writes become visible late.
    pub overlap_seconds: u64,
}

impl Default for PollConfig {
    fn default() -> PollConfig {
        PollConfig { every_seconds: 60, overlap_seconds: 300 }
    }
}

impl PollConfig {
    pub(crate) fn check(&self, problems: &mut Vec<String>) {
        within("poll.every_seconds", self.every_seconds, 0..=86_400, problems);
        within("poll.overlap_seconds", self.overlap_seconds, 0..=86_400, problems);
    }
}

/// `[record]`: whether days are recorded, to be replayed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordConfig {
    /// Where the recordings go, one file a day of the salon; without it nothing is recorded.
    pub dir: Option<PathBuf>,
    /// Whether customers' names, numbers and addresses stay in them.
    pub personal: bool,
}

impl RecordConfig {
    /// A relative name begins at this folder.
    pub(crate) fn begin_at(&mut self, folder: &Path) {
        if let Some(dir) = self.dir.as_mut().filter(|dir| !dir.as_os_str().is_empty()) {
            *dir = folder.join(&*dir);
        }
    }

    /// The database and the pseudonyms' key lie together, so the recordings must lie elsewhere.
    pub(crate) fn check(&self, database: &DatabaseConfig, problems: &mut Vec<String>) {
        let Some(dir) = &self.dir else { return };
        let folder = database.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let beside = path::absolute(folder.unwrap_or(Path::new(".")));
        if dir.as_os_str().is_empty() {
            problems.push("record.dir must not be empty".into());
        } else if let (Ok(beside), Ok(dir)) = (beside, path::absolute(dir))
            && beside.components().eq(dir.components())
        {
            problems.push("record.dir must be a folder of its own, not the database's".into());
        }
    }
}

/// `[pauses]`: what a stylist needs in a pause that is bookable for others.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct PausesConfig {
    /// After the work before the pause, until another customer may begin.
    pub settle_minutes: u32,
    /// Before the work after the pause: a customer in between must be done by then.
    pub return_minutes: u32,
}

impl Default for PausesConfig {
    fn default() -> PausesConfig {
        let Margins { settle_minutes, return_minutes } = Margins::default();
        PausesConfig { settle_minutes, return_minutes }
    }
}

impl PausesConfig {
    /// For laying a visit out.
    pub fn margins(&self) -> Margins {
        Margins { settle_minutes: self.settle_minutes, return_minutes: self.return_minutes }
    }

    pub(crate) fn check(&self, problems: &mut Vec<String>) {
        within("pauses.settle_minutes", self.settle_minutes.into(), 0..=240, problems);
        within("pauses.return_minutes", self.return_minutes.into(), 0..=240, problems);
    }
}

fn berlin() -> String {
    "Europe/Berlin".into()
}

fn german() -> String {
    "de".into()
}

fn plus49() -> String {
    "+49".into()
}
