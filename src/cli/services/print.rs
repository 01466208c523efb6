//! What `services` prints: tables and drawings for people, JSON for programs.

use crate::cli::outcome::{Outcome, describe};
use crate::cli::services::{arguments, timeline};
use crate::cli::{event_types_length, table};
use crate::domain::language::Language;
use crate::domain::service::catalogue::{BookingOrder, ServiceSegment};
use crate::domain::service::templates;
use crate::domain::service::templates::Template;
use crate::frontdesk::Desk;
use crate::frontdesk::event_type::{length, read};
use crate::frontdesk::service::admin;
use crate::frontdesk::service::admin::{Changed, ServiceView};
use crate::store::service::catalogue::DescribedBy;
use serde_json::{Value, json};
use std::process::ExitCode;
use std::time::Duration;

/// How long Cal.com may take to tell how long an event type is; `serve` asks again.
const LENGTH_PATIENCE_SECONDS: u64 = 5;

/// Everything the salon sells.
pub fn list(desk: &Desk, as_json: bool) -> Outcome {
    let services = admin::services(desk).map_err(describe)?;
    if as_json {
        println!("{}", Value::Array(services.iter().map(service_json).collect()));
        return Ok(ExitCode::SUCCESS);
    }
    let cells: Vec<Vec<String>> = services
        .iter()
        .map(|service| {
            let row = &service.row;
            vec![
                row.key.clone(),
                row.name.clone(),
                row.duration_minutes.to_string(),
                service.described.composition.segments.len().to_string(),
                row.policy.as_str().to_owned(),
                described_by(row.described_by).to_owned(),
                row.revision.to_string(),
                if service.faults(Language::En).is_empty() { "" } else { "cannot be done" }
                    .to_owned(),
            ]
        })
        .collect();
    let head = ["key", "name", "minutes", "segments", "pauses", "from", "revision", ""];
    table::print(&head, &cells);
    Ok(ExitCode::SUCCESS)
}

/// One service, drawn on a time line.
pub fn show(desk: &Desk, service: &ServiceView, as_json: bool) -> Outcome {
    if as_json {
        println!("{}", service_json(service));
        return Ok(ExitCode::SUCCESS);
    }
    let (row, composition) = (&service.row, &service.described.composition);
    println!("{}: {}", row.key, row.name);
    if !row.aliases.is_empty() {
        println!("also called {}", row.aliases.join(", "));
    }
    let order = match row.booking_order {
        BookingOrder::LastFirst => "the last segment first",
        BookingOrder::FirstFirst => "the first segment first",
    };
    println!(
        "{} minutes, pauses {}, buffer {}, booked {order}; revision {}, described by {}",
        row.duration_minutes,
        row.policy.as_str(),
        row.buffer_minutes,
        row.revision,
        described_by(row.described_by)
    );
    let scale = timeline::scale(composition.minutes());
    println!();
    let head = format!("one sign is {scale} minutes");
    table::print(&["", "from", "until", &head], &timeline::lines(composition));
    println!();
    let cells: Vec<Vec<String>> = composition
        .segments
        .iter()
        .map(|segment| {
            vec![
                segment.key.to_string(),
                segment.name.clone(),
                segment.minutes.to_string(),
                segment.pause_after_minutes.to_string(),
                segment.performer.as_str().to_owned(),
                segment.booked_as.as_str().to_owned(),
                who(service, segment),
            ]
        })
        .collect();
    let head = ["", "segment", "minutes", "pause after", "performer", "booked as", "who"];
    table::print(&head, &cells);
    for person in service.people.iter().filter(|one| service.inactive.contains(&one.key)) {
        println!("{} is not active", person.person.name);
    }
    let performs = |key: &str| service.described.performers.iter().any(|one| one.staff == key);
    for one in service.people.iter().filter(|one| row.composite && performs(&one.key)) {
        if let Some(policy) = one.person.pause_bookable_policy {
            println!("with {} the pauses are {}", one.person.name, policy.as_str());
        }
    }
    for fault in service.faults(Language::En) {
        println!("cannot be done: {fault}");
    }
    for wrong in &service.lengths {
        println!("{}", wrong.told(Language::En));
    }
    let in_file = desk.salon.config.services.iter().any(|entry| entry.key == row.key);
    if row.described_by == DescribedBy::File && !in_file {
        println!("the configuration names it no longer: `services edit` can change it");
    }
    Ok(ExitCode::SUCCESS)
}

/// `Emma Vogel (40), Jürgen Weiß`.
fn who(service: &ServiceView, segment: &ServiceSegment) -> String {
    let performers = service.described.performers.iter();
    let names = performers.filter(|one| one.segment == segment.key).map(|one| {
        let name = service.person(&one.staff).map_or(one.staff.as_str(), |one| &one.person.name);
        one.minutes.map_or_else(|| name.to_owned(), |own| format!("{name} ({own})"))
    });
    let names: Vec<String> = names.collect();
    match (names.is_empty(), service.pooled.contains(&segment.key)) {
        (true, true) => "whom Cal.com chooses".into(),
        (true, false) => "nobody".into(),
        (false, _) => names.join(", "),
    }
}

/// What a change made of a service, and what keeps it from being booked all the same.
pub fn changed(desk: &Desk, mut changed: Changed, as_json: bool) -> Outcome {
    let key = changed.service.row.key.clone();
    if length::has_unknown(desk, &key).map_err(describe)? {
        let patience = Duration::from_secs(LENGTH_PATIENCE_SECONDS);
        event_types_length::look(desk, Some(&key), patience)?;
        changed.service = admin::service(desk, &key).map_err(describe)?;
    }
    let missing = read::missing(desk, &key).map_err(describe)?;
    if as_json {
        let service = service_json(&changed.service);
        println!(
            "{}",
            json!({ "done": true, "changed": changed.changed, "service": service, "not_bookable_yet": missing })
        );
        return Ok(ExitCode::SUCCESS);
    }
    show(desk, &changed.service, false)?;
    println!();
    for line in missing {
        println!("not bookable yet: {line}");
    }
    if changed.changed {
        println!("done; visits that are booked stay as they are");
    } else {
        println!("nothing changed: it was so already");
    }
    Ok(ExitCode::SUCCESS)
}

/// The visits to start from, or one of them as a description for `services add --file`.
pub fn template(name: Option<&str>, as_json: bool) -> Outcome {
    let Some(name) = name else {
        let all = templates::templates();
        if as_json {
            println!("{}", Value::Array(all.iter().map(template_json).collect()));
            return Ok(ExitCode::SUCCESS);
        }
        let cells: Vec<Vec<String>> = all.iter().map(template_cells).collect();
        table::print(&["template", "visit", "minutes", "pauses", "segments"], &cells);
        return Ok(ExitCode::SUCCESS);
    };
    let found = templates::template(name);
    let found = found.ok_or_else(|| arguments::no_template(name))?;
    if as_json {
        println!("{}", template_json(&found));
    } else {
        print!("{}", template_toml(&found));
    }
    Ok(ExitCode::SUCCESS)
}

fn template_cells(template: &Template) -> Vec<String> {
    let composition = &template.composition;
    let segments = composition.segments.iter().map(|segment| {
        let pause = match segment.pause_after_minutes {
            0 => String::new(),
            pause => format!(" ·{pause}·"),
        };
        format!("{} {}{pause}", segment.name, segment.minutes)
    });
    vec![
        template.key.to_owned(),
        template.name.to_owned(),
        composition.minutes().to_string(),
        composition.policy.as_str().to_owned(),
        segments.collect::<Vec<_>>().join(", "),
    ]
}

/// JSON's quoting of these texts is TOML's as well.
fn template_toml(template: &Template) -> String {
    let composition = &template.composition;
    let segments = composition.segments.iter().map(|segment| {
        let pause = match segment.pause_after_minutes {
            0 => String::new(),
            pause => format!(", pause_after = {pause}"),
        };
        format!("  {{ name = {}, minutes = {}{pause} }},\n", json!(segment.name), segment.minutes)
    });
    format!(
        "# {} minutes. Change what you like and give it to `chairside services add --file`.\n\
         key = {}\nname = {}\naliases = []\npause_policy = {}\nbuffer_minutes = {}\nsegments = [\n{}]\n\
         # Who does it, by their keys.\nstaff = []\n",
        composition.minutes(),
        json!(template.key),
        json!(template.name),
        json!(composition.policy.as_str()),
        composition.buffer_minutes,
        segments.collect::<String>(),
    )
}

fn template_json(template: &Template) -> Value {
    let composition = &template.composition;
    let segment = |segment: &ServiceSegment| {
        json!({ "name": segment.name, "minutes": segment.minutes,
            "pause_after": segment.pause_after_minutes })
    };
    let segments: Vec<Value> = composition.segments.iter().map(segment).collect();
    json!({ "key": template.key, "name": template.name, "aliases": [],
        "pause_policy": composition.policy.as_str(), "buffer_minutes": composition.buffer_minutes,
        "segments": segments, "staff": [] })
}

/// A service for programs.
pub fn service_json(service: &ServiceView) -> Value {
    let row = &service.row;
    let segment = |segment: &ServiceSegment| {
        let performers = service.described.performers.iter();
        let staff: Vec<Value> = performers
            .filter(|one| one.segment == segment.key)
            .map(|one| {
                let person = service.person(&one.staff).map(|one| &one.person);
                json!({ "key": one.staff, "name": person.map(|person| &person.name),
                    "active": person.map(|person| person.active), "minutes": one.minutes })
            })
            .collect();
        json!({ "key": segment.key.to_string(), "name": segment.name, "minutes": segment.minutes,
            "pause_after": segment.pause_after_minutes, "performer": segment.performer.as_str(),
            "booked_as": segment.booked_as.as_str(), "staff": staff })
    };
    let segments: Vec<Value> = service.described.composition.segments.iter().map(segment).collect();
    json!({ "key": row.key, "name": row.name, "aliases": row.aliases, "minutes": row.duration_minutes,
        "composite": row.composite, "pause_policy": row.policy.as_str(),
        "buffer_minutes": row.buffer_minutes, "booking_order": row.booking_order.as_str(),
        "revision": row.revision, "described_by": row.described_by.as_str(), "segments": segments,
        "faults": service.faults(Language::En),
        "wrong_lengths": service.lengths.iter().map(|one| one.told(Language::En)).collect::<Vec<_>>() })
}

fn described_by(by: DescribedBy) -> &'static str {
    match by {
        DescribedBy::File => "appliance.toml",
        DescribedBy::Desk => "command",
    }
}
