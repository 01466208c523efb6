//! What is done by itself: syncs, queues, alarms.

use crate::domain::Result;
use crate::domain::alarm::kind::Level;
use crate::domain::alarm::sentence::lasting;
use crate::domain::doctor::finding::Finding;
use crate::frontdesk::Desk;
use crate::ops::doctor::patient::Patient;
use crate::store::alarm::{chore, episode, facts};
use crate::store::messages::outbox;
use crate::store::messages::outbox::Health;
use time::{Duration, OffsetDateTime};

/// What waits for longer is stuck.
const WAITS_MAX: Duration = Duration::minutes(15);
/// So far back given up work counts.
const GIVEN_UP_SINCE: Duration = Duration::hours(24);
/// So long a poll may be ago, beyond its own time, before something is wrong with it.
const POLL_LATE_BY: Duration = Duration::minutes(10);

/// Whether what is done every so often is done, and goes well.
pub(crate) fn syncs(patient: &Patient, desk: &Desk) -> Result<Finding> {
    let (company, now) = (desk.salon.company, patient.now());
    let chores = desk.store.read(|connection| chore::all(connection, company))?;
    let poll = &patient.config.poll;
    if poll.every_seconds == 0 {
        return Ok(Finding::warn(
            patient.pick(
                "das Nachfragen bei Cal.com ist abgeschaltet: ein verlorener Webhook fällt nie auf",
                "the poll is off: a lost webhook is never noticed",
            ),
            patient.pick("in [poll] every_seconds = 60", "set every_seconds = 60 in [poll]"),
        ));
    }
    let language = patient.language;
    let name = |name: &str| match name {
        chore::HOST_SYNC => patient.pick("Abgleich der Personen", "the sync of people"),
        chore::EVENT_TYPES => patient.pick("Abgleich der Ereignistypen", "the sync of event types"),
        chore::BACKUP => patient.pick("die Sicherung", "the backup"),
        chore::RETENTION => {
            patient.pick("das Löschen nach Fristen", "letting go of what was kept long enough")
        }
        _ => patient.pick("Nachfragen bei Cal.com", "the poll"),
    };
    let log = patient.pick(
        "die Zeilen über Cal.com oben ansehen; das Protokoll nennt den Grund",
        "see the lines about Cal.com above; the log says why",
    );
    if let Some((chore, since)) =
        chores.iter().find_map(|chore| Some((chore, chore.failing_since?)))
    {
        let time = lasting((now - since).max(Duration::ZERO), language);
        return Ok(Finding::fail(
            patient.pick(
                format!("{} gelingt seit {time} nicht", name(&chore.name)),
                format!("{} has not gone well for {time}", name(&chore.name)),
            ),
            log,
        ));
    }
    let polled = chores.iter().find(|chore| chore.name == chore::POLL).and_then(|one| one.done_at);
    let Some(polled) = polled else {
        return Ok(Finding::ok(patient.pick("noch nie nötig gewesen", "not due so far")));
    };
    let age = (now - polled).max(Duration::ZERO);
    let every = i64::try_from(poll.every_seconds).unwrap_or(i64::MAX);
    let time = lasting(age, language);
    if age > Duration::seconds(every).saturating_add(POLL_LATE_BY) {
        return Ok(Finding::fail(
            patient.pick(
                format!("zuletzt bei Cal.com nachgefragt vor {time}"),
                format!("Cal.com was last asked {time} ago"),
            ),
            patient.pick(
                "läuft `chairside serve`? Die Zeile „Programm“ sagt es; sonst neu starten",
                "does `chairside serve` run? See the line \"program\"; else start it anew",
            ),
        ));
    }
    Ok(Finding::ok(patient.pick(
        format!("zuletzt bei Cal.com nachgefragt vor {time}"),
        format!("Cal.com was last asked {time} ago"),
    )))
}

/// What waits, how much and since when.
struct Waiting {
    messages: (u64, Option<OffsetDateTime>),
    visits: (u64, Option<OffsetDateTime>),
    stuck: u64,
    dead: u64,
    sending: Health,
}

fn waiting(desk: &Desk, now: OffsetDateTime) -> Result<Waiting> {
    let company = desk.salon.company;
    let since = now.saturating_sub(GIVEN_UP_SINCE);
    desk.store.read(|connection| {
        Ok(Waiting {
            messages: facts::open_messages(connection)?,
            visits: facts::open_visits(connection)?,
            stuck: facts::stuck_visits(connection)?,
            dead: facts::dead_messages(connection, since)?,
            sending: outbox::health(connection, company, since, now)?,
        })
    })
}

/// Whether anything waits for too long, was given up, or is stuck.
pub(crate) fn queues(patient: &Patient, desk: &Desk) -> Result<Finding> {
    let now = patient.now();
    let Waiting { messages, visits, stuck, dead, sending } = waiting(desk, now)?;
    let is_late = |oldest: Option<OffsetDateTime>| oldest.is_some_and(|at| now - at > WAITS_MAX);
    let minutes = WAITS_MAX.whole_minutes();
    let late = patient.pick(
        format!("wartet seit über {minutes} Minuten"),
        format!("has waited for over {minutes} minutes"),
    );
    let running = patient.pick(
        "läuft `chairside serve`? Sonst neu starten; `chairside events list --state open` zeigt, was wartet",
        "does `chairside serve` run? Else start it anew; `chairside events list --state open` shows what waits",
    );
    Ok(if stuck > 0 {
        let seen = patient.pick(
            format!("{stuck} Besuche klären sich nicht von selbst"),
            format!("{stuck} visits cannot be settled without a person"),
        );
        Finding::fail(
            seen,
            patient.pick(
                "`chairside sagas list` sagt je Besuch, was zu tun ist",
                "`chairside sagas list` says for each what to do",
            ),
        )
    } else if is_late(messages.1) {
        Finding::fail(
            patient.pick(format!("Empfangenes {late}"), format!("what came in {late}")),
            running,
        )
    } else if is_late(visits.1) {
        Finding::fail(
            patient.pick(format!("ein Besuch {late}"), format!("a visit {late}")),
            running,
        )
    } else if is_late(sending.due_since) {
        let seen = patient.pick(
            format!("Nachrichten an die Kundschaft: die älteste {late}"),
            format!("messages to customers: the oldest {late}"),
        );
        Finding::fail(
            seen,
            patient.pick(
                "`chairside messages list --open`, und die Zeilen „E-Mail“ und „SMS“",
                "`chairside messages list --open`, and the lines \"mail\" and \"text messages\"",
            ),
        )
    } else if dead > 0 {
        let seen = patient.pick(
            format!("{dead} empfangene Nachrichten ließen sich seit gestern nicht verarbeiten"),
            format!("{dead} messages received could not be worked on since yesterday"),
        );
        Finding::warn(seen, patient.pick("`chairside events list --state dead`, nach dem Beheben `chairside events replay --dead`", "`chairside events list --state dead`, once mended `chairside events replay --dead`"))
    } else if sending.given_up > 0 {
        let given_up = sending.given_up;
        let seen = patient.pick(
            format!("{given_up} Nachrichten an die Kundschaft wurden seit gestern aufgegeben"),
            format!("{given_up} messages to customers were given up since yesterday"),
        );
        Finding::warn(
            seen,
            patient.pick(
                "`chairside messages list`, dann `chairside messages resend`",
                "`chairside messages list`, then `chairside messages resend`",
            ),
        )
    } else {
        let (messages, visits, due) = (messages.0, visits.0, sending.due);
        Finding::ok(patient.pick(
            format!("{messages} empfangene, {visits} Besuche, {due} zu senden in Arbeit"),
            format!("{messages} received, {visits} visits, {due} to be sent at work"),
        ))
    })
}

/// Whether an alarm is open.
pub(crate) fn alarms(patient: &Patient, desk: &Desk) -> Result<Finding> {
    let open = desk.store.read(|connection| episode::open(connection, desk.salon.company))?;
    let Some(worst) = open.iter().max_by_key(|row| row.episode.level) else {
        return Ok(Finding::ok(patient.pick("keiner", "none")));
    };
    let seen = patient.pick(
        format!("{} offen: {}", open.len(), worst.message),
        format!("{} open: {}", open.len(), worst.message),
    );
    let todo =
        patient.pick("`chairside alerts list` zeigt alle", "`chairside alerts list` shows all");
    Ok(match worst.episode.level {
        Level::Alarm => Finding::fail(seen, todo),
        Level::Warn => Finding::warn(seen, todo),
    })
}
