//! A row of the audit trail in a sentence, German or English: a mapping, an appointment given to somebody, a customer.

use crate::domain::host::kinds::MappingSource;
use crate::domain::language::Language;
use crate::domain::people::staff::StaffMember;
use crate::domain::retention::kind::Kind;
use crate::frontdesk::host::told::{Told, name_of};
use crate::frontdesk::visit::ordered::{Deed, ORDERED};
use crate::store::host::audit::AuditRow;
use crate::store::host::decider::SYSTEM;
use serde_json::Value;

/// Fields of a mapping that are told, in this order.
const FIELDS: [&str; 5] =
    ["is_active", "mapping_source", "confidence_score", "calcom_name", "calcom_email"];

/// Tells a row; the roster is for the names.
pub fn tell(row: &AuditRow, roster: &[StaffMember], language: Language) -> Told {
    let parsed = |text: &Option<String>| {
        text.as_deref()
            .and_then(|text| serde_json::from_str::<Value>(text).ok())
            .unwrap_or_default()
    };
    let (old, new) = (parsed(&row.old_values), parsed(&row.new_values));
    let shown = if new.is_null() { &old } else { &new };
    let number = |field: &str| shown.get(field).and_then(Value::as_i64);
    let appointment = number("appointment_id");
    let no_show = shown.get("no_show").and_then(Value::as_bool);
    let sentence = match (appointment, number("customer_id")) {
        _ if shown.get(ORDERED).is_some() => about_order(appointment, shown, language),
        _ if shown.get("retention").is_some() => about_retention(shown, language),
        _ if number("event_id").is_some() => about_event(shown, language),
        (Some(appointment), _) if shown.get("field").is_some() => language.pick(
            format!("Termin {appointment}: Name berichtigt."),
            format!("Appointment {appointment}: name corrected."),
        ),
        (Some(appointment), _) if no_show.is_some() => {
            let came = no_show == Some(false);
            let (german, english) = match came {
                true => ("ist doch gekommen", "came after all"),
                false => ("ist nicht gekommen", "did not come"),
            };
            language.pick(
                format!("Termin {appointment}: Die Kundin {german}."),
                format!("Appointment {appointment}: the customer {english}."),
            )
        }
        (Some(appointment), _) => {
            let (from, to) = (who(&old, roster, language), who(&new, roster, language));
            language.pick(
                format!("Termin {appointment}: {to} statt {from}."),
                format!("Appointment {appointment}: {to} instead of {from}."),
            )
        }
        (None, Some(customer)) => about_customer(customer, shown, language),
        (None, None) => about_mapping(row, (&old, &new), roster, language),
    };
    // What a rule went by stands in the sentence.
    let is_said = row.changed_by == SYSTEM.by && old.is_null();
    Told {
        at: row.changed_at.clone(),
        kind: row.action.clone(),
        by: row.changed_by.clone(),
        sentence,
        reason: if is_said { String::new() } else { row.reason.clone() },
        appointment,
    }
}

fn who(values: &Value, roster: &[StaffMember], language: Language) -> String {
    match values.get("staff_id").and_then(Value::as_str) {
        Some(id) => name_of(roster, id),
        None => language.pick("niemand", "nobody").to_owned(),
    }
}

/// A message that a person had worked on again.
fn about_event(values: &Value, language: Language) -> String {
    let number = |field: &str| values.get(field).and_then(Value::as_i64).unwrap_or_default();
    let (event, copy) = (number("event_id"), number("replayed_as"));
    language.pick(
        format!("Ereignis {event}: noch einmal verarbeitet, als {copy}."),
        format!("Event {event}: worked on again, as {copy}."),
    )
}

/// What somebody at the desk ordered; what came of it stands with the visit.
fn about_order(appointment: Option<i64>, values: &Value, language: Language) -> String {
    let text = |field: &str| values.get(field).and_then(Value::as_str).unwrap_or_default();
    let what = ordered_told(text(ORDERED), language);
    match appointment {
        Some(id) => language.pick(
            format!("Termin {id}: {what} am Tresen aufgegeben."),
            format!("Appointment {id}: {what} ordered at the desk."),
        ),
        None => language.pick(
            format!("{what} am Tresen aufgegeben: {}.", text("service")),
            format!("A {what} was ordered at the desk: {}.", text("service")),
        ),
    }
}

/// An order in a word, by how it is kept.
pub(crate) fn ordered_told(kept: &str, language: Language) -> &'static str {
    match Deed::parse(kept) {
        Some(Deed::Book) => language.pick("Buchung", "booking"),
        Some(Deed::Move) => language.pick("Verlegung", "move"),
        Some(Deed::Cancel) => language.pick("Absage", "cancellation"),
        None => language.pick("Auftrag", "order"),
    }
}

/// What was kept long enough and went.
fn about_retention(values: &Value, language: Language) -> String {
    let kinds = values.get("retention").and_then(Value::as_object);
    let told = |(kind, count): (&String, &Value)| {
        let kind = Kind::parse(kind).map_or(kind.as_str(), |kind| kind.told(language));
        format!("{kind}: {count}")
    };
    let told: Vec<String> = kinds.into_iter().flatten().map(told).collect();
    let went = language.pick("Lange genug behalten und gelöscht", "Kept long enough and removed");
    format!("{went}. {}.", told.join("; "))
}

fn about_customer(customer: i64, values: &Value, language: Language) -> String {
    let what = match values.get("field").and_then(Value::as_str) {
        Some("name") => language.pick("Name berichtigt", "name corrected"),
        Some("merge") => {
            language.pick("mit einem anderen Eintrag vereint", "merged with another entry")
        }
        Some("erasure") => language.pick("gelöscht", "erased"),
        Some(_) | None => language.pick("geändert", "changed"),
    };
    let customer_is = language.pick("Kundin oder Kunde", "Customer");
    format!("{customer_is} {customer}: {what}.")
}

/// What a change of a mapping made of it.
fn about_mapping(
    row: &AuditRow,
    (old, new): (&Value, &Value),
    roster: &[StaffMember],
    language: Language,
) -> String {
    let number = row.mapping_id.map_or_else(|| "-".to_owned(), |id| id.to_string());
    let who = who(new, roster, language);
    let sentence =
        language.pick(format!("Zuordnung {number} zu {who}"), format!("Mapping {number} to {who}"));
    let changes = changes(old, new, language);
    if changes.is_empty() {
        format!("{sentence}.")
    } else {
        format!("{sentence} ({}).", changes.join(", "))
    }
}

/// Each field that is not as it was; of a new mapping what made it.
fn changes(old: &Value, new: &Value, language: Language) -> Vec<String> {
    let mut told = Vec::new();
    for field in FIELDS {
        let (before, after) = (old.get(field), new.get(field));
        let is_told = match old.is_null() {
            true => !field.starts_with("calcom_"),
            false => before != after,
        };
        if let Some(after) = after.filter(|_| is_told) {
            told.push(field_told(field, after, language));
        }
    }
    let vanished = |values: &Value| {
        values.get("metadata").is_some_and(|kept| kept.get("host_vanished_at").is_some())
    };
    match (vanished(old), vanished(new)) {
        (false, true) => told.push(
            language
                .pick("nicht mehr in Cal.coms Listen", "no longer in Cal.com's lists")
                .to_owned(),
        ),
        (true, false) => told.push(
            language.pick("wieder in Cal.coms Listen", "in Cal.com's lists again").to_owned(),
        ),
        _ => {}
    }
    told
}

fn field_told(field: &str, value: &Value, language: Language) -> String {
    let text = || match value {
        Value::String(text) => text.clone(),
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    };
    match (field, value) {
        ("is_active", Value::Bool(true)) => language.pick("an", "on").to_owned(),
        ("is_active", _) => language.pick("aus", "off").to_owned(),
        ("mapping_source", _) => MappingSource::parse(&text())
            .map_or_else(text, |source| source.told(language).to_owned()),
        ("confidence_score", _) => {
            format!("{} {}", language.pick("Sicherheit", "certainty"), text())
        }
        (_, _) => format!("{} {}", language.pick("bei Cal.com jetzt", "at Cal.com now"), text()),
    }
}
