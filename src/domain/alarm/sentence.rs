//! Words that several sentences of alarms share.

use crate::domain::language::Language;
use time::Duration;

/// A time back from now: `in den letzten 24 Stunden`.
pub(crate) fn span(back: Duration, language: Language) -> String {
    let hours = back.whole_hours().max(1);
    if hours <= 48 {
        return language
            .pick(format!("in den letzten {hours} Stunden"), format!("in the last {hours} hours"));
    }
    let days = hours.saturating_add(23) / 24;
    language.pick(format!("in den letzten {days} Tagen"), format!("in the last {days} days"))
}

/// How long something has lasted, after "since": `17 Min.`, `3 Std.`, `2 Tagen`.
pub(crate) fn lasting(time: Duration, language: Language) -> String {
    let (minutes, hours, days) = (time.whole_minutes(), time.whole_hours(), time.whole_days());
    if minutes < 120 {
        language.pick(format!("{minutes} Min."), format!("{minutes} min"))
    } else if hours < 48 {
        language.pick(format!("{hours} Std."), format!("{hours} h"))
    } else {
        language.pick(format!("{days} Tagen"), format!("{days} days"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        let (de, en) = (Language::De, Language::En);
        for (hours, expected) in [
            (0, "in den letzten 1 Stunden"),
            (24, "in den letzten 24 Stunden"),
            (49, "in den letzten 3 Tagen"),
            (168, "in den letzten 7 Tagen"),
        ] {
            assert_eq!(span(Duration::hours(hours), de), expected);
        }
        for (minutes, expected) in [(0, "0 min"), (119, "119 min"), (120, "2 h"), (2880, "2 days")]
        {
            assert_eq!(lasting(Duration::minutes(minutes), en), expected);
        }
    }
}
