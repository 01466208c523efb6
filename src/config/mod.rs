//! `appliance.toml`, the environment and secret files, turned once into checked structs.
//!
//! Unknown keys are errors, defaults stand at their field, units are in the names, and all faults are told at once.

mod alerts;
mod calcom;
pub(crate) mod checks;
mod database;
mod messages;
mod metrics;
mod post;
mod retell;
mod roster;
mod roster_hours;
mod roster_service;
mod secret;
mod sections;

pub use alerts::{AlertsConfig, HookShape};
pub use calcom::{AttendeeMode, CalcomConfig};
pub use database::DatabaseConfig;
pub use messages::{MessagesConfig, Prefer};
pub use metrics::MetricsConfig;
pub use post::{MailConfig, MailSecurity, MailWay, SmsConfig, SmsWay};
pub use retell::RetellAgentConfig;
pub use roster::{BranchEntry, StaffEntry};
pub use roster_hours::{ClosureEntry, HoursEntry, HoursRow, closures};
pub use roster_service::{EventTypeEntry, SegmentEntry, ServiceEntry};
pub use secret::Secret;
pub use sections::{
    BookingConfig, CompanyConfig, MatchingConfig, PausesConfig, PollConfig, RecordConfig,
    RetellConfig, ServerConfig, WebApiConfig,
};

use serde::Deserialize;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

/// What is told where Cal.com's key is missing.
const NO_CALCOM_KEY: &str = "calcom.api_key is not set: Cal.com would refuse every call";

/// The whole configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Allows unset secrets, on a loopback address only. For trying things out.
    #[serde(default)]
    pub insecure: bool,
    /// Whether anybody may come in by one click: the demo's, which no file can ask for.
    #[serde(skip)]
    pub is_demo: bool,
    /// Who we are.
    pub company: CompanyConfig,
    /// Where we listen.
    #[serde(default)]
    pub server: ServerConfig,
    /// Where the appointments are kept.
    #[serde(default)]
    pub database: DatabaseConfig,
    /// Where Cal.com is and how patient we are with it.
    pub calcom: CalcomConfig,
    /// The voice agent.
    #[serde(default)]
    pub retell: RetellConfig,
    /// `/api/v2`.
    #[serde(default)]
    pub web_api: WebApiConfig,
    /// How booking goes.
    #[serde(default)]
    pub booking: BookingConfig,
    /// How hosts are recognised.
    #[serde(default)]
    pub matching: MatchingConfig,
    /// How lost webhooks heal.
    #[serde(default)]
    pub poll: PollConfig,
    /// What a stylist needs around a pause.
    #[serde(default)]
    pub pauses: PausesConfig,
    /// Whether days are recorded.
    #[serde(default)]
    pub record: RecordConfig,
    /// Whom the appliance tells what is wrong with it.
    #[serde(default)]
    pub alerts: AlertsConfig,
    /// Where and to whom the metrics are shown.
    #[serde(default)]
    pub metrics: MetricsConfig,
    /// What customers are told.
    #[serde(default)]
    pub messages: MessagesConfig,
    /// How mail goes.
    #[serde(default)]
    pub mail: MailConfig,
    /// How text messages go.
    #[serde(default)]
    pub sms: SmsConfig,
    /// The branches.
    #[serde(default)]
    pub branches: Vec<BranchEntry>,
    /// The people.
    #[serde(default)]
    pub staff: Vec<StaffEntry>,
    /// What is sold.
    #[serde(default)]
    pub services: Vec<ServiceEntry>,
}

impl Config {
    /// Reads and checks a file. The error lists every fault, one a line.
    pub fn load(path: &Path) -> Result<Config, String> {
        Config::read(path, |config, folder, problems| {
            config.resolve_secrets(folder, problems);
            config.check(problems);
        })
    }

    /// Reads and checks a text, whose relative paths begin where the program was started. The error lists every fault,
    /// one a line. Whether there is a place for the database is not looked at.
    pub fn parse(text: &str) -> Result<Config, String> {
        let mut config: Config = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut problems = Vec::new();
        config.resolve_secrets(Path::new(""), &mut problems);
        config.check(&mut problems);
        if problems.is_empty() { Ok(config) } else { Err(problems.join("\n")) }
    }

    /// The same where nobody is served and Cal.com is not asked: no secret is looked up, and none must be set.
    pub fn load_offline(path: &Path) -> Result<Config, String> {
        Config::read(path, |config, _, problems| config.check_sections(problems))
    }

    /// The same for a command that asks Cal.com: of the secrets its key alone is looked up and must be set.
    pub fn load_for_calcom(path: &Path) -> Result<Config, String> {
        Config::read(path, |config, folder, problems| {
            config.calcom.api_key.resolve("calcom.api_key", folder, problems);
            config.check_sections(problems);
            if config.calcom.api_key.is_empty() && !config.insecure {
                problems.push(NO_CALCOM_KEY.to_owned());
            }
        })
    }

    /// The same for a command that tells somebody of an alarm: of the secrets those of the channels alone are looked up.
    pub fn load_for_alerts(path: &Path) -> Result<Config, String> {
        Config::read(path, |config, folder, problems| {
            config.alerts.resolve(folder, problems);
            config.resolve_post_secrets(folder, problems);
            config.check_sections(problems);
            config.alerts.check_secrets(problems);
            config.mail.check_secrets(problems);
        })
    }

    /// The same for a command that sends mail or text messages: of the secrets theirs alone are looked up and must be set.
    pub fn load_for_post(path: &Path) -> Result<Config, String> {
        Config::read(path, |config, folder, problems| {
            config.resolve_post_secrets(folder, problems);
            config.check_sections(problems);
            config.check_post_secrets(problems);
        })
    }

    /// The same for a command that asks Retell: of the secrets its keys alone are looked up, and one must be set.
    pub fn load_for_retell(path: &Path) -> Result<Config, String> {
        Config::read(path, |config, folder, problems| {
            let retell = &mut config.retell;
            retell.agent.api_key.resolve("retell.agent.api_key", folder, problems);
            if retell.agent.api_key.is_empty()
                && let Some(first) = retell.api_keys.first_mut()
            {
                first.resolve("retell.api_keys", folder, problems);
            }
            config.check_sections(problems);
            if config.retell.management_key().is_empty() {
                problems.push(
                    "retell.agent.api_key is not set, and neither is retell.api_keys: Retell would refuse every call"
                        .into(),
                );
            }
        })
    }

    /// Whatever the file says means the same from wherever the command is typed: a relative path in it begins at the
    /// folder in which it lies, under the name by which it was given.
    fn read(
        path: &Path,
        check: impl FnOnce(&mut Config, &Path, &mut Vec<String>),
    ) -> Result<Config, String> {
        let text = fs::read_to_string(path)
            .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        let in_file = |faults: String| format!("{}:\n{faults}", path.display());
        let mut config: Config =
            toml::from_str(&text).map_err(|error| in_file(error.to_string()))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        config.database.begin_at(folder);
        config.record.begin_at(folder);
        config.alerts.begin_at(folder);
        config.messages.begin_at(folder);
        config.mail.begin_at(folder);
        let mut problems = Vec::new();
        check(&mut config, folder, &mut problems);
        config.database.check_place(&mut problems);
        if problems.is_empty() { Ok(config) } else { Err(in_file(problems.join("\n"))) }
    }

    /// The same checks for a configuration that was put together elsewhere. No secret is looked up.
    pub fn checked(self) -> Result<Config, String> {
        let mut problems = Vec::new();
        self.check(&mut problems);
        if problems.is_empty() { Ok(self) } else { Err(problems.join("\n")) }
    }

    fn resolve_secrets(&mut self, folder: &Path, problems: &mut Vec<String>) {
        self.calcom.api_key.resolve("calcom.api_key", folder, problems);
        for secret in &mut self.calcom.webhook_secrets {
            secret.resolve("calcom.webhook_secrets", folder, problems);
        }
        for secret in &mut self.retell.api_keys {
            secret.resolve("retell.api_keys", folder, problems);
        }
        self.retell.agent.api_key.resolve("retell.agent.api_key", folder, problems);
        for secret in &mut self.web_api.tokens {
            secret.resolve("web_api.tokens", folder, problems);
        }
        self.alerts.resolve(folder, problems);
        self.metrics.resolve(folder, problems);
        self.resolve_post_secrets(folder, problems);
    }

    fn resolve_post_secrets(&mut self, folder: &Path, problems: &mut Vec<String>) {
        if self.mail.transport == MailWay::Smtp {
            self.mail.password.resolve("mail.password", folder, problems);
        }
        if self.sms.is_gateway() {
            self.sms.api_key.resolve("sms.api_key", folder, problems);
            for secret in self.sms.headers.values_mut() {
                secret.resolve("sms.headers", folder, problems);
            }
        }
    }

    fn check(&self, problems: &mut Vec<String>) {
        self.check_sections(problems);
        self.check_secrets(problems);
    }

    fn check_sections(&self, problems: &mut Vec<String>) {
        self.company.check(problems);
        self.server.check(problems);
        self.database.check(problems);
        self.calcom.check(problems);
        self.retell.agent.check(problems);
        self.booking.check(problems);
        self.matching.check(problems);
        self.poll.check(problems);
        self.pauses.check(problems);
        self.record.check(&self.database, problems);
        self.alerts.check(problems);
        self.metrics.check(problems);
        self.messages.check(problems);
        self.mail.check(problems);
        self.sms.check(problems);
        self.check_together(problems);
        roster::check(&self.branches, &self.staff, &self.services, problems);
    }

    /// What is good alone and not beside another section.
    fn check_together(&self, problems: &mut Vec<String>) {
        if !self.alerts.mail.is_empty() && self.mail.transport == MailWay::Off {
            problems.push(
                "alerts.mail is set, and mail.transport is \"off\": no letter would leave".into(),
            );
        }
        let is_taken = self.metrics.listen.as_ref() == Some(&self.server.listen);
        if is_taken && !self.server.listen.ends_with(":0") {
            problems.push(
                "metrics.listen must be another address than server.listen, where /metrics is anyway"
                    .into(),
            );
        }
    }

    fn check_post_secrets(&self, problems: &mut Vec<String>) {
        self.mail.check_secrets(problems);
        self.sms.check_secrets(problems);
    }

    /// An unset secret refuses to start, unless `insecure = true` and the address is loopback.
    fn check_secrets(&self, problems: &mut Vec<String>) {
        self.alerts.check_secrets(problems);
        self.metrics.check_secrets(problems);
        let loopback =
            self.server.listen.parse::<SocketAddr>().is_ok_and(|addr| addr.ip().is_loopback());
        if self.insecure && !loopback {
            problems.push(
                "insecure = true is allowed on a loopback address only (server.listen)".into(),
            );
        }
        let unset = |secrets: &[Secret]| secrets.is_empty() || secrets.iter().any(Secret::is_empty);
        for (key, missing, what) in [
            ("calcom.api_key", self.calcom.api_key.is_empty(), "Cal.com would refuse every call"),
            (
                "calcom.webhook_secrets",
                unset(&self.calcom.webhook_secrets),
                "anybody could send webhooks",
            ),
            ("retell.api_keys", unset(&self.retell.api_keys), "anybody could book"),
            ("web_api.tokens", unset(&self.web_api.tokens), "anybody could book"),
        ] {
            if missing && !self.insecure {
                problems.push(format!("{key} is not set: {what}"));
            }
        }
        self.check_post_secrets(problems);
    }
}
