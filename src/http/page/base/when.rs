//! Days and hours as the page writes them.

use crate::domain::calendar::local_time::LocalTime;
use crate::domain::calendar::speak::{speak_date, speak_day};
use crate::domain::language::Language;
use crate::store::host::decider::SYSTEM;
use time::Date;

/// `10:00–10:45`, of minutes of the day.
pub(crate) fn span(from: u16, until: u16) -> String {
    format!("{}–{}", minute(from), minute(until))
}

/// `9:05`, of a minute of the day.
pub(crate) fn minute(minute: u16) -> String {
    format!("{}:{:02}", minute / 60, minute % 60)
}

/// `2 h 10`, `45 Min.`
pub(crate) fn length(minutes: u32, language: Language) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} {}", language.pick("Min.", "min")),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes:02}"),
    }
}

/// `Dienstag, 1. Dezember`, with the year where it is another than `today`'s.
pub(crate) fn day(date: Date, today: Date, language: Language) -> String {
    let said = speak_day(date, language);
    if date.year() == today.year() { said } else { format!("{said} {}", date.year()) }
}

/// `1. Dezember, 10:05`; of today only the hour.
pub(crate) fn at(time: &LocalTime, today: Date, language: Language) -> String {
    let date = time.day();
    if date == today {
        return time.clock().to_owned();
    }
    let said = speak_date(date.day(), date.month(), language);
    let year =
        if date.year() == today.year() { String::new() } else { format!(" {}", date.year()) };
    format!("{said}{year}, {}", time.clock())
}

/// Who did something: a person, or what the program goes by.
pub(crate) fn who(by: &str, language: Language) -> &str {
    if by == SYSTEM.by { language.pick("die Regeln", "the rules") } else { by }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_and_lengths_are_short() {
        assert_eq!(span(9 * 60 + 5, 10 * 60), "9:05–10:00");
        for (minutes, german) in [(45, "45 Min."), (60, "1 h"), (130, "2 h 10"), (605, "10 h 05")] {
            assert_eq!(length(minutes, Language::De), german);
        }
    }
}
