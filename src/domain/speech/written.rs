//! When a caller would like to come, as it is written: in JSON for programs, and in the labelled sets.

use crate::domain::speech::reading::{Prefer, When};
use serde::{Deserialize, Serialize};
use time::{Date, Time};

/// Days `YYYY-MM-DD`, inclusive; times `HH:MM` on the salon's clock; `None` where it is open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Written {
    pub from_day: Option<String>,
    pub to_day: Option<String>,
    /// The days that are meant where not every day of the span is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only_days: Vec<String>,
    pub from_time: Option<String>,
    pub to_time: Option<String>,
    pub exact: bool,
    pub about: bool,
    /// `earliest`, `latest`, a day, a time, or a part of the day.
    pub prefer: Option<String>,
}

impl Written {
    /// A value as it is written. What was assumed is no part of it.
    pub fn of(when: &When) -> Written {
        Written {
            from_day: when.from_day.map(day),
            to_day: when.to_day.map(day),
            only_days: when.only_days.iter().copied().map(day).collect(),
            from_time: when.from_time.map(clock),
            to_time: when.to_time.map(clock),
            exact: when.exact,
            about: when.about,
            prefer: when.prefer.map(prefer),
        }
    }
}

fn day(day: Date) -> String {
    day.to_string()
}

fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn prefer(prefer: Prefer) -> String {
    match prefer {
        Prefer::Earliest => "earliest".to_owned(),
        Prefer::Latest => "latest".to_owned(),
        Prefer::Day(wished) => day(wished),
        Prefer::Time(wished) => clock(wished),
        Prefer::Part(part) => part.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::speech::reading::PartOfDay;
    use time::macros::{date, time};

    #[test]
    fn a_value_is_written_with_days_and_clock_times() {
        let when = When {
            from_day: Some(date!(2026 - 12 - 08)),
            to_day: Some(date!(2026 - 12 - 10)),
            only_days: vec![date!(2026 - 12 - 08), date!(2026 - 12 - 10)],
            from_time: Some(time!(9:05)),
            ..When::default()
        };
        let written = serde_json::to_value(Written::of(&when)).unwrap();
        assert_eq!(
            written,
            serde_json::json!({
                "from_day": "2026-12-08", "to_day": "2026-12-10",
                "only_days": ["2026-12-08", "2026-12-10"],
                "from_time": "09:05", "to_time": null, "exact": false, "about": false,
                "prefer": null,
            })
        );
        let back: Written = serde_json::from_value(written).unwrap();
        assert_eq!(back, Written::of(&when));
    }

    #[test]
    fn what_is_best_has_one_spelling_each() {
        for (prefer, written) in [
            (Prefer::Earliest, "earliest"),
            (Prefer::Latest, "latest"),
            (Prefer::Day(date!(2026 - 12 - 08)), "2026-12-08"),
            (Prefer::Time(time!(10:00)), "10:00"),
            (Prefer::Part(PartOfDay::Morning), "morning"),
        ] {
            let when = When { prefer: Some(prefer), ..When::default() };
            assert_eq!(Written::of(&when).prefer.as_deref(), Some(written));
        }
    }
}
