//! The conditions about how the appliance runs.

use crate::domain::alarm::facts::{
    BackupFacts, Disk, OutboxFacts, Overdue, RunningFacts, Silence, Task, Untold,
};
use crate::domain::alarm::finding::Finding;
use crate::domain::alarm::kind::{Kind, Level};
use crate::domain::alarm::sentence::lasting;
use crate::domain::language::Language;
use time::Duration;

/// A message that waits longer is late.
const MESSAGE_LATE: Duration = Duration::minutes(15);
/// What is to be sent to customers and has been due longer is not being sent.
const OUTBOX_LATE: Duration = Duration::minutes(15);
/// So many questions to Cal.com in a row, over so long, must go unanswered.
const SILENT_QUESTIONS: u64 = 3;
const SILENT_FOR: Duration = Duration::minutes(2);
/// So many bookings, found by so many polls over so long, must have changed without a webhook.
const UNTOLD_BOOKINGS: u64 = 3;
const UNTOLD_POLLS: u64 = 2;
const UNTOLD_FOR: Duration = Duration::minutes(15);
/// Less room than this is little, and next to none.
const DISK_LITTLE_BYTES: u64 = 1 << 30;
const DISK_HARDLY_ANY_BYTES: u64 = 200 << 20;
/// A disk of which so much is free is not nearly full, however small it is.
const DISK_FREE_PERCENT: u64 = 25;
/// Clocks may differ by so much.
const CLOCK_MAX: Duration = Duration::minutes(1);

/// One finding per kind, always the same kinds in the same order.
pub fn findings(facts: &RunningFacts, language: Language) -> Vec<Finding> {
    let told = |kind, broken| Finding::of(kind, broken);
    vec![
        told(Kind::InboxDead, inbox_dead(facts.dead_messages, language)),
        told(Kind::InboxLate, inbox_late(facts.oldest_message, language)),
        told(Kind::VisitStuck, visit_stuck(facts.stuck_visits, language)),
        told(Kind::OutboxFailing, facts.outbox.and_then(|outbox| outbox_failing(outbox, language))),
        told(
            Kind::CalcomUnreachable,
            facts.calcom_silent.and_then(|silence| unreachable(silence, language)),
        ),
        told(Kind::KeyRefused, facts.refused.map(|reason| refused(reason.as_str(), language))),
        told(Kind::EventTypeGone, event_types_gone(facts.event_types_gone, language)),
        told(Kind::WebhooksSilent, facts.untold.and_then(|untold| untold_of(untold, language))),
        told(Kind::SyncOverdue, overdue(&facts.overdue, language)),
        told(Kind::BackupOverdue, facts.backup.and_then(|backup| backup_overdue(backup, language))),
        disk(facts.disk, language),
        clock(facts.clock_ahead, language),
        told(
            Kind::Database,
            facts.trouble.map(|trouble| {
                let what = trouble.as_str();
                let message = language.pick(
                    format!("Die Datenbank nimmt nichts an ({what}): es wird nichts gebucht, das Protokoll sagt mehr."),
                    format!("The database takes nothing ({what}): nothing is booked, the log says more."),
                );
                (Level::Alarm, message)
            }),
        ),
    ]
}

type Broken = Option<(Level, String)>;

fn inbox_dead(count: u64, language: Language) -> Broken {
    let message = language.pick(
        format!("{count} empfangene Nachrichten ließen sich in den letzten 24 Stunden nicht verarbeiten."),
        format!("{count} messages received could not be worked on in the last 24 hours."),
    );
    (count > 0).then_some((Level::Warn, message))
}

fn inbox_late(oldest: Option<Duration>, language: Language) -> Broken {
    let waits = oldest.filter(|waits| *waits > MESSAGE_LATE)?;
    let time = lasting(waits, language);
    let message = language.pick(
        format!(
            "Die älteste empfangene Nachricht wartet seit {time} darauf, verarbeitet zu werden."
        ),
        format!("The oldest message received has been waiting for {time}."),
    );
    Some((Level::Alarm, message))
}

fn visit_stuck(count: u64, language: Language) -> Broken {
    let message = language.pick(
        format!("{count} Besuche lassen sich nicht von selbst klären: `chairside sagas list`."),
        format!("{count} visits cannot be settled without a person: `chairside sagas list`."),
    );
    (count > 0).then_some((Level::Alarm, message))
}

fn outbox_failing(outbox: OutboxFacts, language: Language) -> Broken {
    let late = outbox.oldest_due.filter(|due| *due > OUTBOX_LATE);
    let message = match (outbox.given_up, late) {
        (0, None) => return None,
        (0, Some(due)) => {
            let time = lasting(due, language);
            language.pick(
                format!("Nachrichten an Kunden gehen seit {time} nicht hinaus: `chairside messages list`."),
                format!("Messages to customers have not gone out for {time}: `chairside messages list`."),
            )
        }
        (count, _) => language.pick(
            format!(
                "{count} Nachrichten an Kunden wurden in den letzten 24 Stunden aufgegeben: `chairside messages list`."
            ),
            format!("{count} messages to customers were given up in the last 24 hours: `chairside messages list`."),
        ),
    };
    Some((Level::Alarm, message))
}

fn unreachable(silence: Silence, language: Language) -> Broken {
    let Silence { lasts, questions } = silence;
    let time = lasting(lasts, language);
    let message = language.pick(
        format!("Cal.com antwortet seit {time} nicht ({questions} Fragen ohne Antwort)."),
        format!("Cal.com has not answered for {time} ({questions} questions without an answer)."),
    );
    (lasts >= SILENT_FOR && questions >= SILENT_QUESTIONS).then_some((Level::Alarm, message))
}

fn refused(reason: &str, language: Language) -> (Level, String) {
    let message = language.pick(
        format!(
            "Cal.com lehnt alles ab ({reason}): es wird nichts gebucht; `chairside warnings list`."
        ),
        format!(
            "Cal.com refuses everything ({reason}): nothing is booked; `chairside warnings list`."
        ),
    );
    (Level::Alarm, message)
}

fn event_types_gone(count: u64, language: Language) -> Broken {
    let message = language.pick(
        format!("{count} Ereignistypen gibt es bei Cal.com nicht mehr: `chairside warnings list`."),
        format!("{count} event types are gone at Cal.com: `chairside warnings list`."),
    );
    (count > 0).then_some((Level::Alarm, message))
}

fn untold_of(untold: Untold, language: Language) -> Broken {
    let Untold { bookings, lasts, polls } = untold;
    let time = lasting(lasts, language);
    let message = language.pick(
        format!(
            "Cal.coms Webhooks schweigen: {bookings} Buchungen änderten sich in {time}, und nur das Nachfragen hat sie \
             gefunden."
        ),
        format!(
            "Cal.com's webhooks are silent: {bookings} bookings changed within {time}, and only the poll has found them."
        ),
    );
    let is_bad = bookings >= UNTOLD_BOOKINGS && polls >= UNTOLD_POLLS && lasts >= UNTOLD_FOR;
    is_bad.then_some((Level::Alarm, message))
}

fn overdue(all: &[Overdue], language: Language) -> Broken {
    let name = |task: Task| match task {
        Task::HostSync => language.pick("Abgleich der Hosts", "the host sync"),
        Task::EventTypes => language.pick("Abgleich der Ereignistypen", "comparing event types"),
        Task::Poll => language.pick("Nachfragen bei Cal.com", "the poll"),
    };
    let one = |one: &Overdue| format!("{} ({})", name(one.what), lasting(one.lasts, language));
    let names: Vec<String> = all.iter().map(one).collect();
    let names = names.join(", ");
    let message = language.pick(
        format!("Überfällig, so lange ohne Erfolg: {names}."),
        format!("Overdue, without success for so long: {names}."),
    );
    (!all.is_empty()).then_some((Level::Alarm, message))
}

fn backup_overdue(backup: BackupFacts, language: Language) -> Broken {
    let message = match backup.newest {
        Some(age) if age <= backup.allowed => return None,
        Some(age) => {
            let age = lasting(age, language);
            language.pick(
                format!("Die neueste Sicherung ist von vor {age}."),
                format!("The newest backup is {age} old."),
            )
        }
        None => language.pick("Es gibt keine Sicherung.", "There is no backup.").to_owned(),
    };
    Some((Level::Alarm, message))
}

fn disk(disk: Option<Disk>, language: Language) -> Finding {
    let Some(Disk { free_bytes, all_bytes }) = disk else {
        return Finding::unknown(Kind::DiskNearlyFull);
    };
    let megabytes = free_bytes >> 20;
    let message = language.pick(
        format!("Auf der Platte der Datenbank sind nur noch {megabytes} MB frei."),
        format!("Only {megabytes} MB are left on the database's disk."),
    );
    let is_roomy =
        u128::from(free_bytes) * 100 >= u128::from(all_bytes) * u128::from(DISK_FREE_PERCENT);
    let level = match free_bytes {
        0..DISK_HARDLY_ANY_BYTES => Some(Level::Alarm),
        DISK_HARDLY_ANY_BYTES..DISK_LITTLE_BYTES if !is_roomy => Some(Level::Warn),
        _ => None,
    };
    Finding::of(Kind::DiskNearlyFull, level.map(|level| (level, message)))
}

fn clock(ahead: Option<Duration>, language: Language) -> Finding {
    let Some(ahead) = ahead else { return Finding::unknown(Kind::ClockOff) };
    let seconds = ahead.abs().whole_seconds();
    let way = match ahead.is_negative() {
        true => language.pick("nach", "behind"),
        false => language.pick("vor", "ahead of"),
    };
    let message = language.pick(
        format!("Unsere Uhr geht gegenüber Cal.com {seconds} Sekunden {way}."),
        format!("Our clock is {seconds} seconds {way} Cal.com's."),
    );
    let is_bad = ahead.abs() > CLOCK_MAX;
    Finding::of(Kind::ClockOff, is_bad.then_some((Level::Alarm, message)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::trouble::TroubleKind;
    use crate::domain::visit::refusal::Reason;

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
        let unsigned = |n: i64| u64::try_from(n).unwrap();
        assert_eq!(unsigned(7), 7);
        let cases: [Case; 11] = [
            (|f, n| f.dead_messages = n as u64, Kind::InboxDead, &[(0, None), (1, Some(Warn))]),
            (
                |f, n| f.oldest_message = Some(Duration::seconds(n)),
                Kind::InboxLate,
                &[(0, None), (900, None), (901, Some(Alarm))],
            ),
            (|f, n| f.stuck_visits = n as u64, Kind::VisitStuck, &[(0, None), (1, Some(Alarm))]),
            (
                |f, n| {
                    f.outbox =
                        Some(OutboxFacts { oldest_due: Some(Duration::seconds(n)), given_up: 0 })
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
                    f.calcom_silent =
                        Some(Silence { lasts: Duration::seconds(120), questions: n as u64 })
                },
                Kind::CalcomUnreachable,
                &[(2, None), (3, Some(Alarm))],
            ),
            (
                |f, n| {
                    f.calcom_silent = Some(Silence { lasts: Duration::seconds(n), questions: 9 })
                },
                Kind::CalcomUnreachable,
                &[(119, None), (120, Some(Alarm))],
            ),
            (
                |f, n| f.event_types_gone = n as u64,
                Kind::EventTypeGone,
                &[(0, None), (2, Some(Alarm))],
            ),
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
            let unknown = [Kind::DiskNearlyFull, Kind::ClockOff].contains(&found.kind);
            let expected = if unknown { State::Unknown } else { State::Well };
            assert_eq!(found.state, expected, "{:?}", found.kind);
        }
        let small = Disk { free_bytes: 300 << 20, all_bytes: 900 << 20 };
        assert_eq!(broken(&of(|facts| facts.disk = Some(small))), []);
    }

    #[test]
    fn the_sentences_say_how_much_and_what_to_do() {
        let facts = RunningFacts {
            dead_messages: 2,
            oldest_message: Some(Duration::minutes(17)),
            stuck_visits: 1,
            outbox: Some(OutboxFacts { oldest_due: Some(Duration::hours(3)), given_up: 0 }),
            calcom_silent: Some(Silence { lasts: Duration::minutes(4), questions: 5 }),
            refused: Some(Reason::KeyRefused),
            event_types_gone: 1,
            untold: Some(Untold { bookings: 4, lasts: Duration::minutes(30), polls: 3 }),
            overdue: vec![Overdue { what: Task::HostSync, lasts: Duration::days(3) }],
            backup: Some(BackupFacts { newest: None, allowed: Duration::hours(26) }),
            disk: Some(Disk { free_bytes: 150 << 20, all_bytes: 1 << 40 }),
            clock_ahead: Some(Duration::seconds(-75)),
            trouble: Some(TroubleKind::Full),
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
        assert_eq!(
            told(Kind::InboxLate),
            "The oldest message received has been waiting for 17 min."
        );
        assert_eq!(told(Kind::ClockOff), "Our clock is 75 seconds behind Cal.com's.");
        assert_eq!(told(Kind::BackupOverdue), "There is no backup.");
        assert_eq!(
            told(Kind::SyncOverdue),
            "Overdue, without success for so long: the host sync (3 days)."
        );
    }
}
