//! One struct per section of `appliance.toml`. Defaults are at the field; every number has its unit in its name.

use crate::config::checks::{listens, safe_url, within};
use crate::config::database::DatabaseConfig;
use crate::config::secret::Secret;
use crate::config::source::fault::Faults;
use crate::domain::visit::layout::Margins;
use crate::logging::LogFormat;
use serde::{Deserialize, Serialize};
use std::path;
use std::path::{Path, PathBuf};

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
    pub(crate) fn check(&self, faults: &mut Faults) {
        listens("server.listen", &self.listen, "127.0.0.1:8080", faults);
        within("server.waiting_workers", self.waiting_workers as u64, 1..=256, faults);
        let url = &self.public_url;
        if url.is_empty() {
            return;
        }
        safe_url("server.public_url", url, faults);
        if url.ends_with('/') {
            faults.key("server.public_url", "must not end with /", "Leave the last / out");
        }
        if url.contains(['?', '#']) {
            faults.key("server.public_url", "must not hold ? or #", "Leave out what is behind it");
        }
    }
}

/// How much the log tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// What must be seen to.
    Error,
    /// What is odd besides.
    Warn,
    /// What happens besides.
    #[default]
    Info,
    /// Each step.
    Debug,
    /// Everything.
    Trace,
}

/// `[log]`: what the log tells. `RUST_LOG` counts instead where it is set.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// How much.
    pub level: LogLevel,
    /// As text for people, or as JSON.
    pub format: LogFormat,
}

impl LogLevel {
    /// As the log's own library has it.
    pub fn filter(self) -> log::LevelFilter {
        match self {
            LogLevel::Error => log::LevelFilter::Error,
            LogLevel::Warn => log::LevelFilter::Warn,
            LogLevel::Info => log::LevelFilter::Info,
            LogLevel::Debug => log::LevelFilter::Debug,
            LogLevel::Trace => log::LevelFilter::Trace,
        }
    }

    /// As the file has it.
    pub fn as_str(self) -> &'static str {
        match self {
            LogLevel::Error => "error",
            LogLevel::Warn => "warn",
            LogLevel::Info => "info",
            LogLevel::Debug => "debug",
            LogLevel::Trace => "trace",
        }
    }
}

/// `[retell]`: the voice agent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RetellConfig {
    /// The keys that sign; several during rotation or with several workspaces.
    pub api_keys: Vec<Secret>,
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
    /// How long what Cal.com told of free times is used again; 0 asks each time.
    pub slots_kept_seconds: u64,
    /// So many days ahead free times are asked for before anybody asks; 0 for today alone. Not while nothing is kept.
    pub prefetch_days: u64,
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
            slots_kept_seconds: 900,
            prefetch_days: 28,
        }
    }
}

impl BookingConfig {
    pub(crate) fn check(&self, faults: &mut Faults) {
        within("booking.answer_deadline_seconds", self.answer_deadline_seconds, 1..=110, faults);
        within("booking.quiet_seconds", self.quiet_seconds, 1..=3600, faults);
        within("booking.give_up_minutes", self.give_up_minutes, 1..=1440, faults);
        within("booking.offer_lifetime_seconds", self.offer_lifetime_seconds, 30..=3600, faults);
        within("booking.notice_minutes", self.notice_minutes, 0..=10_080, faults);
        within("booking.horizon_days", self.horizon_days, 1..=730, faults);
        within("booking.change_until_hours", self.change_until_hours, 0..=720, faults);
        within("booking.slots_kept_seconds", self.slots_kept_seconds, 0..=3600, faults);
        within("booking.prefetch_days", self.prefetch_days, 0..=60, faults);
        if self.give_up_minutes.saturating_mul(60) < self.quiet_seconds.saturating_mul(2) {
            faults.key(
                "booking.give_up_minutes",
                "must leave at least twice booking.quiet_seconds",
                "Raise it, or lower booking.quiet_seconds",
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
    pub(crate) fn check(&self, faults: &mut Faults) {
        within("matching.threshold", self.threshold.into(), 1..=100, faults);
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
    pub(crate) fn check(&self, faults: &mut Faults) {
        within("poll.every_seconds", self.every_seconds, 0..=86_400, faults);
        within("poll.overlap_seconds", self.overlap_seconds, 0..=86_400, faults);
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
    pub(crate) fn check(&self, database: &DatabaseConfig, faults: &mut Faults) {
        let Some(dir) = &self.dir else { return };
        let folder = database.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let beside = path::absolute(folder.unwrap_or(Path::new(".")));
        if dir.as_os_str().is_empty() {
            faults.key("record.dir", "must not be empty", "Name a folder, or leave it out");
        } else if let (Ok(beside), Ok(dir)) = (beside, path::absolute(dir))
            && beside.components().eq(dir.components())
        {
            faults.key(
                "record.dir",
                "must be a folder of its own, not the database's",
                "Write it like \"recordings\"",
            );
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

    pub(crate) fn check(&self, faults: &mut Faults) {
        within("pauses.settle_minutes", self.settle_minutes.into(), 0..=240, faults);
        within("pauses.return_minutes", self.return_minutes.into(), 0..=240, faults);
    }
}
