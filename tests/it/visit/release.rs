//! Releasing the held pause of a visit: whole, a part, by two people at once, with a Cal.com that goes wrong.

use crate::support::harness::TestApp;
use crate::visit::world::{
    AT_TEN, agree, blocked, booked, flexible, free, lose, other, refuse, salon, status, there,
    warnings,
};
use chairside::config::Config;
use chairside::domain::calendar::interval::Interval;
use chairside::domain::ids::AppointmentId;
use chairside::domain::{Error, Result};
use chairside::frontdesk::visit::outcome::Outcome;
use chairside::frontdesk::visit::release;
use chairside::frontdesk::visit::release::Release;
use chairside::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use std::time::{Duration, Instant};
use time::macros::datetime;

/// Minutes after 10:00 on the day, as a part of the pause (which is 30 to 75).
fn part(from: i64, until: i64) -> Option<Interval> {
    let ten = datetime!(2026-11-24 09:00 UTC);
    let at = |minutes| ten + time::Duration::minutes(minutes);
    Some(Interval::new(at(from), at(until)).unwrap())
}

fn release(app: &TestApp, visit: i64, part: Option<Interval>) -> Result<Outcome> {
    let order = Release { visit: AppointmentId(visit), pause: None, part, by: "Nadine".into() };
    release::release(&app.appliance.desk, &order, Instant::now() + Duration::from_secs(10))
}

fn held(app: &TestApp) -> Vec<String> {
    there(app).into_iter().filter(|line| line.contains('+')).collect()
}

/// What must be so however a pause was released: the visit stands, and the rows are Cal.com's.
fn assert_stands(app: &TestApp, visit: i64, what: &str) {
    assert_eq!(status(app, visit), "confirmed", "{what}");
    let work: Vec<String> = there(app).into_iter().filter(|line| !line.contains('+')).collect();
    assert!(AT_TEN.iter().all(|line| work.contains(&(*line).to_owned())), "{what}: {work:?}");
    agree(app, what);
    app.deliver_webhooks();
    app.appliance.work.poll_now().unwrap();
    app.settle();
    agree(app, what);
    assert_eq!(status(app, visit), "confirmed", "{what}");
}

#[test]
fn whole() {
    let app = salon(flexible);
    let visit = booked(&app);
    assert_eq!(other(&app, "Spitzen", "10:35"), "taken");
    assert!(matches!(release(&app, visit, None).unwrap(), Outcome::Done(_)));
    assert_eq!(there(&app), AT_TEN);
    assert_stands(&app, visit, "released whole");
    // The margin before B counts from now on.
    assert_eq!(other(&app, "Haarschnitt", "10:30"), "taken");
    assert_eq!(other(&app, "Spitzen", "10:40"), "booked");
    let again = release(&app, visit, None).unwrap_err();
    assert!(matches!(again, Error::NotFound("held pause")), "{again:?}");
    assert_eq!(warnings(&app), 0);
}

#[test]
fn a_part() {
    type Case = (i64, i64, &'static [&'static str], &'static [(&'static str, &'static str)]);
    let cases: [Case; 3] = [
        (30, 70, &["A+ 11:10-11:15 emma"], &[("10:40", "booked")]),
        (45, 75, &["A+ 10:30-10:45 emma"], &[("10:40", "taken"), ("10:45", "taken")]),
        (40, 60, &["A+ 10:30-10:40 emma", "A+2 11:00-11:15 emma"], &[("10:35", "taken")]),
    ];
    for (from, until, stays, asked) in cases {
        let app = salon(flexible);
        let visit = booked(&app);
        assert_eq!(other(&app, "Spitzen", "10:35"), "taken");
        let done = release(&app, visit, part(from, until)).unwrap();
        assert!(matches!(done, Outcome::Done(_)), "{done:?}");
        assert_eq!(held(&app), stays);
        assert_stands(&app, visit, stays[0]);
        for (at, expected) in asked {
            assert_eq!(other(&app, "Spitzen", at), *expected, "{at} {stays:?}");
        }
        assert_eq!(warnings(&app), 0);
    }
}

#[test]
fn what_is_left_of_a_pause_can_be_released_too() {
    let app = salon(flexible);
    let visit = booked(&app);
    release(&app, visit, part(40, 60)).unwrap();
    let which = release(&app, visit, None).unwrap_err();
    assert!(matches!(which, Error::Invalid(_)), "two are held: {which:?}");
    for (key, stays) in [("A+2", vec!["A+ 10:30-10:40 emma".to_owned()]), ("A+", vec![])] {
        let order = Release {
            visit: AppointmentId(visit),
            pause: Some(key.into()),
            part: None,
            by: "Nadine".into(),
        };
        let deadline = Instant::now() + Duration::from_secs(10);
        release::release(&app.appliance.desk, &order, deadline).unwrap();
        assert_eq!(held(&app), stays);
        assert_stands(&app, visit, key);
    }
}

#[test]
fn what_is_not_flexible_or_not_in_the_pause_is_not_released() {
    for (change, expected) in [(blocked as fn(&mut Config), 5), (free, 4)] {
        let app = salon(change);
        let visit = booked(&app);
        let refused = release(&app, visit, None).unwrap_err();
        assert!(matches!(refused, Error::Conflict(_)), "{refused:?}");
        assert_eq!(there(&app).len(), expected);
        assert_eq!(app.count("SELECT count(*) FROM sagas"), 1, "nothing is noted");
    }
    let app = salon(flexible);
    let visit = booked(&app);
    for (from, until) in [(29, 40), (40, 76), (100, 110)] {
        let refused = release(&app, visit, part(from, until)).unwrap_err();
        assert!(matches!(refused, Error::Invalid(_)), "{from} {until}: {refused:?}");
    }
    assert!(matches!(release(&app, 4711, None).unwrap_err(), Error::NotFound(_)));
    assert_eq!(app.count("SELECT count(*) FROM sagas"), 1);
    assert_eq!(held(&app), ["A+ 10:30-11:15 emma"]);
}

#[test]
fn of_two_people_at_once_one_wins() {
    let app = salon(flexible);
    let visit = booked(&app);
    let outcomes: Vec<Result<Outcome>> = std::thread::scope(|scope| {
        let both: Vec<_> =
            (0..2).map(|_| scope.spawn(|| release(&app, visit, part(30, 70)))).collect();
        both.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let done = outcomes.iter().filter(|one| matches!(one, Ok(Outcome::Done(_)))).count();
    assert_eq!(done, 1, "{outcomes:?}");
    assert!(
        outcomes.iter().any(|one| matches!(one, Err(Error::Unavailable(_) | Error::Invalid(_)))),
        "{outcomes:?}"
    );
    assert_eq!(held(&app), ["A+ 11:10-11:15 emma"]);
    assert_stands(&app, visit, "two at once");
    assert_eq!(app.count("SELECT count(*) FROM sagas"), 2);
}

#[test]
fn a_rest_that_cannot_be_booked_any_more_is_released_too() {
    let app = salon(flexible);
    let visit = booked(&app);
    refuse(&app, Operation::Book, 1);
    assert!(matches!(release(&app, visit, part(40, 60)).unwrap(), Outcome::Done(_)));
    assert_eq!(held(&app), ["A+2 11:00-11:15 emma"]);
    assert_eq!(warnings(&app), 1);
    assert_stands(&app, visit, "the first piece was refused");
}

#[test]
fn a_hold_that_cal_com_does_not_give_up_stays() {
    let app = salon(flexible);
    let visit = booked(&app);
    refuse(&app, Operation::Cancel, 1);
    assert!(matches!(release(&app, visit, None).unwrap(), Outcome::Refused(_)));
    assert_eq!(held(&app), ["A+ 10:30-11:15 emma"]);
    assert_stands(&app, visit, "refused");
    assert_eq!(warnings(&app), 0);
}

#[test]
fn what_stays_held_is_nobody_elses_while_it_is_booked_anew() {
    let app = salon(flexible);
    let visit = booked(&app);
    // Cal.com has given the hold up and cannot be reached for the rest of it.
    let book = FaultOn::operation(Operation::Book).containing("\"A+\"");
    app.sandbox.fault(Fault::always(book, FaultKind::Error503));
    let order =
        Release { visit: AppointmentId(visit), pause: None, part: part(45, 75), by: "N".into() };
    let soon = Instant::now() + Duration::from_secs(1);
    assert!(matches!(release::release(&app.appliance.desk, &order, soon), Ok(Outcome::Unsettled)));
    assert!(held(&app).is_empty());
    assert_eq!(other(&app, "Spitzen", "10:35"), "taken");
    app.sandbox.clear_faults();
    app.settle();
    assert_eq!(held(&app), ["A+ 10:30-10:45 emma"]);
    assert_stands(&app, visit, "in the end");
}

#[test]
fn lost_answers_release_once() {
    for (operation, nth) in [(Operation::Cancel, 1), (Operation::Book, 1), (Operation::Book, 2)] {
        let app = salon(flexible);
        let visit = booked(&app);
        lose(&app, operation, nth);
        let outcome = release(&app, visit, part(40, 60)).unwrap();
        assert!(matches!(outcome, Outcome::Done(_)), "{operation:?} {nth}: {outcome:?}");
        assert_eq!(held(&app), ["A+ 10:30-10:40 emma", "A+2 11:00-11:15 emma"], "{operation:?}");
        assert_stands(&app, visit, "a lost answer");
        assert_eq!(app.sandbox.counts().created, 7);
    }
}
