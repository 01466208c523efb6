//! Which of several appointments a caller means.

use crate::domain::calendar::day_window::DayWindow;
use crate::domain::ids::{ServiceId, StaffId};
use crate::domain::speech::reading::When;
use crate::domain::suggest::heard::heard;
use time::{Date, Time};

/// An appointment as a caller may speak of it.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// On the salon's calendar and clock.
    pub day: Date,
    pub time: Time,
    pub service: Option<ServiceId>,
    pub staff: Option<&'a StaffId>,
    /// For whom it is; empty where that is not known.
    pub name: &'a str,
}

/// What a caller has said about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    pub when: Option<When>,
    pub service: Option<ServiceId>,
    pub staff: Option<StaffId>,
    pub name: Option<String>,
}

/// The places of those that fit all that was said.
pub fn fitting(candidates: &[Candidate], hints: &Hints) -> Vec<usize> {
    let fits = |one: &Candidate| {
        hints.when.as_ref().is_none_or(|when| holds(when, one.day, one.time))
            && hints.service.is_none_or(|service| one.service == Some(service))
            && hints.staff.as_ref().is_none_or(|staff| one.staff == Some(staff))
            && hints.name.as_deref().is_none_or(|said| is_for(one, said))
    };
    let numbered = candidates.iter().enumerate();
    numbered.filter(|(_, one)| fits(one)).map(|(place, _)| place).collect()
}

fn is_for(one: &Candidate, said: &str) -> bool {
    one.name.is_empty() || heard(one.name, said).is_same_person()
}

/// Whether a start is one of those that are meant.
pub fn holds(when: &When, day: Date, time: Time) -> bool {
    let is_within = when.from_day.is_none_or(|from| day >= from)
        && when.to_day.is_none_or(|to| day <= to)
        && (when.only_days.is_empty() || when.only_days.contains(&day));
    is_within && window(when).holds(time)
}

/// The window of the day that is meant.
pub fn window(when: &When) -> DayWindow {
    match when.from_time {
        Some(time) if when.about => DayWindow::about(time),
        _ => DayWindow { earliest: when.from_time, latest: when.to_time },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, time};

    const TUESDAY: Date = date!(2026 - 12 - 01);
    const FRIDAY: Date = date!(2026 - 12 - 04);

    fn days(from: Date, to: Date) -> When {
        When { from_day: Some(from), to_day: Some(to), ..When::default() }
    }

    fn at(time: Time, about: bool) -> When {
        let time = Some(time);
        When { from_time: time, to_time: time, exact: !about, about, ..When::default() }
    }

    #[test]
    fn what_is_said_tells_appointments_apart() {
        let (emma, juergen) = (StaffId("emma".into()), StaffId("juergen".into()));
        let (cut, beard) = (ServiceId(1), ServiceId(2));
        let one = |day, time, service, staff, name| Candidate {
            day,
            time,
            service: Some(service),
            staff: Some(staff),
            name,
        };
        let all = [
            one(TUESDAY, time!(10:00), cut, &emma, "Kim Muster"),
            one(TUESDAY, time!(14:30), beard, &juergen, "Kim Muster"),
            one(FRIDAY, time!(10:00), cut, &juergen, "Lena Muster"),
        ];
        let of = |hints: Hints| fitting(&all, &hints);
        let when = |when| Hints { when: Some(when), ..Hints::default() };
        let name = |name: &str| Hints { name: Some(name.into()), ..Hints::default() };
        assert_eq!(of(Hints::default()), [0, 1, 2]);
        for (hints, expected) in [
            (when(days(FRIDAY, FRIDAY)), vec![2]),
            (when(days(TUESDAY, TUESDAY)), vec![0, 1]),
            (when(days(TUESDAY, FRIDAY)), vec![0, 1, 2]),
            (when(When { only_days: vec![FRIDAY], ..days(TUESDAY, FRIDAY) }), vec![2]),
            (when(at(time!(10:00), false)), vec![0, 2]),
            (when(at(time!(14:15), false)), vec![]),
            (when(at(time!(14:15), true)), vec![1]),
            (when(When { from_time: Some(time!(12:00)), ..When::default() }), vec![1]),
            (Hints { service: Some(beard), ..Hints::default() }, vec![1]),
            (Hints { staff: Some(juergen.clone()), ..Hints::default() }, vec![1, 2]),
            (
                Hints {
                    staff: Some(juergen.clone()),
                    service: Some(cut),
                    ..when(days(FRIDAY, FRIDAY))
                },
                vec![2],
            ),
            (name("Lena"), vec![2]),
            (name("Kim Mustr"), vec![0, 1]),
            (name("Muster"), vec![0, 1, 2]),
            (name("Ada Anders"), vec![]),
        ] {
            assert_eq!(of(hints.clone()), expected, "{hints:?}");
        }
    }
}
