//! Days and times as they are said on the telephone. The texts are for a voice: no leading zeros, no seconds.

use crate::domain::language::Language;
use time::{Date, Month, Time, Weekday};

/// `10 Uhr`, `10 Uhr 30`, `9 Uhr 5`; in English `10:00`, `10:30`, `9:05`. Seconds are left out.
pub fn speak_time(time: Time, language: Language) -> String {
    match (language, time.minute()) {
        (Language::De, 0) => format!("{} Uhr", time.hour()),
        (Language::De, minute) => format!("{} Uhr {minute}", time.hour()),
        (Language::En, minute) => format!("{}:{minute:02}", time.hour()),
    }
}

/// `Dienstag, 1. Dezember`; in English `Tuesday, 1 December`.
pub fn speak_day(date: Date, language: Language) -> String {
    let day = speak_date(date.day(), date.month(), language);
    format!("{}, {day}", weekday_name(date.weekday(), language))
}

/// `1. Dezember`; in English `1 December`. Need not exist: `29. Februar`.
pub(crate) fn speak_date(day: u8, month: Month, language: Language) -> String {
    format!("{day}{} {}", language.pick(".", ""), month_name(month, language))
}

/// `Dienstag`, `Tuesday`.
pub fn weekday_name(day: Weekday, language: Language) -> &'static str {
    let (german, english) = match day {
        Weekday::Monday => ("Montag", "Monday"),
        Weekday::Tuesday => ("Dienstag", "Tuesday"),
        Weekday::Wednesday => ("Mittwoch", "Wednesday"),
        Weekday::Thursday => ("Donnerstag", "Thursday"),
        Weekday::Friday => ("Freitag", "Friday"),
        Weekday::Saturday => ("Samstag", "Saturday"),
        Weekday::Sunday => ("Sonntag", "Sunday"),
    };
    language.pick(german, english)
}

/// `Dezember`, `December`.
pub fn month_name(month: Month, language: Language) -> &'static str {
    let (german, english) = match month {
        Month::January => ("Januar", "January"),
        Month::February => ("Februar", "February"),
        Month::March => ("März", "March"),
        Month::April => ("April", "April"),
        Month::May => ("Mai", "May"),
        Month::June => ("Juni", "June"),
        Month::July => ("Juli", "July"),
        Month::August => ("August", "August"),
        Month::September => ("September", "September"),
        Month::October => ("Oktober", "October"),
        Month::November => ("November", "November"),
        Month::December => ("Dezember", "December"),
    };
    language.pick(german, english)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::time;

    #[test]
    fn times_are_said_without_needless_zeros() {
        for (time, german, english) in [
            (time!(10:00), "10 Uhr", "10:00"),
            (time!(10:30), "10 Uhr 30", "10:30"),
            (time!(9:05), "9 Uhr 5", "9:05"),
            (time!(0:00), "0 Uhr", "0:00"),
            (time!(23:59:59), "23 Uhr 59", "23:59"),
        ] {
            assert_eq!(speak_time(time, Language::De), german);
            assert_eq!(speak_time(time, Language::En), english);
        }
    }
}
