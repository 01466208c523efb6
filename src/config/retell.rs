//! `[retell_agent]`: the agent at Retell that we keep, and the key that may change it.

use crate::config::checks::safe_url;
use crate::config::secret::Secret;
use crate::config::source::fault::Faults;
use serde::Deserialize;

/// Where Retell's management API is.
const BASE_URL: &str = "https://api.retellai.com";
/// One of the voices that every account has.
const VOICE: &str = "11labs-Adrian";
const MODEL: &str = "gpt-4.1";
/// E.164 has at most so many digits.
const NUMBER_DIGITS_MAX: usize = 15;
const NUMBER_DIGITS_MIN: usize = 6;
/// Longer names are none of Retell's.
const NAME_CHARS_MAX: usize = 100;

/// `[retell_agent]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RetellAgentConfig {
    /// A key that may change agents. Unset, the first of the keys that sign.
    pub api_key: Secret,
    /// Retell's management API.
    pub base_url: String,
    /// An agent that there is and that becomes ours. Unset, one is made.
    pub agent_id: String,
    /// Whose voice it speaks with.
    pub voice_id: String,
    /// The language model behind it.
    pub model: String,
    /// The telephone number at Retell that it answers; E.164.
    pub number: String,
    /// Where callers are put through who want a human; E.164. Unset, a call-back is noted.
    pub transfer_number: String,
    /// Whether Retell keeps what was said.
    pub keep_transcripts: bool,
}

impl Default for RetellAgentConfig {
    fn default() -> RetellAgentConfig {
        RetellAgentConfig {
            api_key: Secret::default(),
            base_url: BASE_URL.into(),
            agent_id: String::new(),
            voice_id: VOICE.into(),
            model: MODEL.into(),
            number: String::new(),
            transfer_number: String::new(),
            keep_transcripts: false,
        }
    }
}

impl RetellAgentConfig {
    pub(crate) fn check(&self, faults: &mut Faults) {
        safe_url("retell_agent.base_url", &self.base_url, faults);
        if self.base_url.ends_with('/') {
            faults.key("retell_agent.base_url", "must not end with /", "Leave the last / out");
        }
        for (key, name, may_be_unset) in [
            ("agent_id", &self.agent_id, true),
            ("voice_id", &self.voice_id, false),
            ("model", &self.model, false),
        ] {
            if !(is_name(name) || may_be_unset && name.is_empty()) {
                faults.key(
                    &format!("retell_agent.{key}"),
                    "must be a name of Retell's: letters, digits and - _ . : without blanks",
                    "Copy it from Retell",
                );
            }
        }
        for (key, number) in [("number", &self.number), ("transfer_number", &self.transfer_number)]
        {
            if !(number.is_empty() || is_number(number)) {
                faults.key(
                    &format!("retell_agent.{key}"),
                    "must be a number with its country",
                    "Write it like \"+493023125100\"",
                );
            }
        }
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
    !name.is_empty() && name.len() <= NAME_CHARS_MAX && name.chars().all(allowed)
}

fn is_number(number: &str) -> bool {
    let digits = number.strip_prefix('+').unwrap_or_default();
    (NUMBER_DIGITS_MIN..=NUMBER_DIGITS_MAX).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_retell_cannot_take_is_told_before_it_is_asked() {
        let good = RetellAgentConfig { number: "+493023125100".into(), ..Default::default() };
        let faults = |change: &dyn Fn(&mut RetellAgentConfig)| {
            let mut config = good.clone();
            change(&mut config);
            let mut faults = Faults::default();
            config.check(&mut faults);
            faults.len()
        };
        assert_eq!(faults(&|_| {}), 0);
        for (change, expected) in [
            ((|config| config.number = "030 23125100".into()) as fn(&mut RetellAgentConfig), 1),
            (|config| config.number = "+49".into(), 1),
            (|config| config.number = "+0493023125100".into(), 1),
            (|config| config.number = "+49302312510011112222".into(), 1),
            (|config| config.transfer_number = "anonymous".into(), 1),
            (|config| config.voice_id = String::new(), 1),
            (|config| config.voice_id = "../x".into(), 1),
            (|config| config.agent_id = "agent 1".into(), 1),
            (|config| config.agent_id = "agent/1?x".into(), 1),
            (|config| config.model = "x".repeat(101), 1),
            (|config| config.base_url = "http://api.example".into(), 1),
            (|config| config.base_url = "https://api.example/".into(), 1),
        ] {
            assert_eq!(faults(&change), expected);
        }
    }
}
