//! `services rehearse`: a visit laid out without booking it.

use crate::cli::outcome::{Outcome, describe};
use crate::cli::services::arguments;
use crate::cli::table;
use crate::domain::calendar::interval::Interval;
use crate::domain::calendar::read;
use crate::domain::calendar::zone::Zone;
use crate::domain::ids::StaffId;
use crate::domain::language::Language;
use crate::domain::service::catalogue::PausePolicy;
use crate::frontdesk::Desk;
use crate::frontdesk::service::rehearse;
use crate::frontdesk::service::rehearse::{Rehearsal, RehearsedPart, RehearsedPause};
use crate::store::host::staff::Listed;
use serde_json::{Value, json};
use std::process::ExitCode;
use time::OffsetDateTime;

/// Tells what would be. Ends with a failure if the visit could not be booked.
pub fn run(desk: &Desk, key: &str, at: &str, staff: Option<&str>, as_json: bool) -> Outcome {
    let service = arguments::find(desk, key)?;
    let zone = &desk.salon.zone;
    let wall = read::parse_instant(at, zone, Language::En).map_err(describe)?;
    let start = read::settle(wall, zone, Language::En).map_err(describe)?;
    let wanted = staff.map(|said| person(desk, &service.people, said)).transpose()?;
    let rehearsal =
        rehearse::rehearse(desk, &service.row.key, start, wanted.as_ref()).map_err(describe)?;
    if as_json {
        println!("{}", rehearsal_json(&rehearsal, zone));
    } else {
        tell(&rehearsal, zone);
    }
    match rehearsal.faults.len() {
        0 => Ok(ExitCode::SUCCESS),
        count => Err(format!("{count} faults: this visit cannot be booked")),
    }
}

fn person(desk: &Desk, people: &[Listed], said: &str) -> Result<StaffId, String> {
    let key = arguments::staff_key(desk, said)?;
    let found = people.iter().find(|one| one.key == key);
    found.map(|one| one.person.id.clone()).ok_or_else(|| format!("nobody has the key {key}"))
}

fn tell(rehearsal: &Rehearsal, zone: &Zone) {
    let whose = rehearsal.lead.as_ref().map_or("whom Cal.com chooses", |lead| &lead.person.name);
    let first = rehearsal.parts.first().map(|part| zone.local(part.part.at.start()).0);
    let day = first.map_or_else(String::new, |day| format!(", {day}"));
    println!(
        "{}{day}, with {whose}; pauses {}. Nothing is booked.",
        rehearsal.service.row.name,
        rehearsal.policy.as_str()
    );
    println!();
    let cells: Vec<Vec<String>> = rehearsal
        .parts
        .iter()
        .map(|one| {
            vec![
                one.label.clone(),
                span(zone, one.part.at),
                who(one),
                one.event_type_id.map_or_else(|| "missing".to_owned(), |id| id.to_string()),
            ]
        })
        .collect();
    table::print(&["", "when", "who", "event type"], &cells);
    println!();
    for pause in &rehearsal.pauses {
        println!("{}", pause_told(rehearsal, pause, zone));
    }
    let buffer = rehearsal.service.row.buffer_minutes;
    if buffer > 0 {
        println!("{buffer} minutes behind the visit are kept free");
    }
    let order: Vec<String> = rehearsal
        .order
        .iter()
        .filter_map(|place| rehearsal.parts.get(*place))
        .map(|one| one.part.key.clone())
        .collect();
    println!("would be booked in this order: {}", order.join(", "));
    for remark in &rehearsal.remarks {
        println!("note: {remark}");
    }
    for fault in &rehearsal.faults {
        println!("fault: {fault}");
    }
}

fn pause_told(rehearsal: &Rehearsal, pause: &RehearsedPause, zone: &Zone) -> String {
    let part = rehearsal.parts.iter().find(|one| one.part.key == pause.after.to_string());
    let whose = part.map_or_else(String::new, who);
    let at = span(zone, pause.at);
    match (rehearsal.policy, pause.bookable) {
        (PausePolicy::Free, Some(bookable)) => {
            let bookable = span(zone, bookable);
            format!("pause {at}: {whose} is free for others {bookable}, by phone, web and desk")
        }
        (PausePolicy::Free, None) => format!("pause {at}: too short for anybody else"),
        (PausePolicy::Flexible, _) if pause.held => {
            format!("pause {at}: held for {whose}; nobody else until a person releases it")
        }
        (PausePolicy::Blocked, _) if pause.held => {
            format!("pause {at}: {whose} stays with the customer; nobody else")
        }
        (PausePolicy::Blocked | PausePolicy::Flexible | PausePolicy::Never, _) => {
            format!("pause {at}: not held, because Cal.com chooses who does {}", pause.after)
        }
    }
}

fn who(part: &RehearsedPart) -> String {
    part.staff.as_ref().map_or("whom Cal.com chooses", |staff| &staff.person.name).to_owned()
}

fn span(zone: &Zone, at: Interval) -> String {
    format!("{}\u{2013}{}", clock(zone, at.start()), clock(zone, at.end()))
}

fn clock(zone: &Zone, at: OffsetDateTime) -> String {
    let (_, time) = zone.local(at);
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn rehearsal_json(rehearsal: &Rehearsal, zone: &Zone) -> Value {
    let time = |at| zone.rfc3339_local(at);
    let part = |one: &RehearsedPart| {
        json!({ "key": one.part.key, "label": one.label, "kind": one.part.kind.as_str(),
            "start": time(one.part.at.start()), "end": time(one.part.at.end()),
            "staff": one.staff.as_ref().map(|staff| &staff.key), "event_type_id": one.event_type_id,
            "settle_minutes": one.part.settle_minutes, "return_minutes": one.part.return_minutes,
            "buffer_minutes": one.part.buffer_minutes })
    };
    let pause = |one: &RehearsedPause| {
        let bookable = one.bookable;
        json!({ "after": one.after.to_string(), "start": time(one.at.start()), "end": time(one.at.end()),
            "held": one.held, "bookable_from": bookable.map(|at| time(at.start())),
            "bookable_until": bookable.map(|at| time(at.end())) })
    };
    let keys = rehearsal.order.iter().filter_map(|place| rehearsal.parts.get(*place));
    json!({ "service": rehearsal.service.row.key,
        "staff": rehearsal.lead.as_ref().map(|lead| &lead.key),
        "pause_policy": rehearsal.policy.as_str(),
        "parts": rehearsal.parts.iter().map(part).collect::<Vec<_>>(),
        "pauses": rehearsal.pauses.iter().map(pause).collect::<Vec<_>>(),
        "booking_order": keys.map(|one| &one.part.key).collect::<Vec<_>>(),
        "remarks": rehearsal.remarks, "faults": rehearsal.faults, "bookable": rehearsal.faults.is_empty() })
}
