//! How the salon speaks to callers: a day, a start, a visit. The sentences around them are beside this file.

use crate::domain::calendar::speak::{speak_day, speak_time};
use crate::domain::calendar::zone::Zone;
use crate::domain::language::Language;
use crate::domain::speech::say::YEAR_UNSAID_DAYS_MAX;
use crate::domain::text::capital::capital;
use crate::frontdesk::diary::summary::Summary;
use crate::frontdesk::diary::view::{AppointmentView, SegmentView};
use crate::frontdesk::{Desk, Salon};
use time::{Date, Duration, OffsetDateTime};

/// No caller listens to more names, of whatever.
pub(crate) const NAMES_MAX: usize = 4;

/// How times are said here.
#[derive(Clone, Copy)]
pub struct Voice<'a> {
    pub language: Language,
    pub zone: &'a Zone,
    /// The day on which it is said: what is far from it is said with its year. `None` where that does not matter.
    pub today: Option<Date>,
}

/// A visit, as much of it as is said.
#[derive(Clone, Copy)]
pub(crate) struct Told<'t> {
    pub service: Option<&'t str>,
    /// UTC.
    pub start: OffsetDateTime,
    pub staff: Option<&'t str>,
    /// Where there are several.
    pub branch: Option<&'t str>,
}

impl<'t> Told<'t> {
    pub fn of(view: &'t AppointmentView) -> Told<'t> {
        Told {
            service: view.service.as_deref(),
            start: view.start(),
            staff: view.staff.as_deref(),
            branch: view.branch.as_deref(),
        }
    }

    pub fn of_summary(summary: &'t Summary) -> Told<'t> {
        Told {
            service: summary.service.as_deref(),
            start: summary.starts_at,
            staff: summary.staff.as_deref(),
            branch: summary.branch.as_deref(),
        }
    }
}

impl<'a> Voice<'a> {
    /// For what is kept and read at any time.
    pub fn of(salon: &'a Salon) -> Voice<'a> {
        Voice { language: salon.language, zone: &salon.zone, today: None }
    }

    /// For what is said now.
    pub fn at(desk: &'a Desk) -> Voice<'a> {
        let (today, _) = desk.salon.zone.local(desk.now());
        Voice { today: Some(today), ..Voice::of(&desk.salon) }
    }
}

impl Voice<'_> {
    /// `Dienstag, 1. Dezember`; `Dienstag, 1. Juni 2027` where that is far from today.
    pub fn day(&self, day: Date) -> String {
        let said = speak_day(day, self.language);
        let is_far = self.today.is_some_and(|today| {
            let is_past_year = day < today && day.year() != today.year();
            is_past_year || (day - today).abs() > Duration::days(YEAR_UNSAID_DAYS_MAX)
        });
        if is_far { format!("{said} {}", day.year()) } else { said }
    }

    /// `Dienstag, 1. Dezember, um 10 Uhr bei Jürgen`.
    pub fn slot(&self, start: OffsetDateTime, staff: Option<&str>) -> String {
        let (day, time) = self.zone.local(start);
        let (at, time) = (self.language.pick("um", "at"), speak_time(time, self.language));
        let slot = format!("{}, {at} {time}", self.day(day));
        match staff.map(first_name) {
            Some(name) => format!("{slot} {} {name}", self.language.pick("bei", "with")),
            None => slot,
        }
    }

    /// `Filiale Mitte`, behind a comma; nothing where there is only one.
    pub(crate) fn in_branch(&self, branch: Option<&str>) -> String {
        let word = self.language.pick("Filiale", "branch");
        branch.map(|name| format!(", {word} {name}")).unwrap_or_default()
    }

    /// `Haarschnitt, Dienstag, 1. Dezember, um 10 Uhr bei Jürgen, Filiale Mitte`.
    pub(crate) fn visit(&self, told: &Told) -> String {
        let slot = self.slot(told.start, told.staff);
        let service = told.service.map(|name| format!("{name}, ")).unwrap_or_default();
        format!("{service}{slot}{}", self.in_branch(told.branch))
    }

    /// What was understood, before what is said to it.
    pub(crate) fn after(&self, heard: Option<&str>, sentence: &str) -> String {
        match heard {
            Some(heard) => format!("{}: {sentence}", capital(heard)),
            None => sentence.to_owned(),
        }
    }

    /// A few names, with a word between the last two.
    pub(crate) fn few(&self, names: &[&str]) -> String {
        let few: Vec<&str> = names.iter().take(NAMES_MAX).copied().collect();
        match few.as_slice() {
            [first @ .., last] if !first.is_empty() => {
                format!("{} {} {last}", first.join(", "), self.language.pick("oder", "or"))
            }
            few => few.join(", "),
        }
    }

    /// `1 von 4 Färben 10:00–10:30 Emma`.
    pub fn segment(&self, number: usize, of: usize, one: &SegmentView) -> String {
        let between = self.language.pick("von", "of");
        let from = self.zone.clock(one.starts_at);
        let until = self.zone.clock(one.ends_at);
        let staff = one.staff.as_deref().map(first_name).unwrap_or_default();
        format!("{number} {between} {of} {} {from}–{until} {staff}", one.name).trim_end().to_owned()
    }

    /// For the desk: a flexible pause could not be held.
    pub fn pause_not_held(&self, pause: &str, why: &str) -> String {
        self.language.pick(
            format!("Die Pause {pause} ließ sich nicht halten und gilt als freigegeben ({why})."),
            format!("The pause {pause} could not be held and counts as released ({why})."),
        )
    }
}

pub(crate) fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn a_start_is_said_by_the_salons_clock_with_the_year_where_it_is_far() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let (de, en) = (Language::De, Language::En);
        for (start, name, language, said) in [
            (
                datetime!(2026-12-01 9:00 UTC),
                Some("Jürgen Weiß"),
                de,
                "Dienstag, 1. Dezember, um 10 Uhr bei Jürgen",
            ),
            (
                datetime!(2026-12-01 9:30 UTC),
                Some("Jürgen"),
                en,
                "Tuesday, 1 December, at 10:30 with Jürgen",
            ),
            // Past midnight in Berlin already.
            (datetime!(2027-02-28 23:15 UTC), None, de, "Montag, 1. März, um 0 Uhr 15"),
            (datetime!(2027-11-26 9:00 UTC), None, de, "Freitag, 26. November 2027, um 10 Uhr"),
            (datetime!(2027-06-02 9:00 UTC), None, en, "Wednesday, 2 June, at 11:00"),
            (datetime!(2027-06-03 9:00 UTC), None, en, "Thursday, 3 June 2027, at 11:00"),
            (datetime!(2026-11-30 9:00 UTC), None, de, "Montag, 30. November, um 10 Uhr"),
            (datetime!(2025-12-01 9:00 UTC), None, de, "Montag, 1. Dezember 2025, um 10 Uhr"),
        ] {
            let voice = Voice { language, zone: &zone, today: Some(date!(2026 - 12 - 01)) };
            assert_eq!(voice.slot(start, name), said);
        }
    }

    #[test]
    fn a_visit_is_said_with_what_is_known_of_it() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let voice = Voice { language: Language::De, zone: &zone, today: None };
        let start = datetime!(2026-12-01 9:00 UTC);
        let bare = Told { service: None, start, staff: None, branch: None };
        assert_eq!(voice.visit(&bare), "Dienstag, 1. Dezember, um 10 Uhr");
        let full = Told {
            service: Some("Haarschnitt"),
            staff: Some("Jürgen Weiß"),
            branch: Some("Mitte"),
            ..bare
        };
        let said = "Haarschnitt, Dienstag, 1. Dezember, um 10 Uhr bei Jürgen, Filiale Mitte";
        assert_eq!(voice.visit(&full), said);
        assert_eq!(voice.after(Some("am Vormittag"), "Frei."), "Am Vormittag: Frei.");
        for (names, said) in [
            (&[][..], ""),
            (&["A"][..], "A"),
            (&["A", "B"][..], "A oder B"),
            (&["A", "B", "C", "D", "E"][..], "A, B, C oder D"),
        ] {
            assert_eq!(voice.few(names), said);
        }
    }
}
