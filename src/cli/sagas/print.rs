//! What `sagas` says: tables for people, JSON for programs, times in the salon's zone.

use crate::cli::table;
use crate::domain::calendar::zone::Zone;
use crate::domain::saga::Event;
use crate::domain::visit::booking::BookingStatus;
use crate::domain::visit::saga_plan::Action;
use crate::frontdesk::Desk;
use crate::frontdesk::visit::sagas::{Case, why};
use crate::store::visit::saga_journal::JournalLine;
use crate::store::visit::segment::Segment;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

/// So much of a name is shown in a list; the whole of it is in the JSON.
const NAME_SHOWN_CHARS: usize = 8;
/// From here on an age is told in hours.
const HOURS_FROM_MINUTES: i64 = 120;
/// From here on an age is told in days.
const DAYS_FROM_HOURS: i64 = 48;

/// Those that are not at rest.
pub fn list(desk: &Desk, cases: &[Case], as_json: bool) {
    if as_json {
        let cases = cases.iter().map(|case| case_json(desk, case)).collect();
        println!("{}", Value::Array(cases));
        return;
    }
    if cases.is_empty() {
        println!("every visit is settled");
        return;
    }
    let rows: Vec<Vec<String>> = cases
        .iter()
        .map(|case| {
            let saga = &case.saga;
            vec![
                saga.id.chars().take(NAME_SHOWN_CHARS).collect(),
                state(desk, case),
                saga.kind.as_str().to_owned(),
                age(desk.now() - saga.created_at),
                saga.attempts.to_string(),
                table::or_dash(case.appointment),
                table::or_dash(why(saga)),
            ]
        })
        .collect();
    table::print(&["saga", "state", "kind", "age", "attempts", "appointment", "why"], &rows);
}

/// One, with all that is known of it.
pub fn show(desk: &Desk, case: &Case, as_json: bool) {
    if as_json {
        println!("{}", case_json(desk, case));
        return;
    }
    let (saga, zone) = (&case.saga, &desk.salon.zone);
    println!("saga {}: {} a visit, {}", saga.id, saga.kind.as_str(), state(desk, case));
    println!(
        "opened {}, {} attempts without an outcome, round {}",
        zone.rfc3339_local(saga.created_at),
        saga.attempts,
        saga.round
    );
    if let Some(why) = why(saga) {
        println!("why: {why}");
    }
    if let Some((by, reason)) = &saga.closed {
        println!("ended by {by}: {reason}");
    }
    let steps: Vec<Vec<String>> = case
        .plan
        .actions
        .iter()
        .enumerate()
        .map(|(step, action)| {
            vec![step.to_string(), told(zone, action), table::or_dash(fate(case, step))]
        })
        .collect();
    println!();
    table::print(&["step", "what", "came to"], &steps);
    println!();
    table::print(&["when", "round", "step", "event", "with"], &journal(zone, case));
    println!();
    match case.appointment {
        Some(id) => {
            println!("appointment {id}");
            let head = ["part", "what", "start", "end", "at Cal.com", "booking"];
            table::print(&head, &parts(zone, case));
        }
        None => println!("nothing of the visit is known"),
    }
    for uid in &case.left_over {
        println!("left over beside it at Cal.com: booking {uid}");
    }
}

/// The same for programs.
pub fn case_json(desk: &Desk, case: &Case) -> Value {
    let (saga, zone) = (&case.saga, &desk.salon.zone);
    let steps = case.plan.actions.iter().enumerate().map(|(step, action)| {
        json!({ "step": step, "what": told(zone, action), "came_to": fate(case, step) })
    });
    let journal = case.journal.iter().map(|line| {
        json!({ "at": zone.rfc3339_local(line.at), "round": line.round, "step": line.entry.step,
            "event": line.entry.event.as_str(), "with": line.entry.data })
    });
    let parts = case.parts.iter().map(|part| {
        json!({ "key": part.key, "kind": part.kind.as_str(), "name": part.name,
            "start": zone.rfc3339_local(part.starts_at), "end": zone.rfc3339_local(part.ends_at),
            "status": part.booking_status.map(BookingStatus::as_str), "booking_uid": part.booking_uid,
            "staff_id": part.staff.as_ref().map(|staff| &staff.0) })
    });
    json!({
        "saga": saga.id, "kind": saga.kind.as_str(), "state": saga.state.as_str(),
        "overdue": is_overdue(desk, case), "round": saga.round, "attempts": saga.attempts,
        "opened_at": zone.rfc3339_local(saga.created_at),
        "next_try_at": saga.next_try_at.map(|at| zone.rfc3339_local(at)),
        "why": why(saga), "last_error": saga.last_error,
        "closed_by": saga.closed.as_ref().map(|(by, _)| by),
        "closed_reason": saga.closed.as_ref().map(|(_, reason)| reason),
        "calls_off": case.calls_off(), "appointment_id": case.appointment.map(|id| id.0),
        "steps": steps.collect::<Vec<_>>(), "journal": journal.collect::<Vec<_>>(),
        "parts": parts.collect::<Vec<_>>(), "left_over": case.left_over,
    })
}

fn is_overdue(desk: &Desk, case: &Case) -> bool {
    let minutes = i64::try_from(desk.salon.config.booking.give_up_minutes).unwrap_or(i64::MAX);
    case.is_overdue(desk.now(), Duration::seconds(minutes.saturating_mul(60)))
}

fn state(desk: &Desk, case: &Case) -> String {
    let overdue = if is_overdue(desk, case) { ", overdue" } else { "" };
    format!("{}{overdue}", case.saga.state.as_str())
}

fn age(time: Duration) -> String {
    let (minutes, hours) = (time.whole_minutes().max(0), time.whole_hours());
    if minutes < HOURS_FROM_MINUTES {
        format!("{minutes} min")
    } else if hours < DAYS_FROM_HOURS {
        format!("{hours} h")
    } else {
        format!("{} days", time.whole_days())
    }
}

fn told(zone: &Zone, action: &Action) -> String {
    match action {
        Action::Book { segment, event_type_id, start, optional, .. } => {
            let optional = if *optional { ", if it can be had" } else { "" };
            let start = minute(zone, *start);
            format!("book {segment} at {start} (event type {event_type_id}{optional})")
        }
        Action::Reschedule { uid, start, .. } => format!("move {uid} to {}", minute(zone, *start)),
        Action::Cancel { uid, .. } => format!("cancel {uid}"),
    }
}

/// The last that happened to a step.
fn fate(case: &Case, step: usize) -> Option<String> {
    let line = case.journal.iter().rev().find(|line| line.entry.step == step)?;
    let came_to = match line.entry.event {
        Event::Started => "sent, no outcome yet",
        Event::Succeeded => "done",
        Event::Failed => "refused",
        Event::UndoStarted => "being taken back",
        Event::UndoFinished => "taken back",
        Event::UndoFailed => "cannot be taken back",
    };
    Some(match with(line) {
        Some(with) => format!("{came_to}: {with}"),
        None => came_to.to_owned(),
    })
}

/// What the journal has with an event: a reason, or a booking's uid.
fn with(line: &JournalLine) -> Option<&str> {
    let data = &line.entry.data;
    ["why", "without", "uid"].iter().find_map(|key| data.get(key).and_then(Value::as_str))
}

fn journal(zone: &Zone, case: &Case) -> Vec<Vec<String>> {
    let row = |line: &JournalLine| {
        vec![
            zone.rfc3339_local(line.at),
            line.round.to_string(),
            line.entry.step.to_string(),
            line.entry.event.as_str().to_owned(),
            table::or_dash(with(line)),
        ]
    };
    case.journal.iter().map(row).collect()
}

fn parts(zone: &Zone, case: &Case) -> Vec<Vec<String>> {
    let row = |part: &Segment| {
        vec![
            part.key.clone(),
            part.name.clone(),
            minute(zone, part.starts_at),
            zone.clock(part.ends_at),
            table::or_dash(part.booking_status.map(BookingStatus::as_str)),
            table::or_dash(part.booking_uid.as_ref()),
        ]
    };
    case.parts.iter().map(row).collect()
}

/// `2026-12-01 10:30`, on the salon's clock.
pub fn minute(zone: &Zone, at: OffsetDateTime) -> String {
    format!("{} {}", zone.local(at).0, zone.clock(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_what_fits() {
        for (seconds, expected) in [
            (-5, "0 min"),
            (59, "0 min"),
            (7_199, "119 min"),
            (7_200, "2 h"),
            (172_799, "47 h"),
            (172_800, "2 days"),
        ] {
            assert_eq!(age(Duration::seconds(seconds)), expected);
        }
    }
}
