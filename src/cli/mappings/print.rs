//! What `mappings` prints: tables and sentences for people, JSON for programs.

use crate::cli::audit::row_json;
use crate::cli::mappings::left;
use crate::cli::outcome::{Outcome, describe};
use crate::cli::{desk, table};
use crate::domain::ids::{AppointmentId, HostId, StaffId};
use crate::domain::people::staff::StaffMember;
use crate::domain::visit::booked::VisitStatus;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::view;
use crate::frontdesk::door::redecide::Redecided;
use crate::frontdesk::host::story::{Event, Story};
use crate::frontdesk::host::{story, story_sentences, unassigned};
use crate::store::host::mapping;
use crate::store::host::mapping::MappingRow;
use crate::store::visit::appointment;
use serde_json::{Value, json};
use std::process::ExitCode;

/// Every mapping of the company.
pub fn list(desk: &Desk, as_json: bool) -> Outcome {
    let company = desk.salon.company;
    let rows =
        desk.store.read(|connection| mapping::list(connection, company, None)).map_err(describe)?;
    let roster = desk::roster(desk)?;
    if as_json {
        println!("{}", Value::Array(rows.iter().map(|row| mapping_json(row, &roster)).collect()));
        return Ok(ExitCode::SUCCESS);
    }
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                row.id.to_string(),
                row.host.to_string(),
                desk::name_of(&roster, &row.staff.0),
                row.source.as_str().to_owned(),
                row.confidence.to_string(),
                if row.active { "on" } else { "off" }.to_owned(),
                row.updated_at.clone(),
            ]
        })
        .collect();
    table::print(&["no.", "host", "staff member", "source", "score", "", "since"], &cells);
    Ok(ExitCode::SUCCESS)
}

/// The story of one host, told in the salon's language.
pub fn show(desk: &Desk, host: HostId, as_json: bool) -> Outcome {
    let story = story::of_host(desk, host).map_err(describe)?;
    let roster = desk::roster(desk)?;
    if as_json {
        println!("{}", story_json(desk, &story, &roster));
        return Ok(ExitCode::SUCCESS);
    }
    let known = &story.host.host;
    let name = known.name.as_deref().unwrap_or("(no name)");
    println!("host {host}: {name} <{}>", known.emails.join(", "));
    match story.mappings.iter().find(|row| row.active) {
        Some(row) => println!(
            "is {} (mapping {}, {}, {})",
            desk::name_of(&roster, &row.staff.0),
            row.id,
            row.source.as_str(),
            row.confidence
        ),
        None => println!("is nobody of the staff yet"),
    }
    println!();
    let rows: Vec<Vec<String>> = story
        .events
        .iter()
        .map(|event| {
            let told = story_sentences::tell(event, &roster, desk.salon.language);
            vec![told.at, told.kind, told.by, told.sentence]
        })
        .collect();
    table::print(&["when", "what", "by", ""], &rows);
    Ok(ExitCode::SUCCESS)
}

fn story_json(desk: &Desk, story: &Story, roster: &[StaffMember]) -> Value {
    let events = story.events.iter().map(|event| {
        let told = story_sentences::tell(event, roster, desk.salon.language);
        json!({ "at": told.at, "kind": told.kind, "by": told.by, "told": told.sentence,
            "details": details(event) })
    });
    let mappings = story.mappings.iter().map(|row| mapping_json(row, roster));
    let known = &story.host;
    json!({ "host": known.host.id.0, "name": known.host.name, "emails": known.host.emails,
        "vanished_at": known.vanished_at, "mappings": mappings.collect::<Vec<_>>(),
        "story": events.collect::<Vec<_>>() })
}

fn details(event: &Event) -> Value {
    match event {
        Event::Audit(row) => row_json(row),
        Event::Decision(row) => json!({ "appointment_id": row.appointment, "state": row.state,
            "staff_id": row.staff, "rule": row.rule, "confidence": row.confidence,
            "host_source": row.host_source, "reason": row.reason,
            "details": serde_json::from_str::<Value>(&row.details).unwrap_or_default() }),
        Event::Verdict(row) => {
            json!({ "staff_id": row.staff.0, "verdict": row.verdict, "reason": row.reason,
                "evidence": row.evidence() })
        }
        Event::FirstSeen(_) | Event::Vanished(_) => Value::Null,
    }
}

fn mapping_json(row: &MappingRow, roster: &[StaffMember]) -> Value {
    json!({ "id": row.id.0, "host": row.host.0, "staff_id": row.staff.0,
        "staff": desk::name_of(roster, &row.staff.0), "source": row.source.as_str(),
        "confidence": row.confidence, "active": row.active, "updated_at": row.updated_at })
}

/// What a mapping decided, before it is taken back.
pub fn decided(desk: &Desk, decided: &[AppointmentId], as_json: bool) -> Outcome {
    if as_json {
        let ids: Vec<i64> = decided.iter().map(|id| id.0).collect();
        println!("{}", json!({ "decided": ids, "done": false }));
        return Ok(ExitCode::SUCCESS);
    }
    let mut rows = Vec::new();
    for id in decided {
        if let Some(diary) = view::of(desk, *id).map_err(describe)? {
            rows.push(vec![
                id.to_string(),
                desk.salon.zone.rfc3339_local(diary.row.starts_at),
                table::or_dash(diary.service),
                table::or_dash(diary.staff),
            ]);
        }
    }
    table::print(&["appointment", "start", "service", "staff member"], &rows);
    println!("{} appointments were decided by this mapping; --yes takes it back", decided.len());
    Ok(ExitCode::SUCCESS)
}

/// What deciding again made of a host's appointments, and which of them nobody does all the same.
pub fn changed(desk: &Desk, host: HostId, changed: &[Redecided], as_json: bool) -> Outcome {
    let stands = unassigned::host_stands(desk, host).map_err(describe)?;
    let notes = left::notes(desk, host, &stands)?;
    if as_json {
        let one = |one: &Redecided| {
            json!({ "appointment_id": one.appointment.0, "before": one.before.as_ref().map(|id| &id.0),
                "after": one.after.as_ref().map(|id| &id.0) })
        };
        println!(
            "{}",
            json!({ "done": true, "changed": changed.iter().map(one).collect::<Vec<_>>(),
                "unassigned": left::json(desk, &stands.left), "notes": notes })
        );
        return Ok(ExitCode::SUCCESS);
    }
    let roster = desk::roster(desk)?;
    let name = |id: &Option<StaffId>| {
        id.as_ref().map_or_else(|| "nobody".to_owned(), |id| desk::name_of(&roster, &id.0))
    };
    let others: Vec<&Redecided> = changed.iter().filter(|one| one.before != one.after).collect();
    for one in &others {
        println!("appointment {}: {} -> {}", one.appointment, name(&one.before), name(&one.after));
    }
    println!("done; {} appointments decided again, {} changed hands", changed.len(), others.len());
    for line in left::lines(desk, &stands.left).into_iter().chain(notes) {
        println!("{line}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Who has an appointment now.
pub fn reassigned(desk: &Desk, id: AppointmentId, staff: &StaffId, as_json: bool) -> Outcome {
    let row = desk.store.read(|connection| appointment::find(connection, id)).map_err(describe)?;
    let status = row.as_ref().map_or("unknown", |row| row.status.as_str());
    if as_json {
        println!(
            "{}",
            json!({ "done": true, "appointment_id": id.0, "staff_id": staff.0, "status": status })
        );
        return Ok(ExitCode::SUCCESS);
    }
    let roster = desk::roster(desk)?;
    println!("appointment {id}: {}", desk::name_of(&roster, &staff.0));
    match row {
        Some(row) if matches!(row.status, VisitStatus::Cancelled | VisitStatus::Rejected) => {
            println!("it is {status}: nobody has to do it");
        }
        Some(row) if row.ends_at <= desk.now() => {
            println!("it is over already: only its record changes")
        }
        Some(row) if row.booking_uid.is_some() => {
            println!("Cal.com's calendar stays as it is: there it is still the host's");
        }
        Some(_) | None => {}
    }
    Ok(ExitCode::SUCCESS)
}
