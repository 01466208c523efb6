//! What a configuration allows and probably does not mean: told by `check-config` and at the start.

use crate::config::{AttendeeMode, Config, MailWay, Secret, SmsWay};
use crate::domain::host::matching::CONFIDENCE_NAME;
use std::path::Path;

/// A bearer token with fewer characters could be guessed.
const TOKEN_CHARS_MIN: usize = 12;

/// Each in a sentence.
pub(crate) fn warnings(config: &Config) -> Vec<String> {
    let mut warnings = doors(config);
    if config.matching.enabled && config.matching.threshold > CONFIDENCE_NAME {
        warnings.push(format!(
            "matching.threshold = {} can never be reached by an exact name, which gives {CONFIDENCE_NAME}",
            config.matching.threshold
        ));
    }
    if !config.matching.enabled {
        warnings.push("matching is off: no booking gets a staff member".into());
    }
    if config.record.personal && config.record.dir.is_some() {
        warnings.push("record.personal: recordings hold customers' names and numbers".into());
    }
    if config.poll.every_seconds == 0 {
        warnings.push("the poll is off: a lost webhook is never noticed".into());
    }
    let calcom = &config.calcom;
    if calcom.attendee == AttendeeMode::Artificial && calcom.is_attendee_domain_nowhere() {
        warnings.push(format!(
            "calcom.attendee_domain is not set: Cal.com knows customers as visit+…@{}, where no mail arrives; name a domain of yours",
            calcom.attendee_domain
        ));
    }
    warnings.extend(unsent(&config.messages.folder(&config.database), config));
    warnings
}

/// What nobody can come through, and what somebody could who should not.
fn doors(config: &Config) -> Vec<String> {
    let closed = config.closed_doors();
    let mut doors: Vec<String> = closed.into_iter().map(|key| closed_door(key, config)).collect();
    let short =
        |secret: &Secret| !secret.is_empty() && secret.reveal().chars().count() < TOKEN_CHARS_MIN;
    if config.web_api.tokens.iter().any(short) {
        doors.push(format!(
            "web_api.tokens: one has fewer than {TOKEN_CHARS_MIN} characters and could be guessed"
        ));
    }
    if short(&config.metrics.token) {
        doors.push(format!(
            "metrics.token has fewer than {TOKEN_CHARS_MIN} characters and could be guessed"
        ));
    }
    if config.insecure {
        doors.push("insecure = true: doors without secrets are open to everybody here".into());
    }
    doors
}

fn closed_door(key: &str, config: &Config) -> String {
    let meaning = match key {
        "calcom.webhook_secrets" if config.poll.every_seconds == 0 => {
            "Cal.com's webhooks are refused, and the poll is off: what happens there is never seen"
                .to_owned()
        }
        "calcom.webhook_secrets" => format!(
            "Cal.com's webhooks are refused; what happens there is seen by the poll, every {} seconds",
            config.poll.every_seconds
        ),
        "retell.api_keys" => "the voice agent's calls are refused".to_owned(),
        _ => "the web API refuses everybody".to_owned(),
    };
    format!("{key} is not set: {meaning}")
}

/// Whom nothing reaches, as it is set up.
fn unsent(folder: &Path, config: &Config) -> Vec<String> {
    let folder = folder.display();
    let mut unsent = Vec::new();
    if config.mail.transport == MailWay::Folder {
        unsent.push(format!(
            "mail.transport = \"folder\": mail to customers is only written into {folder}"
        ));
    }
    if config.sms.transport == SmsWay::Folder {
        unsent.push(format!(
            "sms.transport = \"folder\": text messages to customers are only written into {folder}"
        ));
    }
    let alerts = &config.alerts;
    if alerts.mail.is_empty() && alerts.hook_url.is_empty() {
        unsent.push("[alerts] names nobody: what goes wrong is told to the log alone".into());
    } else if !alerts.mail.is_empty() && config.mail.transport == MailWay::Folder {
        unsent.push(format!("alerts.mail: letters about alarms are only written into {folder}"));
    }
    unsent
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(more: &str) -> String {
        let text = format!("{more}[company]\nkey = \"salon\"\nname = \"Salon\"\n");
        warnings(&Config::parse(&text).unwrap()).join("\n")
    }

    #[test]
    fn a_door_without_a_secret_is_told_to_be_shut_and_one_that_is_open_to_be_open() {
        let smallest = told("calcom.api_key = \"k\"\n");
        for text in [
            "calcom.webhook_secrets is not set: Cal.com's webhooks are refused; what happens there is seen by the poll, every 60 seconds",
            "retell.api_keys is not set: the voice agent's calls are refused",
            "web_api.tokens is not set: the web API refuses everybody",
            "visit+…@salon.invalid",
        ] {
            assert!(smallest.contains(text), "{text}: {smallest}");
        }
        let open = told("insecure = true\ncalcom.attendee = \"customer\"\n");
        assert!(open.contains("are open to everybody here"), "{open}");
        assert!(!open.contains("refused") && !open.contains("salon.invalid"), "{open}");
        let guessed =
            told("calcom.api_key = \"k\"\nweb_api.tokens = [\"123\"]\nmetrics.token = \"1\"\n");
        assert_eq!(guessed.matches("could be guessed").count(), 2, "{guessed}");
    }
}
