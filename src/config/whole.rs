//! The whole configuration: its sections, and what is wrong with them together.

use crate::config::alerts::AlertsConfig;
use crate::config::backup::BackupConfig;
use crate::config::calcom::CalcomConfig;
use crate::config::company::CompanyConfig;
use crate::config::database::DatabaseConfig;
use crate::config::messages::MessagesConfig;
use crate::config::metrics::MetricsConfig;
use crate::config::post::{MailConfig, MailWay, SmsConfig};
use crate::config::retell::RetellAgentConfig;
use crate::config::retention::RetentionConfig;
use crate::config::roster;
use crate::config::roster::{BranchEntry, StaffEntry};
use crate::config::roster_service::ServiceEntry;
use crate::config::said::Said;
use crate::config::secret::{Secret, resolve_all};
use crate::config::sections::{
    BookingConfig, LogConfig, MatchingConfig, PausesConfig, PollConfig, RecordConfig, RetellConfig,
    ServerConfig, WebApiConfig,
};
use crate::config::source::fault::{Faults, shown};
use crate::config::source::origin::Origins;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

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
    /// Where each value was said.
    #[serde(skip)]
    pub origins: Origins,
    /// What was said of every key.
    #[serde(skip)]
    pub(crate) said: Said,
    /// The file, as it was named; empty where there is none.
    #[serde(skip)]
    pub file: String,
    /// Who we are.
    pub company: CompanyConfig,
    /// What the log tells.
    #[serde(default)]
    pub log: LogConfig,
    /// Where we listen.
    #[serde(default)]
    pub server: ServerConfig,
    /// Where the appointments are kept.
    #[serde(default)]
    pub database: DatabaseConfig,
    /// Where Cal.com is and how patient we are with it.
    #[serde(default)]
    pub calcom: CalcomConfig,
    /// The voice agent.
    #[serde(default)]
    pub retell: RetellConfig,
    /// The agent at Retell that we keep.
    #[serde(default)]
    pub retell_agent: RetellAgentConfig,
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
    /// How the database is backed up.
    #[serde(default)]
    pub backup: BackupConfig,
    /// How long what is kept.
    #[serde(default)]
    pub retention: RetentionConfig,
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
    /// The same checks for a configuration that was put together elsewhere. No secret is looked up.
    pub fn checked(mut self) -> Result<Config, String> {
        self.fill_in();
        let mut faults = Faults::default();
        self.check(&mut faults);
        let wrong: Vec<String> =
            faults.located(&self.origins).into_iter().map(|fault| fault.wrong).collect();
        if wrong.is_empty() { Ok(self) } else { Err(wrong.join("\n")) }
    }

    pub(super) fn fill_in(&mut self) {
        self.calcom.fill_in(&self.company.key);
    }

    /// A relative path begins at this folder, whoever said it.
    pub(super) fn begin_at(&mut self, folder: &Path) {
        self.database.begin_at(folder);
        self.record.begin_at(folder);
        self.alerts.begin_at(folder);
        self.backup.begin_at(folder);
        self.messages.begin_at(folder);
        self.mail.begin_at(folder);
    }

    pub(super) fn resolve_secrets(&mut self, folder: &Path, faults: &mut Faults) {
        self.calcom.api_key.resolve("calcom.api_key", folder, faults);
        for (key, list) in [
            ("calcom.webhook_secrets", &mut self.calcom.webhook_secrets),
            ("retell.api_keys", &mut self.retell.api_keys),
            ("web_api.tokens", &mut self.web_api.tokens),
        ] {
            resolve_all(list, key, folder, faults);
        }
        self.retell_agent.api_key.resolve("retell_agent.api_key", folder, faults);
        self.alerts.resolve(folder, faults);
        self.metrics.resolve(folder, faults);
        self.resolve_post_secrets(folder, faults);
    }

    pub(super) fn resolve_post_secrets(&mut self, folder: &Path, faults: &mut Faults) {
        if self.mail.transport == MailWay::Smtp {
            self.mail.password.resolve("mail.password", folder, faults);
        }
        if self.sms.is_gateway() {
            self.sms.api_key.resolve("sms.api_key", folder, faults);
            for (name, secret) in &mut self.sms.headers {
                secret.resolve(&format!("sms.headers.{}", shown(name)), folder, faults);
            }
        }
    }

    pub(super) fn check(&self, faults: &mut Faults) {
        self.check_sections(faults);
        self.check_secrets(faults);
    }

    pub(super) fn check_sections(&self, faults: &mut Faults) {
        self.company.check(faults);
        self.server.check(faults);
        self.database.check(faults);
        self.calcom.check(faults);
        self.retell_agent.check(faults);
        self.booking.check(faults);
        self.matching.check(faults);
        self.poll.check(faults);
        self.pauses.check(faults);
        self.record.check(&self.database, faults);
        self.alerts.check(faults);
        self.backup.check(faults);
        self.retention.check(faults);
        self.metrics.check(faults);
        self.messages.check(faults);
        self.mail.check(faults);
        self.sms.check(faults);
        self.check_together(faults);
        roster::check(&self.branches, &self.staff, &self.services, faults);
    }

    /// What is good alone and not beside another section.
    fn check_together(&self, faults: &mut Faults) {
        if !self.alerts.mail.is_empty() && self.mail.transport == MailWay::Off {
            faults.key(
                "alerts.mail",
                "is set, and mail.transport is \"off\": no letter would leave",
                "Set [mail] up, or leave alerts.mail out",
            );
        }
        let is_taken = self.metrics.listen.as_ref() == Some(&self.server.listen);
        if is_taken && !self.server.listen.ends_with(":0") {
            faults.key(
                "metrics.listen",
                "must be another address than server.listen, where /metrics is anyway",
                "Leave it out, or take another port",
            );
        }
    }

    pub(super) fn check_post_secrets(&self, faults: &mut Faults) {
        self.mail.check_secrets(faults);
        self.sms.check_secrets(faults);
    }

    /// Without Cal.com's key nothing works, so it must be set. A door whose secrets are not set stays shut, which
    /// `closed_doors` tells; `insecure = true` opens it, on a loopback address only.
    fn check_secrets(&self, faults: &mut Faults) {
        self.alerts.check_secrets(faults);
        self.metrics.check_secrets(faults);
        let loopback =
            self.server.listen.parse::<SocketAddr>().is_ok_and(|addr| addr.ip().is_loopback());
        if self.insecure && !loopback {
            faults.key(
                "insecure",
                "= true is allowed on a loopback address only (server.listen)",
                "Leave insecure out, or listen on 127.0.0.1",
            );
        }
        self.check_calcom_key(faults);
        for (key, list) in self.doors() {
            for (at, secret) in list.iter().enumerate() {
                if secret.is_empty() && !self.insecure {
                    let wrong = format!("{key} holds an empty secret");
                    faults.sentence(
                        &format!("{key}[{at}]"),
                        wrong,
                        "Write the secret, or leave it out",
                    );
                }
            }
        }
        self.check_post_secrets(faults);
    }

    pub(super) fn check_calcom_key(&self, faults: &mut Faults) {
        if self.calcom.api_key.is_empty() && !self.insecure {
            faults.key(
                "calcom.api_key",
                "is not set: Cal.com would refuse every call",
                "Make one at Cal.com (Settings, API keys); set api_key, api_key_file or CHAIRSIDE_CALCOM_API_KEY",
            );
        }
    }

    /// Where the newest backup is looked for: where the alarms are told to look, else where they are made by themselves;
    /// `None` where neither is done.
    pub fn backups_lie_in(&self) -> Option<PathBuf> {
        let own = || self.backup.daily.then(|| self.backup.folder(&self.database));
        self.alerts.backup_dir.clone().or_else(own)
    }

    /// The key that may change the agent at Retell: its own, or the first that signs; empty where none is set.
    pub fn retell_management_key(&self) -> &Secret {
        let own = &self.retell_agent.api_key;
        self.retell.api_keys.first().filter(|_| own.is_empty()).unwrap_or(own)
    }

    /// Of the secrets looks this one up alone.
    pub(super) fn resolve_retell_management_key(&mut self, folder: &Path, faults: &mut Faults) {
        self.retell_agent.api_key.resolve("retell_agent.api_key", folder, faults);
        if self.retell_agent.api_key.is_empty()
            && let Some(first) = self.retell.api_keys.first_mut()
        {
            first.resolve("retell.api_keys[0]", folder, faults);
        }
    }

    pub(super) fn check_retell_management_key(&self, faults: &mut Faults) {
        if self.retell_management_key().is_empty() {
            faults.key(
                "retell_agent.api_key",
                "is not set, and neither is retell.api_keys: Retell would refuse every call",
                "Make one at Retell (API Keys), and set it",
            );
        }
    }

    /// The lists of secrets each of which opens a door to whoever shows one of them.
    fn doors(&self) -> [(&'static str, &[Secret]); 3] {
        [
            ("calcom.webhook_secrets", &self.calcom.webhook_secrets),
            ("retell.api_keys", &self.retell.api_keys),
            ("web_api.tokens", &self.web_api.tokens),
        ]
    }

    /// The doors that nobody can come through because their secrets are not set.
    pub fn closed_doors(&self) -> Vec<&'static str> {
        let is_shut = |list: &[Secret]| !self.insecure && list.iter().all(Secret::is_empty);
        self.doors().into_iter().filter(|(_, list)| is_shut(list)).map(|(key, _)| key).collect()
    }
}
