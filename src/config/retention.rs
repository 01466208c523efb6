//! `[retention]`: how long what is kept, by kind.

use crate::config::checks::within;
use crate::config::source::fault::Faults;
use crate::domain::retention::kind::Kind;
use serde::Deserialize;
use time::Time;
use time::macros::format_description;

/// What is kept for a time is kept at least so long: by then what hangs together with it is over.
const LEAST_DAYS: u64 = 7;
/// Ten years.
const MOST_DAYS: u64 = 3_650;

/// `[retention]`. Of each number of days 0 means for good.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RetentionConfig {
    /// Whether it is done every night by itself.
    pub nightly: bool,
    /// When, on the salon's clock.
    pub at: String,
    /// What the voice agent sent of calls.
    pub calls_days: u64,
    /// What Cal.com and the web form sent.
    pub events_days: u64,
    /// What customers were told, after their visit.
    pub messages_days: u64,
    /// Whom the salon has called back.
    pub callbacks_days: u64,
    /// What was to be looked at and is cleared.
    pub warnings_days: u64,
    /// Alarms that are over.
    pub alarms_days: u64,
    /// Names and numbers in the journals of visits.
    pub journals_days: u64,
    /// Customers, after their last visit or call.
    pub customers_days: u64,
    /// Days that were recorded.
    pub recordings_days: u64,
}

impl Default for RetentionConfig {
    fn default() -> RetentionConfig {
        RetentionConfig {
            nightly: true,
            at: "03:00".into(),
            calls_days: 180,
            events_days: 90,
            messages_days: 365,
            callbacks_days: 365,
            warnings_days: 365,
            alarms_days: 365,
            journals_days: 1_095,
            customers_days: 1_095,
            recordings_days: 365,
        }
    }
}

impl RetentionConfig {
    /// After how many days this kind goes; `None` where it is kept for good.
    pub fn days(&self, kind: Kind) -> Option<u64> {
        Some(self.said(kind)).filter(|days| *days > 0)
    }

    /// At which time of the day; `None` if it says none.
    pub fn time(&self) -> Option<Time> {
        Time::parse(&self.at, format_description!("[hour]:[minute]")).ok()
    }

    /// As it was said: 0 is for good.
    pub fn said(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Calls => self.calls_days,
            Kind::Events => self.events_days,
            Kind::Messages => self.messages_days,
            Kind::Callbacks => self.callbacks_days,
            Kind::Warnings => self.warnings_days,
            Kind::Alarms => self.alarms_days,
            Kind::Journals => self.journals_days,
            Kind::Customers => self.customers_days,
            Kind::Recordings => self.recordings_days,
        }
    }

    pub(crate) fn check(&self, faults: &mut Faults) {
        if self.time().is_none() {
            faults.key("retention.at", "must be a time of day", "Write it like \"03:00\"");
        }
        for kind in Kind::ALL {
            let (key, days) = (format!("retention.{}", kind.key()), self.said(kind));
            within(&key, days, 0..=MOST_DAYS, faults);
            if (1..LEAST_DAYS).contains(&days) {
                faults.key(
                    &key,
                    &format!("must be 0 (for good) or at least {LEAST_DAYS}"),
                    format!("It is {days}; without the key the default holds"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::source::origin::Origins;

    #[test]
    fn for_good_or_a_week_at_least() {
        for (days, good) in
            [(0, true), (1, false), (6, false), (7, true), (3_650, true), (3_651, false)]
        {
            let config = RetentionConfig { customers_days: days, ..RetentionConfig::default() };
            let mut faults = Faults::default();
            config.check(&mut faults);
            assert_eq!(faults.located(&Origins::default()).is_empty(), good, "{days}");
            assert_eq!(config.days(Kind::Customers), (days > 0).then_some(days));
        }
        let default = RetentionConfig::default();
        assert!(Kind::ALL.iter().all(|kind| default.days(*kind).is_some()));
    }
}
