//! `quality` over a hundred thousand appointments.

use crate::quality::world::stamp;
use crate::support::bare::Bare;
use crate::support::harness::START;
use chairside::domain::quality::steps::By;
use chairside::frontdesk::alarm::evaluate;
use chairside::frontdesk::quality::view::Period;
use chairside::frontdesk::quality::{series, view};
use chairside::metrics::expose;
use chairside::metrics::meter::Meter;
use rusqlite::params;
use std::time::{Duration, Instant};

/// Appointments, one each five minutes: all of them within a year.
const APPOINTMENTS: i64 = 100_000;

/// What a look at a month, the alarms and the metrics may take at most, in a debug build as well.
const BOUND: Duration = Duration::from_millis(100);
/// The same where every appointment lies in the days that are looked at.
const BOUND_OF_ALL: Duration = Duration::from_millis(500);
/// A month as curves, in a debug build.
const BOUND_OF_CURVES: Duration = Duration::from_millis(400);
/// The same of all: ten times what a large salon has in a year.
const BOUND_OF_ALL_CURVES: Duration = Duration::from_millis(4_000);

#[test]
fn a_hundred_thousand_appointments_are_no_matter() {
    let salon = Bare::open("");
    let mut connection = rusqlite::Connection::open(salon.database()).unwrap();
    let tx = connection.transaction().unwrap();
    {
        let mut appointment = tx
            .prepare(
                "INSERT INTO appointments (company_id, staff_id, calcom_v2_booking_uid, calcom_host_id, status, source,
                     starts_at, ends_at, assignment_state, metadata, created_at, updated_at)
                 VALUES (1, (SELECT min(id) FROM staff), ?1, 7001, 'confirmed', 'retell_phone', ?2, ?3, 'matched', ?4, ?2, ?2)",
            )
            .unwrap();
        let mut segment = tx
            .prepare(
                "INSERT INTO appointment_segments (appointment_id, segment_key, position, booking_uid, booking_status,
                     starts_at, ends_at, assignment_state, rule)
                 VALUES (?1, 'A', 1, ?2, 'accepted', ?3, ?4, 'matched', 'email')",
            )
            .unwrap();
        let mut decision = tx
            .prepare(
                "INSERT INTO decisions (company_id, segment_id, appointment_id, host_id, state, rule, confidence, details,
                     decided_by, decided_at)
                 SELECT 1, id, appointment_id, 7001, 'matched', 'email', 95,
                     '{\"candidates\":[{\"name\":\"Emma Vogel\"}],\"threshold\":75}', 'system', ?2
                 FROM appointment_segments WHERE id = ?1",
            )
            .unwrap();
        let metadata = format!("{{\"attendee_name\":\"{}\"}}", "Kundin Muster ".repeat(8));
        for number in 0..APPOINTMENTS {
            let made = START - time::Duration::minutes(5 * (APPOINTMENTS - number));
            let (made, ends) = (stamp(made), stamp(START + time::Duration::days(9)));
            let uid = format!("uid{number:017}");
            appointment.execute(params![uid, made, ends, metadata]).unwrap();
            segment.execute(params![tx.last_insert_rowid(), uid, made, ends]).unwrap();
            decision.execute(params![tx.last_insert_rowid(), made]).unwrap();
        }
    }
    tx.commit().unwrap();
    let took = |days: u32| {
        let period = Period::as_of(START, days);
        best(|| {
            let view = view::of(&salon.desk, period).unwrap();
            assert_eq!(view.days.len(), days as usize);
        })
    };
    let (month, year) = (took(30), took(366));
    let curves = |days: u32, by: By| {
        let period = Period::as_of(START, days);
        best(|| assert!(!series::of(&salon.desk, period, by).unwrap().steps.is_empty()))
    };
    let (month_curves, year_curves) = (curves(30, By::Day), curves(366, By::Week));
    let look = best(|| drop(evaluate::evaluate(&salon.desk, START).unwrap()));
    let meter = Meter::default();
    let scrape = best(|| assert!(expose::text(&salon.desk, &meter).unwrap().1.is_none()));
    println!(
        "over {APPOINTMENTS} appointments: quality of 30 days {month:?}, of 366 {year:?}, as curves {month_curves:?} and \
         {year_curves:?}; a look of the alarms {look:?}, the metrics {scrape:?}"
    );
    for (what, time) in [("a month", month), ("the alarms", look), ("the metrics", scrape)] {
        assert!(time < BOUND, "{what}: {time:?}");
    }
    assert!(year < BOUND_OF_ALL, "a year: {year:?}");
    assert!(month_curves < BOUND_OF_CURVES, "the curves of a month: {month_curves:?}");
    assert!(year_curves < BOUND_OF_ALL_CURVES, "the curves of a year: {year_curves:?}");
}

/// The quickest of five: this machine does other things beside.
fn best(run: impl Fn()) -> Duration {
    let timed = |_| {
        let begun = Instant::now();
        run();
        begun.elapsed()
    };
    (0..5).map(timed).min().unwrap()
}
