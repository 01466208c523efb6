//! What `suggestions` prints: tables and sentences for people in the salon's language, JSON for programs.

use crate::cli::mappings::print;
use crate::cli::outcome::{Outcome, describe};
use crate::cli::{desk, table};
use crate::domain::host::identity::HostSighting;
use crate::domain::host::matching_sentence;
use crate::domain::ids::HostId;
use crate::domain::language::Language;
use crate::domain::people::staff::StaffMember;
use crate::domain::suggest::ranking::Suggestion;
use crate::domain::suggest::sentence::{numbers, sentence};
use crate::domain::suggest::stored::by_feature;
use crate::domain::suggest::weights::{Feature, Weights};
use crate::frontdesk::Desk;
use crate::frontdesk::host::suggestion;
use crate::frontdesk::host::suggestion::{Entry, Queue};
use crate::frontdesk::host::suggestion_decide::Taken;
use serde_json::{Value, json};
use std::process::ExitCode;

/// The whole queue, those with the most upcoming appointments first.
pub fn list(desk: &Desk, as_json: bool) -> Outcome {
    let queue = suggestion::queue(desk).map_err(describe)?;
    let (roster, language) = (desk::roster(desk)?, desk.salon.language);
    if as_json {
        println!("{}", queue_json(&queue, &roster, language));
        return Ok(ExitCode::SUCCESS);
    }
    let rows: Vec<Vec<String>> =
        queue.entries.iter().flat_map(|entry| rows(entry, &roster, language)).collect();
    let head = match language {
        Language::De => ["Host", "Name", "Stand", "kommend", "alle", "vielleicht", "", "weil"],
        Language::En => ["host", "name", "state", "upcoming", "all", "perhaps", "", "because"],
    };
    table::print(&head, &rows);
    let (shown, total) = (queue.entries.len(), queue.total);
    println!();
    match language {
        Language::De => println!("{shown} von {total} Hosts ohne Zuordnung"),
        Language::En => println!("{shown} of {total} hosts without a mapping"),
    }
    println!("{}", worth(&queue.weights, queue.learned_from, language));
    Ok(ExitCode::SUCCESS)
}

/// A host's rows: her own with the first suggestion, and one for each further suggestion.
fn rows(entry: &Entry, roster: &[StaffMember], language: Language) -> Vec<Vec<String>> {
    let own = vec![
        entry.host.host.id.to_string(),
        table::or_dash(entry.host.host.name.clone()),
        entry.standing.told(language).to_owned(),
        entry.waiting.upcoming.to_string(),
        entry.waiting.all.to_string(),
    ];
    let mut rows = Vec::new();
    for (place, one) in entry.suggestions.iter().enumerate() {
        let mut row = if place == 0 { own.clone() } else { vec![String::new(); own.len()] };
        row.extend(suggestion_cells(one, roster, language));
        rows.push(row);
    }
    if rows.is_empty() {
        rows.push(own);
    }
    rows
}

fn suggestion_cells(one: &Suggestion, roster: &[StaffMember], language: Language) -> [String; 3] {
    let name = desk::name_of(roster, &one.staff.0);
    [name, one.score.points().to_string(), sentence(one, language)]
}

/// One host of the queue.
pub fn show(desk: &Desk, host: HostId, as_json: bool) -> Outcome {
    let entry = suggestion::of_host(desk, host).map_err(describe)?;
    let (roster, language) = (desk::roster(desk)?, desk.salon.language);
    if as_json {
        println!("{}", entry_json(&entry, &roster, language));
        return Ok(ExitCode::SUCCESS);
    }
    let known = &entry.host.host;
    let name = known.name.as_deref().unwrap_or("-");
    println!("{host}: {name} <{}>", known.emails.join(", "));
    println!("{}", decided(&entry, language));
    let (upcoming, all) = (entry.waiting.upcoming, entry.waiting.all);
    match language {
        Language::De => println!("{all} Termine warten, davon {upcoming} kommende"),
        Language::En => println!("{all} appointments wait, {upcoming} of them upcoming"),
    }
    println!();
    let cells = |one| suggestion_cells(one, &roster, language).to_vec();
    let rows: Vec<Vec<String>> = entry.suggestions.iter().map(cells).collect();
    table::print(&language.pick(["vielleicht", "", "weil"], ["perhaps", "", "because"]), &rows);
    println!("\n--seen {}", entry.offer.0);
    Ok(ExitCode::SUCCESS)
}

/// What the rules make of her today.
fn decided(entry: &Entry, language: Language) -> String {
    let sighting = HostSighting::Seen { host: entry.host.host.clone(), source: String::new() };
    matching_sentence::sentence(&entry.decision, &sighting, language)
}

/// For example `Höchstens zählen: Name 40, …; gelernt aus 3 Urteilen`.
fn worth(weights: &Weights, learned_from: usize, language: Language) -> String {
    let points: Vec<(Feature, u8)> =
        weights.all().iter().map(|weight| (weight.feature, weight.points)).collect();
    let points = numbers(&points, language);
    match language {
        Language::De => format!("höchstens zählen: {points}; gelernt aus {learned_from} Urteilen"),
        Language::En => format!("worth at most: {points}; learned from {learned_from} verdicts"),
    }
}

fn queue_json(queue: &Queue, roster: &[StaffMember], language: Language) -> Value {
    let entries = queue.entries.iter().map(|entry| entry_json(entry, roster, language));
    let weights = queue.weights.all().iter().map(|weight| {
        json!({ "feature": weight.feature.as_str(), "points": weight.points, "m": weight.m,
            "u": weight.u })
    });
    json!({ "total": queue.total, "hosts": entries.collect::<Vec<_>>(),
        "weights": weights.collect::<Vec<_>>(), "learned_from": queue.learned_from })
}

fn entry_json(entry: &Entry, roster: &[StaffMember], language: Language) -> Value {
    let known = &entry.host.host;
    let suggestions = entry.suggestions.iter().map(|one| {
        json!({ "staff_id": one.staff.0, "staff": desk::name_of(roster, &one.staff.0),
            "score": one.score.points(), "margin": one.margin, "weak": one.is_weak(),
            "shares": by_feature(&one.shares), "likeness": by_feature(&one.likeness),
            "told": sentence(one, language) })
    });
    let candidates = entry.decision.candidates.iter().map(
        |one| json!({ "staff_id": one.staff.0, "staff": one.name, "rule": one.rule.as_str() }),
    );
    json!({ "host": known.id.0, "name": known.name, "emails": known.emails,
        "state": entry.standing.as_str(), "upcoming": entry.waiting.upcoming,
        "all": entry.waiting.all, "mapping": entry.mapping.map(|id| id.0),
        "told": decided(entry, language), "candidates": candidates.collect::<Vec<_>>(),
        "suggestions": suggestions.collect::<Vec<_>>(), "seen": entry.offer.0 })
}

/// Who a host is by now, and what followed.
pub fn taken(desk: &Desk, host: HostId, taken: &Taken, as_json: bool) -> Outcome {
    if !as_json {
        let name = desk::name_of(&desk::roster(desk)?, &taken.staff.0);
        match desk.salon.language {
            Language::De => println!("Host {host} ist {name}"),
            Language::En => println!("host {host} is {name}"),
        }
    }
    print::changed(desk, host, &taken.changed, as_json)
}

/// Who a host is not.
pub fn rejected(desk: &Desk, host: HostId, taken: &Taken, as_json: bool) -> Outcome {
    if !as_json {
        let name = desk::name_of(&desk::roster(desk)?, &taken.staff.0);
        match desk.salon.language {
            Language::De => println!("Host {host} ist nicht {name}; das gilt für immer"),
            Language::En => println!("host {host} is not {name}, for good"),
        }
    }
    print::changed(desk, host, &taken.changed, as_json)
}
