//! Every condition has its edge, and its sentence.

use crate::domain::alarm::facts::{
    BackupFacts, Disk, Heard, OutboxFacts, Overdue, RunningFacts, Silence, Task, Untold,
};
use crate::domain::alarm::finding::Finding;
use crate::domain::alarm::kind::{Kind, Level};
use crate::domain::alarm::running::findings;
use crate::domain::language::Language;
use crate::domain::visit::refusal::Reason;
use time::Duration;

/// What is broken, by kind and level.
fn broken(facts: &RunningFacts) -> Vec<(Kind, Level)> {
    let broken = |found: Finding| found.broken().map(|(level, _)| (found.kind, level));
    findings(facts, Language::De).into_iter().filter_map(broken).collect()
}

fn of(change: impl FnOnce(&mut RunningFacts)) -> RunningFacts {
    let mut facts = RunningFacts::default();
    change(&mut facts);
    facts
}

#[test]
fn every_condition_has_its_edge() {
    use Level::{Alarm, Warn};
    type Case = (fn(&mut RunningFacts, i64), Kind, &'static [(i64, Option<Level>)]);
    let cases: [Case; 13] = [
        (|f, n| f.dead_messages = n as u64, Kind::InboxDead, &[(0, None), (1, Some(Warn))]),
        (
            |f, n| f.oldest_message = Some(Duration::seconds(n)),
            Kind::InboxLate,
            &[(0, None), (900, None), (901, Some(Alarm))],
        ),
        (|f, n| f.stuck_visits = n as u64, Kind::VisitStuck, &[(0, None), (1, Some(Alarm))]),
        (
            |f, n| f.oldest_visit = Some(Duration::seconds(n)),
            Kind::VisitStuck,
            &[(0, None), (7200, None), (7201, Some(Alarm))],
        ),
        (|f, n| f.without_right = n as u64, Kind::KeyRefused, &[(0, None), (1, Some(Alarm))]),
        (
            |f, n| {
                f.outbox = Some(OutboxFacts { oldest_due: Some(Duration::seconds(n)), given_up: 0 })
            },
            Kind::OutboxFailing,
            &[(900, None), (901, Some(Alarm))],
        ),
        (
            |f, n| f.outbox = Some(OutboxFacts { oldest_due: None, given_up: n as u64 }),
            Kind::OutboxFailing,
            &[(0, None), (1, Some(Alarm))],
        ),
        (
            |f, n| {
                let lasts = Duration::seconds(120);
                f.calcom = Heard::Silence(Silence { lasts, questions: n as u64 })
            },
            Kind::CalcomUnreachable,
            &[(2, None), (3, Some(Alarm))],
        ),
        (
            |f, n| {
                let lasts = Duration::seconds(n);
                f.calcom = Heard::Silence(Silence { lasts, questions: 9 })
            },
            Kind::CalcomUnreachable,
            &[(119, None), (120, Some(Alarm))],
        ),
        (|f, n| f.event_types_gone = n as u64, Kind::EventTypeGone, &[(0, None), (2, Some(Alarm))]),
        (
            |f, n| {
                f.untold =
                    Some(Untold { bookings: n as u64, lasts: Duration::minutes(15), polls: 2 })
            },
            Kind::WebhooksSilent,
            &[(2, None), (3, Some(Alarm))],
        ),
        (
            |f, n| f.clock_ahead = Some(Duration::milliseconds(n)),
            Kind::ClockOff,
            &[(60_000, None), (-60_000, None), (60_001, Some(Alarm)), (-60_001, Some(Alarm))],
        ),
        (
            |f, n| f.disk = Some(Disk { free_bytes: (n as u64) << 20, all_bytes: 1 << 40 }),
            Kind::DiskNearlyFull,
            &[
                (0, Some(Alarm)),
                (199, Some(Alarm)),
                (200, Some(Warn)),
                (1023, Some(Warn)),
                (1024, None),
            ],
        ),
    ];
    for (set, kind, edges) in cases {
        for (value, level) in edges {
            let expected: Vec<_> = level.iter().map(|level| (kind, *level)).collect();
            assert_eq!(broken(&of(|facts| set(facts, *value))), expected, "{kind:?} {value}");
        }
    }
}

#[test]
fn what_is_not_looked_at_is_well_and_what_cannot_be_known_is_unknown() {
    use crate::domain::alarm::finding::State;
    let all = findings(&RunningFacts::default(), Language::De);
    for found in all {
        let unknown =
            [Kind::DiskNearlyFull, Kind::ClockOff, Kind::CalcomUnreachable].contains(&found.kind);
        let expected = if unknown { State::Unknown } else { State::Well };
        assert_eq!(found.state, expected, "{:?}", found.kind);
    }
    let answers = of(|facts| facts.calcom = Heard::Answers);
    let found = findings(&answers, Language::De);
    let calcom = found.iter().find(|found| found.kind == Kind::CalcomUnreachable).unwrap();
    assert_eq!(calcom.state, State::Well);
    let small = Disk { free_bytes: 300 << 20, all_bytes: 900 << 20 };
    assert_eq!(broken(&of(|facts| facts.disk = Some(small))), []);
}

#[test]
fn the_sentences_say_how_much_and_what_to_do() {
    let facts = RunningFacts {
        is_young: false,
        dead_messages: 2,
        oldest_message: Some(Duration::minutes(17)),
        stuck_visits: 1,
        outbox: Some(OutboxFacts { oldest_due: Some(Duration::hours(3)), given_up: 0 }),
        calcom: Heard::Silence(Silence { lasts: Duration::minutes(4), questions: 5 }),
        refused: Some(Reason::KeyRefused),
        without_right: 1,
        event_types_gone: 1,
        oldest_visit: None,
        untold: Some(Untold { bookings: 4, lasts: Duration::minutes(30), polls: 3 }),
        overdue: vec![Overdue { what: Task::HostSync, lasts: Duration::days(3) }],
        backup: Some(BackupFacts { newest: None, allowed: Duration::hours(26), failing: None }),
        disk: Some(Disk { free_bytes: 150 << 20, all_bytes: 1 << 40 }),
        clock_ahead: Some(Duration::seconds(-75)),
    };
    for language in [Language::De, Language::En] {
        let all = findings(&facts, language);
        assert!(all.iter().all(|found| found.broken().is_some()), "{all:?}");
    }
    let told = |kind| {
        let all = findings(&facts, Language::En);
        let found = all.iter().find(|found| found.kind == kind).unwrap();
        found.broken().unwrap().1.to_owned()
    };
    assert_eq!(told(Kind::InboxLate), "The oldest message received has been waiting for 17 min.");
    assert_eq!(told(Kind::ClockOff), "Our clock is 75 seconds behind Cal.com's.");
    assert_eq!(told(Kind::BackupOverdue), "There is no backup.");
    assert_eq!(told(Kind::SyncOverdue), "Overdue, without success: the host sync (for 3 days).");
}

/// After a start there is a backlog, and in a moment there is none.
#[test]
fn what_has_waited_for_the_program_itself_is_not_late() {
    use crate::domain::alarm::finding::State;
    let facts = RunningFacts {
        is_young: true,
        oldest_message: Some(Duration::hours(9)),
        oldest_visit: Some(Duration::hours(9)),
        outbox: Some(OutboxFacts { oldest_due: Some(Duration::hours(9)), given_up: 0 }),
        dead_messages: 1,
        ..RunningFacts::default()
    };
    let all = findings(&facts, Language::De);
    let state = |kind| all.iter().find(|found| found.kind == kind).unwrap().state.clone();
    for kind in [Kind::InboxLate, Kind::VisitStuck, Kind::OutboxFailing] {
        assert_eq!(state(kind), State::Well, "{kind:?}");
    }
    assert_ne!(state(Kind::InboxDead), State::Well, "that has nothing to do with it");
    let later = findings(&RunningFacts { is_young: false, ..facts }, Language::De);
    assert_eq!(later.iter().filter(|found| found.broken().is_some()).count(), 4);
}
