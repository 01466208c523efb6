//! `[alerts]`: whom the appliance tells what is wrong with it, and how patiently.

use crate::config::checks::within;
use crate::config::secret::Secret;
use crate::config::source::fault::{Faults, shown};
use crate::domain::alarm::kind::Level;
use crate::domain::alarm::quiet::QuietHours;
use crate::domain::people::person::Email;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// `[alerts]`. The log is told always; mail and hook where they are set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AlertsConfig {
    /// From which level on mail and hook are told: `warn` or `alarm`.
    pub least: String,
    /// After so long what is still wrong is told again.
    pub remind_hours: u64,
    /// When nobody is told but the log, on the salon's clock, for example `21:00-07:30`; it is told afterwards.
    pub quiet_hours: Option<String>,
    /// Addresses that get a letter.
    pub mail: Vec<String>,
    /// Where one POST goes; without it none does. It may hold a secret, so it may stand elsewhere.
    pub hook_url: Secret,
    /// What the POST looks like.
    pub hook_shape: HookShape,
    /// Sent along, if it is set.
    pub hook_token: Secret,
    /// Asked every so often as long as all is well, and told where it is not; without it nothing is.
    pub heartbeat_url: Secret,
    /// How often.
    pub heartbeat_minutes: u64,
    /// How long hook and heartbeat may take to answer.
    pub timeout_seconds: u64,
    /// Asked when the nightly backup begins and how it ended; without it nobody is told.
    pub backup_ping_url: Secret,
    /// Where backups lie; without it nobody looks for them.
    pub backup_dir: Option<PathBuf>,
    /// How old the newest of them may be.
    pub backup_hours: u64,
}

/// Whose shape the POST of a hook has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HookShape {
    /// ntfy: the address ends with the topic.
    Ntfy,
    /// Gotify: the address is the server's, the token an application's.
    Gotify,
}

impl Default for AlertsConfig {
    fn default() -> AlertsConfig {
        AlertsConfig {
            least: Level::Warn.as_str().into(),
            remind_hours: 24,
            quiet_hours: None,
            mail: Vec::new(),
            hook_url: Secret::default(),
            hook_shape: HookShape::Ntfy,
            hook_token: Secret::default(),
            heartbeat_url: Secret::default(),
            heartbeat_minutes: 5,
            timeout_seconds: 10,
            backup_ping_url: Secret::default(),
            backup_dir: None,
            backup_hours: 26,
        }
    }
}

impl AlertsConfig {
    /// From which level on somebody is told.
    pub fn least(&self) -> Level {
        Level::parse(&self.least).unwrap_or(Level::Warn)
    }

    /// When nobody is told.
    pub fn quiet(&self) -> Option<QuietHours> {
        QuietHours::parse(self.quiet_hours.as_deref()?)
    }

    pub(crate) fn begin_at(&mut self, folder: &Path) {
        if let Some(dir) = self.backup_dir.as_mut().filter(|dir| !dir.as_os_str().is_empty()) {
            *dir = folder.join(&*dir);
        }
    }

    pub(crate) fn resolve(&mut self, folder: &Path, faults: &mut Faults) {
        self.hook_url.resolve("alerts.hook_url", folder, faults);
        self.hook_token.resolve("alerts.hook_token", folder, faults);
        self.heartbeat_url.resolve("alerts.heartbeat_url", folder, faults);
        self.backup_ping_url.resolve("alerts.backup_ping_url", folder, faults);
    }

    pub(crate) fn check(&self, faults: &mut Faults) {
        if Level::parse(&self.least).is_none() {
            faults.key(
                "alerts.least",
                "must be \"warn\" or \"alarm\"",
                format!("It is \"{}\"", shown(&self.least)),
            );
        }
        if self.quiet_hours.is_some() && self.quiet().is_none() {
            faults.key(
                "alerts.quiet_hours",
                "must be a span such as 21:00-07:30",
                "Write both clock times with four digits",
            );
        }
        for (at, address) in self.mail.iter().enumerate() {
            if Email::parse(address).is_err() {
                let wrong = format!("alerts.mail: \"{}\" is no address", shown(address));
                let mend = "Write it like name@salon.example";
                faults.sentence(&format!("alerts.mail[{at}]"), wrong, mend);
            }
        }
        if self.backup_dir.as_ref().is_some_and(|dir| dir.as_os_str().is_empty()) {
            faults.key("alerts.backup_dir", "must not be empty", "Name a folder, or leave it out");
        }
        within("alerts.remind_hours", self.remind_hours, 1..=744, faults);
        within("alerts.heartbeat_minutes", self.heartbeat_minutes, 1..=1440, faults);
        within("alerts.timeout_seconds", self.timeout_seconds, 1..=60, faults);
        within("alerts.backup_hours", self.backup_hours, 1..=744, faults);
    }

    /// What can be told only once the secrets are known. The addresses themselves are not shown.
    pub(crate) fn check_secrets(&self, faults: &mut Faults) {
        for (key, url) in [
            ("alerts.hook_url", &self.hook_url),
            ("alerts.heartbeat_url", &self.heartbeat_url),
            ("alerts.backup_ping_url", &self.backup_ping_url),
        ] {
            let is_http = ["http://", "https://"].iter().any(|start| {
                url.reveal()
                    .strip_prefix(start)
                    .is_some_and(|rest| !rest.starts_with('/') && !rest.is_empty())
            });
            let is_plain = url.reveal().bytes().all(|byte| byte.is_ascii_graphic());
            if !(url.is_empty() || is_http && is_plain) {
                let wrong = "must be an address that starts with http:// or https://";
                faults.key(key, wrong, "Write it as the service shows it");
            }
        }
        if self.hook_shape == HookShape::Ntfy && !has_topic(self.hook_url.reveal()) {
            faults.key(
                "alerts.hook_url",
                "must end with the topic, for example https://ntfy.example/salon-a7 (letters, digits, - and _)",
                "Add the topic, or set alerts.hook_shape",
            );
        }
        if self.hook_shape == HookShape::Gotify
            && !self.hook_url.is_empty()
            && self.hook_token.is_empty()
        {
            faults.key(
                "alerts.hook_token",
                "is not set: Gotify takes nothing without one",
                "Write an application's token",
            );
        }
    }
}

/// Whether an address of ntfy names a topic, or there is none.
fn has_topic(url: &str) -> bool {
    let path = url.split('?').next().unwrap_or_default().trim_end_matches('/');
    let after_host = path.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    let topic = after_host.and_then(|(_, path)| path.rsplit('/').next());
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    url.is_empty() || topic.is_some_and(|topic| !topic.is_empty() && topic.chars().all(is_plain))
}
