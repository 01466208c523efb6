//! The conditions about how well staff and hosts are known: the rates of `domain::quality`, and what a rate alone does not
//! show.

use crate::domain::alarm::facts::QualityFacts;
use crate::domain::alarm::finding::Finding;
use crate::domain::alarm::kind::{Kind, Level};
use crate::domain::alarm::sentence::span;
use crate::domain::language::Language;
use crate::domain::quality::enough;
use crate::domain::quality::rates::{Figures, Rate, Verdict, label, rates};
use crate::domain::quality::share::percent;

/// More appointments than this without a host within a day are an alarm.
pub const WITHOUT_HOST_MAX: u64 = 5;
/// More than this share of the people who can be booked is an alarm.
pub const UNMAPPED_PERCENT_MAX: u64 = 20;

/// What says nothing while nobody is to be assigned.
const ABOUT_PEOPLE: [Kind; 7] = [
    Kind::StaffAssignment,
    Kind::MatchedByEmail,
    Kind::MatchedByName,
    Kind::Failed,
    Kind::AutomaticMappings,
    Kind::ManualIntervention,
    Kind::UnmappedStaff,
];

/// One finding per kind, always the same kinds in the same order.
pub fn findings(facts: &QualityFacts, language: Language) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        rates(&facts.recent).iter().filter_map(|rate| of_rate(rate, facts, language)).collect();
    findings.push(day_at_zero(&facts.day, facts.assigns_nobody, language));
    findings.push(without_host(facts.day_without_host, language));
    findings.push(unmapped_staff(facts, language));
    for found in findings.iter_mut().filter(|found| ABOUT_PEOPLE.contains(&found.kind)) {
        if facts.assigns_nobody {
            *found = Finding::of(found.kind, None);
        }
    }
    findings
}

/// A rate without a target has no alarm.
fn of_rate(rate: &Rate, facts: &QualityFacts, language: Language) -> Option<Finding> {
    let kind = Kind::parse(rate.name)?;
    let level = match rate.verdict {
        Verdict::Ok | Verdict::Below => return Some(Finding::of(kind, None)),
        // Without mappings none is made by hand; without bookings nobody can say.
        Verdict::NoData if kind == Kind::AutomaticMappings => return Some(Finding::of(kind, None)),
        Verdict::NoData => return Some(Finding::unknown(kind)),
        Verdict::Warn | Verdict::Alarm if !enough::is_telling(rate) => {
            return Some(Finding::unknown(kind));
        }
        Verdict::Warn => Level::Warn,
        Verdict::Alarm => Level::Alarm,
    };
    let (part, whole, target) = (rate.part, rate.whole, rate.target);
    let (name, share) = (label(rate.name, language), percent(part, whole, language));
    let since = match kind {
        Kind::AutomaticMappings => String::new(),
        _ => format!(" {}", span(facts.recent_span, language)),
    };
    let message = language.pick(
        format!("{name}: {part} von {whole}{since} ({share}, Ziel {target})."),
        format!("{name}: {part} of {whole}{since} ({share}, target {target})."),
    );
    Some(Finding::of(kind, Some((level, message))))
}

/// The predecessor's sixth of October: every booking of the day without a staff member.
fn day_at_zero(day: &Figures, assigns_nobody: bool, language: Language) -> Finding {
    let bookings = day.bookings;
    if bookings == 0 {
        return Finding::unknown(Kind::DayAtZero);
    }
    let staff = day.bookings_with_staff == 0 && !assigns_nobody;
    let host = day.with_host == 0;
    if (staff || host) && bookings < enough::HARDLY_ANY {
        return Finding::unknown(Kind::DayAtZero);
    }
    let what = match (staff, host) {
        (false, false) => return Finding::of(Kind::DayAtZero, None),
        (true, true) => {
            language.pick("Person und keine einen Host", "staff member and none a host")
        }
        (true, false) => language.pick("Person", "staff member"),
        (false, true) => language.pick("Host", "host"),
    };
    let message = language.pick(
        format!(
            "Keine der {bookings} Buchungen der letzten 24 Stunden hat {} {what} (0 %).",
            if staff { "eine" } else { "einen" }
        ),
        format!("None of the {bookings} bookings of the last 24 hours has a {what} (0 %)."),
    );
    Finding::of(Kind::DayAtZero, Some((Level::Alarm, message)))
}

fn without_host(count: u64, language: Language) -> Finding {
    let message = language.pick(
        format!(
            "{count} Termine der letzten 24 Stunden haben keinen Host (Alarm ab {}); `chairside backfill` trägt nach.",
            WITHOUT_HOST_MAX.saturating_add(1)
        ),
        format!(
            "{count} appointments of the last 24 hours have no host (alarm from {} on); `chairside backfill` fills in.",
            WITHOUT_HOST_MAX.saturating_add(1)
        ),
    );
    let is_bad = count > WITHOUT_HOST_MAX;
    Finding::of(Kind::WithoutHost, is_bad.then_some((Level::Alarm, message)))
}

/// Told before anything is booked: on its first of October the predecessor knew one account of six.
fn unmapped_staff(facts: &QualityFacts, language: Language) -> Finding {
    let (all, unmapped) = (facts.bookable_staff, facts.unmapped_staff);
    // No chance is at play here: in a salon of two, one is half of it.
    let is_bad = unmapped.saturating_mul(100) > all.saturating_mul(UNMAPPED_PERCENT_MAX);
    let share = percent(unmapped, all, language);
    let message = language.pick(
        format!(
            "Von {unmapped} der {all} Personen, die bei Cal.com gebucht werden können, ist kein Konto bekannt ({share}, \
             Alarm über {UNMAPPED_PERCENT_MAX} %): `chairside hosts sync`, dann `chairside mappings set`."
        ),
        format!(
            "Of {unmapped} of the {all} people who can be booked at Cal.com no account is known ({share}, alarm above \
             {UNMAPPED_PERCENT_MAX} %): `chairside hosts sync`, then `chairside mappings set`."
        ),
    );
    Finding::of(Kind::UnmappedStaff, is_bad.then_some((Level::Alarm, message)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::alarm::finding::State;
    use time::Duration;

    fn found(facts: &QualityFacts, kind: Kind) -> State {
        let found = findings(facts, Language::De).into_iter().find(|found| found.kind == kind);
        found.unwrap().state
    }

    fn message(facts: &QualityFacts, kind: Kind, language: Language) -> (Level, String) {
        let all = findings(facts, language);
        let found = all.iter().find(|found| found.kind == kind).unwrap();
        let (level, message) = found.broken().unwrap();
        (level, message.to_owned())
    }

    fn bookings(all: u64, staff: u64, host: u64) -> QualityFacts {
        let figures = Figures {
            bookings: all,
            bookings_with_staff: staff,
            with_host: host,
            ..Figures::default()
        };
        let recent_span = Duration::hours(24);
        QualityFacts { recent: figures, day: figures, recent_span, ..QualityFacts::default() }
    }

    #[test]
    fn a_rate_is_told_with_its_numbers_and_its_target() {
        let facts = bookings(32, 31, 31);
        assert_eq!(
            message(&facts, Kind::HostExtraction, Language::De),
            (
                Level::Warn,
                "Host aus Cal.com gelesen: 31 von 32 in den letzten 24 Stunden (96,9 %, Ziel ~ 100 %).".into()
            )
        );
        assert_eq!(found(&facts, Kind::StaffAssignment), State::Well);
        assert_eq!(
            message(&bookings(40, 27, 40), Kind::StaffAssignment, Language::En),
            (
                Level::Alarm,
                "Staff member assigned: 27 of 40 in the last 24 hours (67.5 %, target ≥ 90 %)."
                    .into()
            )
        );
        assert_eq!(found(&bookings(20, 17, 20), Kind::StaffAssignment), State::Well, "85 %");
    }

    #[test]
    fn of_few_bookings_nothing_is_concluded_neither_good_nor_bad() {
        assert_eq!(found(&bookings(2, 0, 0), Kind::HostExtraction), State::Unknown);
        assert_eq!(found(&bookings(0, 0, 0), Kind::HostExtraction), State::Unknown);
        assert_eq!(found(&bookings(4, 4, 3), Kind::HostExtraction), State::Unknown);
        assert_eq!(found(&bookings(2, 2, 2), Kind::HostExtraction), State::Well);
        assert_eq!(found(&bookings(0, 0, 0), Kind::AutomaticMappings), State::Well);
        assert_eq!(found(&bookings(2, 0, 0), Kind::DayAtZero), State::Unknown, "no all clear");
        assert_eq!(found(&bookings(2, 1, 1), Kind::DayAtZero), State::Well);
        assert_eq!(found(&bookings(0, 0, 0), Kind::DayAtZero), State::Unknown);
    }

    #[test]
    fn a_day_at_zero_says_of_what() {
        for (staff, host, expected) in [
            (
                0,
                0,
                "Keine der 3 Buchungen der letzten 24 Stunden hat eine Person und keine einen Host (0 %).",
            ),
            (0, 3, "Keine der 3 Buchungen der letzten 24 Stunden hat eine Person (0 %)."),
            (3, 0, "Keine der 3 Buchungen der letzten 24 Stunden hat einen Host (0 %)."),
        ] {
            let told = message(&bookings(3, staff, host), Kind::DayAtZero, Language::De);
            assert_eq!(told, (Level::Alarm, expected.to_owned()));
        }
        assert_eq!(found(&bookings(3, 1, 1), Kind::DayAtZero), State::Well);
    }

    #[test]
    fn where_nobody_is_assigned_on_purpose_only_hosts_are_missed() {
        let broken = |facts: &QualityFacts| {
            let all = findings(facts, Language::De).into_iter();
            all.filter(|found| found.broken().is_some()).map(|found| found.kind).collect::<Vec<_>>()
        };
        let mut facts = bookings(30, 0, 30);
        (facts.recent.failed, facts.recent.corrected) = (30, 30);
        (facts.recent.mappings, facts.recent.with_calcom_data) = (9, 30);
        (facts.bookable_staff, facts.unmapped_staff) = (5, 5);
        assert_eq!(broken(&facts).len(), 6, "{:?}", broken(&facts));
        facts.assigns_nobody = true;
        assert_eq!(broken(&facts), []);
        (facts.recent.with_host, facts.day.with_host) = (0, 0);
        assert_eq!(broken(&facts), [Kind::HostExtraction, Kind::DayAtZero]);
        let told = message(&facts, Kind::DayAtZero, Language::De).1;
        assert_eq!(told, "Keine der 30 Buchungen der letzten 24 Stunden hat einen Host (0 %).");
    }

    #[test]
    fn five_without_a_host_are_borne_and_six_are_not() {
        for (count, bad) in [(0, false), (5, false), (6, true), (u64::MAX, true)] {
            let facts = QualityFacts { day_without_host: count, ..QualityFacts::default() };
            assert_eq!(found(&facts, Kind::WithoutHost) != State::Well, bad, "{count}");
        }
    }

    #[test]
    fn people_without_an_account_are_told_before_anything_is_booked() {
        let of = |unmapped_staff, bookable_staff| QualityFacts {
            unmapped_staff,
            bookable_staff,
            ..QualityFacts::default()
        };
        assert_eq!(found(&of(0, 0), Kind::UnmappedStaff), State::Well);
        assert_eq!(found(&of(1, 5), Kind::UnmappedStaff), State::Well, "20 % are not more");
        assert_ne!(found(&of(1, 2), Kind::UnmappedStaff), State::Well, "small salons are salons");
        assert_ne!(found(&of(1, 1), Kind::UnmappedStaff), State::Well);
        let (level, told) = message(&of(5, 6), Kind::UnmappedStaff, Language::De);
        assert_eq!(level, Level::Alarm);
        assert!(told.starts_with("Von 5 der 6 Personen, die bei Cal.com gebucht werden können, ist kein Konto bekannt (83,3 %"), "{told}");
    }
}
