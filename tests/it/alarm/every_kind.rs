//! Every kind of alarm from a database: it is told, told again while it lasts, and told to be over.

use crate::alarm::life::{dead_message, minutes};
use crate::alarm::listener::Listener;
use crate::quality::world::stamp;
use crate::support::bare::{Bare, host};
use chairside::calcom::exchange::{Ended, Exchange};
use chairside::calcom::urgency::Urgency;
use chairside::domain::alarm::facts::{Disk, RunningFacts};
use chairside::domain::alarm::kind::Kind;
use chairside::domain::alarm::running;
use chairside::domain::language::Language;
use chairside::frontdesk::alarm::evaluate;
use rusqlite::Connection;
use time::{Duration, OffsetDateTime};

/// How something is broken, and mended.
struct Case {
    kind: Kind,
    break_it: fn(&Bare),
    mend: fn(&Bare),
}

fn case(kind: Kind, break_it: fn(&Bare), mend: fn(&Bare)) -> Case {
    Case { kind, break_it, mend }
}

fn execute(salon: &Bare, sql: &str) {
    let now = stamp(salon.clock.now());
    let sql = sql.replace("NOWMS", &now.replace('Z', ".000Z")).replace("NOW", &now);
    Connection::open(salon.database()).unwrap().execute_batch(&sql).unwrap();
}

/// Bookings of just now: matched by the address, with everything that there should be.
fn bookings(salon: &Bare, count: u32) {
    execute(
        salon,
        &format!(
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < {count})
             INSERT INTO appointments (company_id, staff_id, calcom_v2_booking_uid, calcom_host_id, status, source, starts_at,
                 ends_at, assignment_state, created_at, updated_at)
             SELECT 1, (SELECT min(id) FROM staff), hex(randomblob(9)), 7001, 'confirmed', 'retell_phone',
                 '2026-12-24T08:00:00Z', '2026-12-24T09:00:00Z', 'matched', 'NOW', 'NOW' FROM n;
             INSERT INTO appointment_segments (appointment_id, segment_key, position, booking_status, starts_at, ends_at,
                 assignment_state, rule)
             SELECT id, 'A', 1, 'accepted', starts_at, ends_at, 'matched', 'email' FROM appointments
             WHERE id NOT IN (SELECT appointment_id FROM appointment_segments);"
        ),
    );
}

fn mappings(salon: &Bare, source: &str) {
    execute(
        salon,
        &format!(
            "INSERT INTO calcom_host_mappings (company_id, staff_id, calcom_host_id, mapping_source, confidence_score,
                 is_active, created_at, updated_at)
             SELECT 1, id, 8000 + row_number() OVER (), '{source}', 95, 1, 'NOW', 'NOW' FROM staff;"
        ),
    );
}

/// Cal.com answers, or not; `ahead` is how far its clock is.
fn heard(salon: &Bare, ended: Ended<'_>, ahead: Duration) {
    let now = salon.clock.now();
    let took = Some(std::time::Duration::from_millis(50));
    let date = Some(now + ahead);
    let urgency = Urgency::Sync;
    let exchange = Exchange { method: "GET", path: "/v2/me", urgency, ended, took, date };
    salon.desk.pulse.hear(&exchange, now);
}

fn answered() -> Ended<'static> {
    Ended::Answered { status: 200, body: &[] }
}

fn ahead(salon: &Bare, by: Duration) {
    heard(salon, answered(), by);
    heard(salon, answered(), by);
}

fn disk(salon: &Bare, free_bytes: u64) {
    let disk = Some(Disk { free_bytes, all_bytes: 1 << 40 });
    let facts = RunningFacts { disk, ..RunningFacts::default() };
    let mut found = running::findings(&facts, Language::De);
    found.retain(|found| found.kind == Kind::DiskNearlyFull);
    evaluate::take_in(&salon.desk, found, salon.clock.now()).unwrap();
}

/// All but the database's own, which is told past it.
fn cases() -> Vec<Case> {
    vec![
        case(
            Kind::StaffAssignment,
            |salon| {
                bookings(salon, 20);
                execute(salon, "UPDATE appointments SET staff_id = NULL WHERE id % 2");
            },
            |salon| {
                execute(salon, "UPDATE appointments SET staff_id = (SELECT min(id) FROM staff)")
            },
        ),
        case(
            Kind::HostExtraction,
            |salon| {
                bookings(salon, 20);
                execute(salon, "UPDATE appointments SET calcom_host_id = NULL WHERE id % 2");
            },
            |salon| execute(salon, "UPDATE appointments SET calcom_host_id = 7001"),
        ),
        case(
            Kind::MatchedByEmail,
            |salon| {
                bookings(salon, 20);
                execute(salon, "UPDATE appointment_segments SET rule = 'manual' WHERE id % 2");
            },
            |salon| execute(salon, "UPDATE appointment_segments SET rule = 'email'"),
        ),
        case(
            Kind::MatchedByName,
            |salon| {
                bookings(salon, 20);
                execute(salon, "UPDATE appointment_segments SET rule = 'name' WHERE id % 2");
            },
            |salon| execute(salon, "UPDATE appointment_segments SET rule = 'email'"),
        ),
        case(
            Kind::Failed,
            |salon| {
                bookings(salon, 20);
                execute(
                    salon,
                    "UPDATE appointments SET assignment_state = 'no_candidate' WHERE id % 2",
                );
            },
            |salon| execute(salon, "UPDATE appointments SET assignment_state = 'matched'"),
        ),
        case(
            Kind::AutomaticMappings,
            |salon| mappings(salon, "manual"),
            |salon| execute(salon, "UPDATE calcom_host_mappings SET mapping_source = 'auto_email'"),
        ),
        case(
            Kind::ManualIntervention,
            |salon| {
                bookings(salon, 20);
                execute(
                    salon,
                    "INSERT INTO decisions (company_id, segment_id, appointment_id, state, details, decided_by, decided_at)
                     SELECT 1, id, id, 'matched', '{}', 'Nadine Roth', 'NOW' FROM appointments WHERE id % 2",
                );
            },
            // A hundred that nobody had to correct.
            |salon| bookings(salon, 100),
        ),
        case(
            Kind::CalcomData,
            |salon| {
                bookings(salon, 20);
                execute(
                    salon,
                    "UPDATE appointment_segments SET booking_status = NULL WHERE id % 2",
                );
            },
            |salon| execute(salon, "UPDATE appointment_segments SET booking_status = 'accepted'"),
        ),
        case(
            Kind::DayAtZero,
            |salon| {
                bookings(salon, 3);
                execute(salon, "UPDATE appointments SET staff_id = NULL, calcom_host_id = NULL");
            },
            |salon| {
                execute(
                    salon,
                    "UPDATE appointments SET staff_id = (SELECT min(id) FROM staff), calcom_host_id = 7001 WHERE id = 1",
                );
            },
        ),
        case(
            Kind::WithoutHost,
            |salon| {
                bookings(salon, 6);
                execute(salon, "UPDATE appointments SET calcom_host_id = NULL");
            },
            |salon| execute(salon, "UPDATE appointments SET calcom_host_id = 7001 WHERE id = 1"),
        ),
        case(
            Kind::UnmappedStaff,
            |salon| salon.clock.forward(Duration::hours(13)),
            |salon| mappings(salon, "auto_email"),
        ),
        case(Kind::InboxDead, dead_message, |salon| execute(salon, "DELETE FROM inbox")),
        case(
            Kind::InboxLate,
            |salon| {
                execute(
                    salon,
                    "INSERT INTO inbox (channel, event, subject, body, state, next_try_at, received_at)
                     VALUES ('calcom_webhook', 'BOOKING_CREATED', 'x', x'00', 'open', '2027-01-01T00:00:00.000Z', 'NOWMS')",
                );
                salon.clock.forward(Duration::minutes(16));
            },
            |salon| execute(salon, "DELETE FROM inbox"),
        ),
        case(
            Kind::VisitStuck,
            |salon| {
                execute(
                    salon,
                    "INSERT INTO sagas (id, kind, params, state, created_at, updated_at)
                     VALUES ('s', 'book', '{}', 'stuck', 'NOWMS', 'NOWMS')",
                );
            },
            |salon| execute(salon, "UPDATE sagas SET state = 'done'"),
        ),
        case(
            Kind::OutboxFailing,
            |salon| {
                execute(
                    salon,
                    "INSERT INTO outbox (number, id, company_id, visit_ref, kind, revision, channel, recipient, facts, state, due_at,
                         next_try_at, created_at, written_at)
                     VALUES (1, '000000000001m', 1, 'v', 'confirmed', 0, 'mail', 'kim@privat.example', '{}', 'open', 'NOWMS', 'NOWMS',
                         'NOWMS', 'NOWMS')",
                );
                salon.clock.forward(Duration::minutes(16));
            },
            |salon| execute(salon, "DELETE FROM outbox"),
        ),
        case(
            Kind::CalcomUnreachable,
            |salon| {
                for _ in 0..3 {
                    heard(salon, Ended::Lost, Duration::ZERO);
                }
                salon.clock.forward(Duration::minutes(2));
            },
            |salon| heard(salon, answered(), Duration::ZERO),
        ),
        case(
            Kind::KeyRefused,
            |salon| warn(salon, "no_right"),
            |salon| execute(salon, "UPDATE warnings SET cleared_at = 'NOW'"),
        ),
        case(
            Kind::EventTypeGone,
            |salon| warn(salon, "event_type_gone"),
            |salon| execute(salon, "UPDATE warnings SET cleared_at = 'NOW'"),
        ),
        case(
            Kind::WebhooksSilent,
            |salon| {
                execute(
                    salon,
                    "INSERT INTO poll_state (company_id, read_until, updated_at, untold, untold_polls, untold_since)
                     VALUES (1, 'NOWMS', 'NOWMS', 3, 2, 'NOWMS')",
                );
                salon.clock.forward(Duration::minutes(16));
            },
            |salon| {
                execute(
                    salon,
                    "INSERT INTO inbox (channel, event, body, state, received_at, finished_at)
                     VALUES ('calcom_webhook', 'PING', x'00', 'done', 'NOWMS', 'NOWMS')",
                );
            },
        ),
        case(
            Kind::SyncOverdue,
            |salon| {
                // An empty list of members is a fault.
                minutes(salon, 1);
                salon.clock.forward(Duration::hours(7));
            },
            |salon| {
                *salon.lists.members.lock().unwrap() =
                    vec![host(7001, "Emma Vogel", "emma@salon.example")];
                minutes(salon, 20);
            },
        ),
        case(
            Kind::BackupOverdue,
            |salon| backup_of(salon, salon.clock.now() - Duration::hours(27)),
            |salon| backup_of(salon, salon.clock.now()),
        ),
        case(
            Kind::ClockOff,
            |salon| ahead(salon, Duration::seconds(-90)),
            |salon| {
                ahead(salon, Duration::ZERO);
            },
        ),
    ]
}

fn warn(salon: &Bare, kind: &str) {
    let sql = format!(
        "INSERT INTO warnings (company_id, kind, subject, message, raised_at) VALUES (1, '{kind}', '501', 'x', 'NOW')"
    );
    execute(salon, &sql);
}

fn backups(salon: &Bare) -> std::path::PathBuf {
    salon.desk.salon.config.alerts.backup_dir.clone().unwrap()
}

fn backup_of(salon: &Bare, at: OffsetDateTime) {
    let path = backups(salon).join("backup.db");
    std::fs::write(&path, "x").unwrap();
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(at.into()).unwrap();
}

/// What was said of this kind.
fn said(salon: &Bare, kind: Kind) -> Vec<String> {
    salon.rows(&format!(
        "SELECT n.tells || ' ' || n.state FROM alarm_notices n JOIN alarms a ON a.id = n.alarm_id
         WHERE a.kind = '{}' ORDER BY n.id",
        kind.as_str()
    ))
}

#[test]
fn each_is_told_once_again_while_it_lasts_and_when_it_is_over() {
    let listener = Listener::start();
    let mut kinds = Vec::new();
    for Case { kind, break_it, mend } in cases() {
        let folder = tempfile::tempdir().unwrap();
        // Where no backups are looked for, none is missed.
        let backups = match kind {
            Kind::BackupOverdue => format!("backup_dir = {:?}", folder.path()),
            _ => String::new(),
        };
        let hook = listener.url("/salon");
        let salon =
            Bare::open(&format!("[alerts]\nhook_url = \"{hook}\"\nremind_hours = 1\n{backups}\n"));
        if kind == Kind::BackupOverdue {
            backup_of(&salon, salon.clock.now());
        }
        minutes(&salon, 2);
        assert_eq!(said(&salon, kind), [""; 0], "{kind:?}: nothing is wrong");
        break_it(&salon);
        minutes(&salon, 3);
        assert_eq!(said(&salon, kind), ["fired sent"], "{kind:?}");
        minutes(&salon, 40);
        assert_eq!(said(&salon, kind), ["fired sent"], "{kind:?}: told once");
        minutes(&salon, 25);
        assert_eq!(said(&salon, kind), ["fired sent", "still sent"], "{kind:?}");
        mend(&salon);
        minutes(&salon, 13);
        assert_eq!(said(&salon, kind), ["fired sent", "still sent", "clear sent"], "{kind:?}");
        minutes(&salon, 70);
        assert_eq!(said(&salon, kind).len(), 3, "{kind:?}: over is over");
        let title = format!("({})", kind.as_str());
        let heard = listener.take();
        let titles = heard.iter().filter(|heard| heard.body.contains(&title)).count();
        assert_eq!(titles, 3, "{kind:?}");
        kinds.push(kind);
    }
    kinds.extend([Kind::DiskNearlyFull, Kind::Database]);
    kinds.sort();
    assert_eq!(kinds, Kind::ALL, "the two have tests of their own");
}

#[test]
fn a_disk_that_fills_up_is_told_and_so_is_that_it_has_room_again() {
    let listener = Listener::start();
    let hook = listener.url("/salon");
    let salon = Bare::open(&format!("[alerts]\nhook_url = \"{hook}\"\nremind_hours = 1\n"));
    let tells = || said(&salon, Kind::DiskNearlyFull);
    disk(&salon, 1 << 20);
    assert_eq!(tells(), ["fired open"]);
    salon.work.tell_alarms();
    salon.clock.forward(Duration::minutes(61));
    disk(&salon, 1 << 20);
    salon.work.tell_alarms();
    assert_eq!(tells(), ["fired sent", "still sent"]);
    for _ in 0..2 {
        salon.clock.forward(Duration::minutes(11));
        disk(&salon, 1 << 40);
    }
    salon.work.tell_alarms();
    assert_eq!(tells(), ["fired sent", "still sent", "clear sent"]);
    let message = salon.rows("SELECT message FROM alarms WHERE kind = 'disk_nearly_full'");
    assert_eq!(message, ["Auf der Platte der Datenbank sind nur noch 1 MB frei."]);
}
