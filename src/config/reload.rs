//! What a changed configuration means to a program that runs: what counts at once, and what at the next start.

use crate::config::keys;
use crate::config::secret::Secret;
use crate::config::whole::Config;

/// What counts at once. All else is built in at the start.
const AT_ONCE: [&str; 6] = [
    "log.level",
    "log.format",
    "calcom.webhook_secrets",
    "retell.api_keys",
    "web_api.tokens",
    "metrics.token",
];

/// Which keys a new configuration changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Those that count at once.
    pub at_once: Vec<String>,
    /// Those that count at the next start.
    pub at_restart: Vec<String>,
}

/// What is new: beside what counts now (`last`) for what counts at once, beside what the program was started with for
/// the rest.
pub fn changes(started: &Config, last: &Config, new: &Config) -> Changes {
    let mut changes = Changes::default();
    let is_other_listener = started.metrics.listen != new.metrics.listen;
    for key in keys::all() {
        let path = key.path;
        // The token that guards an open address is not taken away from under it.
        let counts_at_once =
            AT_ONCE.contains(&path.as_str()) && !(path == "metrics.token" && is_other_listener);
        let before = if counts_at_once { last } else { started };
        if before.said.of(&path) == new.said.of(&path)
            && before.secrets(&path) == new.secrets(&path)
        {
            continue;
        }
        match counts_at_once {
            true => changes.at_once.push(path),
            false => changes.at_restart.push(path),
        }
    }
    changes
}

impl Config {
    /// Takes these keys of a newer configuration over; the others stay.
    pub fn take_over(&mut self, keys: &[String], new: Config) {
        for key in keys {
            match key.as_str() {
                "log.level" => self.log.level = new.log.level,
                "log.format" => self.log.format = new.log.format,
                "calcom.webhook_secrets" => {
                    self.calcom.webhook_secrets.clone_from(&new.calcom.webhook_secrets);
                }
                "retell.api_keys" => self.retell.clone_from(&new.retell),
                "web_api.tokens" => self.web_api.clone_from(&new.web_api),
                "metrics.token" => self.metrics.token.clone_from(&new.metrics.token),
                _ => {}
            }
        }
        self.said = new.said;
    }

    /// Every secret, as it was looked up.
    pub(crate) fn all_secrets(&self) -> Vec<&Secret> {
        keys::all().iter().flat_map(|key| self.secrets(&key.path)).collect()
    }

    /// The secrets of a key, as they were looked up.
    fn secrets(&self, path: &str) -> Vec<&Secret> {
        let (calcom, alerts) = (&self.calcom, &self.alerts);
        match path {
            "calcom.api_key" => vec![&calcom.api_key],
            "calcom.webhook_secrets" => calcom.webhook_secrets.iter().collect(),
            "retell.api_keys" => self.retell.api_keys.iter().collect(),
            "retell_agent.api_key" => vec![&self.retell_agent.api_key],
            "web_api.tokens" => self.web_api.tokens.iter().collect(),
            "metrics.token" => vec![&self.metrics.token],
            "mail.password" => vec![&self.mail.password],
            "sms.api_key" => vec![&self.sms.api_key],
            "sms.headers" => self.sms.headers.values().collect(),
            "alerts.hook_url" => vec![&alerts.hook_url],
            "alerts.hook_token" => vec![&alerts.hook_token],
            "alerts.heartbeat_url" => vec![&alerts.heartbeat_url],
            "alerts.backup_ping_url" => vec![&alerts.backup_ping_url],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(more: &str) -> Config {
        let text = "[company]\nkey = \"salon\"\nname = \"Salon\"\n";
        Config::parse(&format!("{text}{more}")).unwrap()
    }

    const KEY: &str = "[calcom]\napi_key = \"k\"\n";

    #[test]
    fn every_secret_is_compared() {
        let whole = config(KEY);
        for key in keys::all().into_iter().filter(|key| key.is_secret && !key.path.ends_with('s')) {
            assert_eq!(whole.secrets(&key.path).len(), 1, "{}", key.path);
        }
    }

    #[test]
    fn what_counts_at_once_is_told_apart_from_what_waits() {
        let (started, mut new) = (config(KEY), config(&format!("{KEY}[log]\nlevel = \"debug\"\n")));
        new.retell.api_keys = vec![Secret::new("new")];
        let told = changes(&started, &started, &new);
        assert_eq!(told.at_once, ["log.level", "retell.api_keys"]);
        assert_eq!(told.at_restart, [""; 0]);
        // What counts already is not told again, what waits for the next start is.
        let later =
            config(&format!("{KEY}base_url = \"https://cal.example\"\n[log]\nlevel = \"debug\"\n"));
        let told = changes(&started, &new, &later);
        assert_eq!(told.at_once, ["retell.api_keys"]);
        assert_eq!(told.at_restart, ["calcom.base_url"]);
    }

    #[test]
    fn a_token_is_not_taken_from_an_address_that_is_open() {
        let open = "[metrics]\nlisten = \"0.0.0.0:9187\"\ntoken = \"long-token\"\n";
        let started = config(&format!("{KEY}{open}"));
        let told = changes(&started, &started, &config(KEY));
        assert_eq!(told.at_once, [""; 0]);
        assert_eq!(told.at_restart, ["metrics.listen", "metrics.token"]);
    }
}
