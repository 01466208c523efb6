//! The conditions about how the appliance runs.

use crate::domain::alarm::facts::{
    BackupFacts, Disk, Heard, OutboxFacts, Overdue, RunningFacts, Silence, Task, Untold,
};
use crate::domain::alarm::finding::Finding;
use crate::domain::alarm::kind::{Kind, Level};
use crate::domain::alarm::sentence::lasting;
use crate::domain::language::Language;
use crate::domain::trouble::TroubleKind;
use time::Duration;

/// A message that waits longer is late.
const MESSAGE_LATE: Duration = Duration::minutes(15);
/// A visit that is being settled for longer is as good as stuck. Nobody waits so long before giving it up.
const VISIT_LATE: Duration = Duration::hours(2);
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
    // What waits at a start has waited for it, and is worked off in the first moments.
    let waits = |age: Option<Duration>| age.filter(|_| !facts.is_young);
    let outbox =
        facts.outbox.map(|outbox| OutboxFacts { oldest_due: waits(outbox.oldest_due), ..outbox });
    vec![
        told(Kind::InboxDead, inbox_dead(facts.dead_messages, language)),
        told(Kind::InboxLate, inbox_late(waits(facts.oldest_message), language)),
        told(
            Kind::VisitStuck,
            visit_stuck(facts.stuck_visits, waits(facts.oldest_visit), language),
        ),
        told(Kind::OutboxFailing, outbox.and_then(|outbox| outbox_failing(outbox, language))),
        unreachable(facts.calcom, language),
        told(Kind::KeyRefused, refused(facts, language)),
        told(Kind::EventTypeGone, event_types_gone(facts.event_types_gone, language)),
        told(Kind::WebhooksSilent, facts.untold.and_then(|untold| untold_of(untold, language))),
        told(Kind::SyncOverdue, overdue(&facts.overdue, language)),
        told(Kind::BackupOverdue, facts.backup.and_then(|backup| backup_overdue(backup, language))),
        disk(facts.disk, language),
        clock(facts.clock_ahead, language),
    ]
}

/// Whether the database takes what is written.
pub fn database(trouble: Option<TroubleKind>, language: Language) -> Finding {
    let broken = trouble.map(|trouble| {
        let what = trouble.as_str();
        let message = language.pick(
            format!("Die Datenbank nimmt nichts an ({what}): es wird nichts gebucht, das Protokoll sagt mehr."),
            format!("The database takes nothing ({what}): nothing is booked, the log says more."),
        );
        (Level::Alarm, message)
    });
    Finding::of(Kind::Database, broken)
}

type Broken = Option<(Level, String)>;

fn inbox_dead(count: u64, language: Language) -> Broken {
    let message = language.pick(
        format!("Empfangene Nachrichten, die sich in den letzten 24 Stunden nicht verarbeiten ließen: {count}."),
        format!("Messages received that could not be worked on in the last 24 hours: {count}."),
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

fn visit_stuck(count: u64, oldest: Option<Duration>, language: Language) -> Broken {
    let late = oldest.filter(|lasts| *lasts > VISIT_LATE).map(|lasts| lasting(lasts, language));
    let message = match (count, late) {
        (0, None) => return None,
        (0, Some(time)) => language.pick(
            format!("Seit {time} steht nicht fest, was bei Cal.com aus einem Besuch wurde: `chairside sagas list`."),
            format!("For {time} it has not been known what became of a visit at Cal.com: `chairside sagas list`."),
        ),
        (count, _) => language.pick(
            format!("Besuche, die sich nicht von selbst klären lassen: {count}; `chairside sagas list`."),
            format!("Visits that cannot be settled without a person: {count}; `chairside sagas list`."),
        ),
    };
    Some((Level::Alarm, message))
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
            format!("In den letzten 24 Stunden aufgegebene Nachrichten an Kunden: {count}; `chairside messages list`."),
            format!("Messages to customers given up in the last 24 hours: {count}; `chairside messages list`."),
        ),
    };
    Some((Level::Alarm, message))
}

/// Before the first answer, and after the first that did not come, nobody can say: a restart is no all clear.
fn unreachable(heard: Heard, language: Language) -> Finding {
    let kind = Kind::CalcomUnreachable;
    let Silence { lasts, questions } = match heard {
        Heard::Nothing => return Finding::unknown(kind),
        Heard::Answers => return Finding::of(kind, None),
        Heard::Silence(silence) => silence,
    };
    if lasts < SILENT_FOR || questions < SILENT_QUESTIONS {
        return Finding::unknown(kind);
    }
    let time = lasting(lasts, language);
    let message = language.pick(
        format!("Cal.com antwortet seit {time} nicht ({questions} Fragen ohne Antwort)."),
        format!("Cal.com has not answered for {time} ({questions} questions without an answer)."),
    );
    Finding::of(kind, Some((Level::Alarm, message)))
}

fn refused(facts: &RunningFacts, language: Language) -> Broken {
    let message = match (facts.refused, facts.without_right) {
        (Some(reason), _) => {
            let reason = reason.as_str();
            language.pick(
                format!("Cal.com lehnt alles ab ({reason}): es wird nichts gebucht; `chairside warnings list`."),
                format!("Cal.com refuses everything ({reason}): nothing is booked; `chairside warnings list`."),
            )
        }
        (None, 0) => return None,
        (None, count) => language.pick(
            format!("Ereignistypen, die unser Schlüssel bei Cal.com nicht buchen darf: {count}; `chairside warnings list`."),
            format!("Event types that our key may not book at Cal.com: {count}; `chairside warnings list`."),
        ),
    };
    Some((Level::Alarm, message))
}

fn event_types_gone(count: u64, language: Language) -> Broken {
    let message = language.pick(
        format!(
            "Ereignistypen, die es bei Cal.com nicht mehr gibt: {count}; `chairside warnings list`."
        ),
        format!("Event types that are gone at Cal.com: {count}; `chairside warnings list`."),
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
    let since = language.pick("seit", "for");
    let one =
        |one: &Overdue| format!("{} ({since} {})", name(one.what), lasting(one.lasts, language));
    let names: Vec<String> = all.iter().map(one).collect();
    let names = names.join(", ");
    let message = language.pick(
        format!("Überfällig, ohne Erfolg: {names}."),
        format!("Overdue, without success: {names}."),
    );
    (!all.is_empty()).then_some((Level::Alarm, message))
}

fn backup_overdue(backup: BackupFacts, language: Language) -> Broken {
    if let Some(failing) = backup.failing {
        let time = lasting(failing, language);
        let message = language.pick(
            format!("Die Sicherung misslingt seit {time}: das Protokoll sagt, warum."),
            format!("The backup has been failing for {time}: the log says why."),
        );
        return Some((Level::Alarm, message));
    }
    let message = match backup.newest {
        Some(age) if age <= backup.allowed => return None,
        Some(age) => {
            let age = lasting(age, language);
            language.pick(
                format!("Die neueste Sicherung wurde vor {age} gemacht."),
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
