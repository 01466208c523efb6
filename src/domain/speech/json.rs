//! What was understood, as it is written in JSON.

use crate::domain::speech::reading::{Prefer, When};
use serde::Serialize;
use time::{Date, Time};

/// Days as `YYYY-MM-DD`, inclusive, times as `HH:MM` on the salon's clock, `null` where nothing was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhenJson {
    pub from_day: Option<String>,
    pub to_day: Option<String>,
    /// The days that are meant, where they do not follow each other; else left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only_days: Vec<String>,
    pub from_time: Option<String>,
    pub to_time: Option<String>,
    pub exact: bool,
    pub about: bool,
    /// `earliest`, `latest`, a day, a time, or a part of the day.
    pub prefer: Option<String>,
    pub assumed: Vec<String>,
}

impl WhenJson {
    pub fn of(when: &When) -> WhenJson {
        WhenJson {
            from_day: when.from_day.map(day),
            to_day: when.to_day.map(day),
            only_days: when.only_days.iter().copied().map(day).collect(),
            from_time: when.from_time.map(time),
            to_time: when.to_time.map(time),
            exact: when.exact,
            about: when.about,
            prefer: when.prefer.map(prefer),
            assumed: when.assumed.clone(),
        }
    }
}

fn day(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

fn time(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn prefer(prefer: Prefer) -> String {
    match prefer {
        Prefer::Earliest => "earliest".to_owned(),
        Prefer::Latest => "latest".to_owned(),
        Prefer::Day(date) => day(date),
        Prefer::Time(at) => time(at),
        Prefer::Part(part) => part.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::speech::reading::PartOfDay;
    use serde_json::json;
    use time::macros::{date, time};

    #[test]
    fn what_was_not_said_is_null_and_single_days_are_left_out_where_there_are_none() {
        let nothing = json!({
            "from_day": null, "to_day": null, "from_time": null, "to_time": null,
            "exact": false, "about": false, "prefer": null, "assumed": [],
        });
        assert_eq!(serde_json::to_value(WhenJson::of(&When::default())).unwrap(), nothing);
        let when = When {
            from_day: Some(date!(2026 - 12 - 08)),
            to_day: Some(date!(2027 - 01 - 05)),
            only_days: vec![date!(2026 - 12 - 08), date!(2027 - 01 - 05)],
            from_time: Some(time!(9:05)),
            to_time: Some(time!(17:00)),
            about: true,
            prefer: Some(Prefer::Part(PartOfDay::Afternoon)),
            assumed: vec!["Gemeint ist 17 Uhr.".to_owned()],
            ..When::default()
        };
        let written = json!({
            "from_day": "2026-12-08", "to_day": "2027-01-05",
            "only_days": ["2026-12-08", "2027-01-05"],
            "from_time": "09:05", "to_time": "17:00", "exact": false, "about": true,
            "prefer": "afternoon", "assumed": ["Gemeint ist 17 Uhr."],
        });
        assert_eq!(serde_json::to_value(WhenJson::of(&when)).unwrap(), written);
    }

    #[test]
    fn every_preference_is_one_word() {
        for (wish, written) in [
            (Prefer::Earliest, "earliest"),
            (Prefer::Latest, "latest"),
            (Prefer::Day(date!(2026 - 12 - 08)), "2026-12-08"),
            (Prefer::Time(time!(10:30)), "10:30"),
            (Prefer::Part(PartOfDay::Noon), "noon"),
        ] {
            let when = When { prefer: Some(wish), ..When::default() };
            assert_eq!(WhenJson::of(&when).prefer.as_deref(), Some(written));
        }
    }
}
