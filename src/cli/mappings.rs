//! `mappings`: which host is which staff member, why, and how to correct it.

use crate::cli::Outcome;
use crate::cli::audit::row_json;
use crate::cli::desk;
use crate::cli::table;
use crate::domain::Error;
use crate::domain::ids::AppointmentId;
use crate::domain::ids::HostId;
use crate::domain::ids::MappingId;
use crate::domain::staff::StaffMember;
use crate::frontdesk::Desk;
use crate::frontdesk::mapping::Person;
use crate::frontdesk::redecide::Redecided;
use crate::frontdesk::story::Event;
use crate::store::mapping;
use crate::store::mapping::MappingRow;
use clap::Args;
use clap::Subcommand;
use serde_json::Value;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

/// Who decides, and why.
#[derive(Args)]
pub struct Deciding {
    /// Who decides.
    #[arg(long)]
    by: String,
    /// Why.
    #[arg(long)]
    reason: String,
}

/// What is done with the mappings.
#[derive(Subcommand)]
pub enum Command {
    /// Lists every mapping.
    List,
    /// Tells the whole story of one host: every decision, change and reason, in order.
    Show {
        /// Cal.com's number.
        host: i64,
    },
    /// Maps a host to a staff member by hand, in another mapping's place if there is one.
    Set {
        /// Cal.com's number.
        host: i64,
        /// Id, full name or first name.
        #[arg(long)]
        staff: String,
        #[command(flatten)]
        deciding: Deciding,
    },
    /// Switches a mapping off; its row and its history stay.
    Deactivate {
        /// The mapping's number.
        mapping: i64,
        #[command(flatten)]
        deciding: Deciding,
    },
    /// Switches a mapping on again.
    Reactivate {
        /// The mapping's number.
        mapping: i64,
        #[command(flatten)]
        deciding: Deciding,
    },
    /// "Wrongly assigned": lists what a mapping decided; with --yes takes it back and decides again.
    Wrong {
        /// The mapping's number.
        mapping: i64,
        /// Does it.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        deciding: Deciding,
    },
    /// Says who does one appointment, whatever the host's mapping says.
    Reassign {
        /// The appointment's number.
        appointment: i64,
        /// Id, full name or first name.
        #[arg(long)]
        staff: String,
        #[command(flatten)]
        deciding: Deciding,
    },
}

/// Runs the command.
pub fn run(config: &Path, command: Command, as_json: bool) -> Outcome {
    let desk = desk::open(config)?;
    let person = |deciding: &Deciding| Person::new(&deciding.by, &deciding.reason).map_err(told);
    match command {
        Command::List => list(&desk, as_json),
        Command::Show { host } => show(&desk, HostId(host), as_json),
        Command::Set { host, staff, deciding } => {
            let staff = desk::staff_member(&desk, &staff)?;
            let changed =
                desk.map_by_hand(HostId(host), &staff, &person(&deciding)?).map_err(told)?;
            tell_changed(&desk, &changed, as_json)
        }
        Command::Deactivate { mapping, deciding } => {
            let changed =
                desk.deactivate_mapping(MappingId(mapping), &person(&deciding)?).map_err(told)?;
            tell_changed(&desk, &changed, as_json)
        }
        Command::Reactivate { mapping, deciding } => {
            let changed =
                desk.reactivate_mapping(MappingId(mapping), &person(&deciding)?).map_err(told)?;
            tell_changed(&desk, &changed, as_json)
        }
        Command::Wrong { mapping, yes, deciding } => {
            let person = person(&deciding)?;
            let decided = desk.decided_by_mapping(MappingId(mapping)).map_err(told)?;
            if !yes {
                return tell_decided(&desk, &decided, as_json);
            }
            let changed = desk.deactivate_mapping(MappingId(mapping), &person).map_err(told)?;
            tell_changed(&desk, &changed, as_json)
        }
        Command::Reassign { appointment, staff, deciding } => {
            let staff = desk::staff_member(&desk, &staff)?;
            desk.reassign(AppointmentId(appointment), &staff, &person(&deciding)?).map_err(told)?;
            if as_json {
                println!("{}", json!({ "appointment_id": appointment, "staff_id": staff.0 }));
            } else {
                let roster = desk::roster(&desk)?;
                println!("appointment {appointment}: {}", desk::name_of(&roster, &staff.0));
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// People get the sentence; the cause of a surprise too, because they are the operator here.
fn told(error: Error) -> String {
    error.for_log()
}

fn list(desk: &Desk, as_json: bool) -> Outcome {
    let company = desk.salon.company;
    let rows =
        desk.store.read(|connection| mapping::list(connection, company, None)).map_err(told)?;
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

fn show(desk: &Desk, host: HostId, as_json: bool) -> Outcome {
    let story = desk.story(host).map_err(told)?;
    let roster = desk::roster(desk)?;
    if as_json {
        let events: Vec<Value> =
            story.events.iter().map(|event| event_json(event, &roster)).collect();
        let mappings: Vec<Value> =
            story.mappings.iter().map(|row| mapping_json(row, &roster)).collect();
        println!(
            "{}",
            json!({ "host": host.0, "name": story.host.host.name, "emails": story.host.host.emails,
                "mappings": mappings, "story": events })
        );
        return Ok(ExitCode::SUCCESS);
    }
    let known = &story.host.host;
    println!(
        "host {host}: {} <{}>",
        known.name.as_deref().unwrap_or("(no name)"),
        known.emails.join(", ")
    );
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
            let (kind, what, by) = event_words(event, &roster);
            vec![event.at().to_owned(), kind, by, what]
        })
        .collect();
    table::print(&["when", "what", "by", ""], &rows);
    Ok(ExitCode::SUCCESS)
}

/// Kind, sentence, and who.
fn event_words(event: &Event, roster: &[StaffMember]) -> (String, String, String) {
    let because = |text: &str| if text.is_empty() { String::new() } else { format!(": {text}") };
    match event {
        Event::FirstSeen(_) => ("first seen".into(), String::new(), "system".into()),
        Event::Vanished(_) => {
            ("vanished".into(), "no longer in Cal.com's lists".into(), "system".into())
        }
        Event::Verdict(row) => {
            let who = desk::name_of(roster, &row.staff.0);
            (row.verdict.clone(), format!("{who}{}", because(&row.reason)), row.decided_by.clone())
        }
        Event::Audit(row) => {
            let values = row.new_values.as_deref().or(row.old_values.as_deref()).unwrap_or("{}");
            let values: Value = serde_json::from_str(values).unwrap_or_default();
            let who = values.get("staff_id").and_then(Value::as_str);
            let who = who.map_or_else(String::new, |id| desk::name_of(roster, id));
            let mapping = row.mapping_id.map_or_else(String::new, |id| format!("mapping {id} "));
            let what = format!("{mapping}{who}{}", because(&row.reason));
            (row.action.clone(), what, row.changed_by.clone())
        }
        Event::Decision(row) => {
            let who = row
                .staff
                .as_deref()
                .map_or_else(|| "nobody".into(), |id| desk::name_of(roster, id));
            let rule = row.rule.as_deref().unwrap_or("no rule");
            let score = row.confidence.map_or_else(String::new, |score| format!(", {score}"));
            let what = format!(
                "appointment {}: {who} ({rule}{score}){}",
                row.appointment,
                because(&row.reason)
            );
            (row.state.clone(), what, row.decided_by.clone())
        }
    }
}

fn event_json(event: &Event, roster: &[StaffMember]) -> Value {
    let (kind, what, by) = event_words(event, roster);
    let details = match event {
        Event::Audit(row) => row_json(row),
        Event::Decision(row) => json!({ "appointment_id": row.appointment, "state": row.state,
            "staff_id": row.staff, "rule": row.rule, "confidence": row.confidence,
            "host_source": row.host_source, "reason": row.reason,
            "details": serde_json::from_str::<Value>(&row.details).unwrap_or_default() }),
        Event::Verdict(row) => {
            json!({ "staff_id": row.staff.0, "verdict": row.verdict, "reason": row.reason })
        }
        Event::FirstSeen(_) | Event::Vanished(_) => Value::Null,
    };
    json!({ "at": event.at(), "kind": kind, "by": by, "told": what, "details": details })
}

fn mapping_json(row: &MappingRow, roster: &[StaffMember]) -> Value {
    json!({ "id": row.id.0, "host": row.host.0, "staff_id": row.staff.0,
        "staff": desk::name_of(roster, &row.staff.0), "source": row.source.as_str(),
        "confidence": row.confidence, "active": row.active, "updated_at": row.updated_at })
}

fn tell_decided(desk: &Desk, decided: &[AppointmentId], as_json: bool) -> Outcome {
    if as_json {
        let ids: Vec<i64> = decided.iter().map(|id| id.0).collect();
        println!("{}", json!({ "decided": ids, "done": false }));
        return Ok(ExitCode::SUCCESS);
    }
    let mut rows = Vec::new();
    for id in decided {
        if let Some(diary) = desk.diary(*id).map_err(told)? {
            let zone = &desk.salon.zone;
            rows.push(vec![
                id.to_string(),
                zone.rfc3339_local(diary.row.starts_at),
                table::or_dash(diary.service),
                table::or_dash(diary.staff),
            ]);
        }
    }
    table::print(&["appointment", "start", "service", "staff member"], &rows);
    println!("{} appointments were decided by this mapping; --yes takes it back", decided.len());
    Ok(ExitCode::SUCCESS)
}

fn tell_changed(desk: &Desk, changed: &[Redecided], as_json: bool) -> Outcome {
    let roster = desk::roster(desk)?;
    let name = |id: &Option<crate::domain::ids::StaffId>| {
        id.as_ref().map_or_else(|| "nobody".to_owned(), |id| desk::name_of(&roster, &id.0))
    };
    if as_json {
        let one = |one: &Redecided| {
            json!({ "appointment_id": one.appointment.0, "before": one.before.as_ref().map(|id| &id.0),
                "after": one.after.as_ref().map(|id| &id.0) })
        };
        println!("{}", json!({ "changed": changed.iter().map(one).collect::<Vec<_>>() }));
        return Ok(ExitCode::SUCCESS);
    }
    for one in changed {
        println!("appointment {}: {} -> {}", one.appointment, name(&one.before), name(&one.after));
    }
    println!("done; {} appointments changed", changed.len());
    Ok(ExitCode::SUCCESS)
}
