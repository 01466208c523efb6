//! What was not said but taken to be meant, in sentences.

use crate::domain::calendar::speak::{speak_date, speak_day, speak_time, weekday_name};
use crate::domain::language::Language;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::time::settle::days::Wanted;
use crate::domain::speech::time::settle::times::{self, Window};
use time::{Date, Duration};

/// From here on the year is said.
const YEAR_IS_SAID_DAYS: i64 = 183;

/// All that was taken to be meant.
pub(crate) fn assumptions(days: &Wanted, window: &Window, anchor: &Anchor) -> Vec<String> {
    let language = anchor.language;
    let mut assumed = Vec::new();
    if let Some(sentence) = year(days, anchor) {
        assumed.push(sentence);
    } else if let (true, Some(day)) = (days.is_next_week, todays_weekday(days, anchor)) {
        let weekday = weekday_name(day.weekday(), language);
        let date = speak_date(day.day(), day.month(), language);
        assumed.push(language.pick(
            format!("Mit {weekday} ist der {date} gemeint, nicht heute."),
            format!("{weekday} is taken to be {date}, not today."),
        ));
    }
    if let Some(minute) = window.assumed {
        let time = speak_time(times::time(minute), language);
        assumed.push(language.pick(format!("Gemeint ist {time}."), format!("{time} is meant.")));
    }
    assumed
}

/// The one day that is meant, if it is of today's name.
fn todays_weekday(days: &Wanted, anchor: &Anchor) -> Option<Date> {
    let day = days.from.filter(|day| days.to == Some(*day))?;
    (day.weekday() == anchor.today.weekday()).then_some(day)
}

/// The year, once the day is more than half a year away.
fn year(days: &Wanted, anchor: &Anchor) -> Option<String> {
    let language = anchor.language;
    let day = days.from.or(days.to)?;
    let far = anchor.today.checked_add(Duration::days(YEAR_IS_SAID_DAYS))?;
    if day <= far {
        return None;
    }
    Some(match days.to.filter(|to| *to != day) {
        None => language.pick(
            format!("Gemeint ist {}.", german_day(day)),
            format!("{} {} is meant.", speak_day(day, Language::En), day.year()),
        ),
        Some(to) => {
            let (first, last) = (date(day, language), date(to, language));
            language.pick(
                format!("Gemeint ist die Zeit vom {first} bis zum {last}."),
                format!("The time from {first} to {last} is meant."),
            )
        }
    })
}

/// `Freitag, der 26. November 2027`.
fn german_day(day: Date) -> String {
    let weekday = weekday_name(day.weekday(), Language::De);
    format!("{weekday}, der {}", date(day, Language::De))
}

fn date(day: Date, language: Language) -> String {
    format!("{} {}", speak_date(day.day(), day.month(), language), day.year())
}

/// A time given with a distance from UTC that the zone does not have then.
pub(crate) fn offset(minutes: i16, clock: time::Time, language: Language) -> String {
    let said = match minutes {
        0 => "UTC".to_owned(),
        _ => {
            let (hours, rest) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
            format!("{}{hours:02}:{rest:02}", if minutes < 0 { '-' } else { '+' })
        }
    };
    let time = speak_time(clock, language);
    language.pick(
        format!("Gemeint ist {time} nach der Uhr des Salons; die Angabe {said} gilt dort nicht."),
        format!("{time} on the salon's clock is meant; {said} does not hold there."),
    )
}
