//! The story of a host in sentences, German or English, for the command line and the page.

use crate::domain::host::matching_stored;
use crate::domain::language::Language;
use crate::domain::people::staff::StaffMember;
use crate::domain::suggest::sentence::numbers;
use crate::domain::suggest::stored;
use crate::frontdesk::host::story::Event;
use crate::store::host::audit::AuditRow;
use crate::store::host::decider::SYSTEM;
use crate::store::host::decision::Decision;
use crate::store::host::verdict::VerdictRow;
use serde_json::Value;

/// An event as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When, as stored.
    pub at: String,
    /// What kind of event, one English word for programs: an audit action, an assignment state, a verdict,
    /// `first_seen` or `vanished`.
    pub kind: String,
    pub by: String,
    /// Plain text with names as they are: a page must escape it.
    pub sentence: String,
}

/// Tells an event; the roster is for the names.
pub fn tell(event: &Event, roster: &[StaffMember], language: Language) -> Told {
    let (kind, by, sentence) = match event {
        Event::FirstSeen(_) => ("first_seen", SYSTEM.by, first_seen(language)),
        Event::Vanished(_) => ("vanished", SYSTEM.by, vanished(language)),
        Event::Verdict(row) => {
            (row.verdict.as_str(), row.decided_by.as_str(), verdict(row, roster, language))
        }
        Event::Audit(row) => {
            (row.action.as_str(), row.changed_by.as_str(), audit(row, roster, language))
        }
        Event::Decision(row) => {
            (row.state.as_str(), row.decided_by.as_str(), decision(row, language))
        }
    };
    Told { at: event.at().to_owned(), kind: kind.to_owned(), by: by.to_owned(), sentence }
}

fn first_seen(language: Language) -> String {
    language.pick("Zum ersten Mal gesehen.", "Seen for the first time.").to_owned()
}

fn vanished(language: Language) -> String {
    language.pick("Nicht mehr in Cal.coms Listen.", "No longer in Cal.com's lists.").to_owned()
}

fn verdict(row: &VerdictRow, roster: &[StaffMember], language: Language) -> String {
    let who = name_of(roster, &row.staff.0);
    let mut sentence = match (row.is_accepted(), language) {
        (true, Language::De) => format!("Es ist {who}"),
        (true, Language::En) => format!("It is {who}"),
        (false, Language::De) => format!("Es ist nicht {who}"),
        (false, Language::En) => format!("It is not {who}"),
    };
    let evidence = row.evidence();
    if let Some(score) = evidence.get("score").and_then(Value::as_u64) {
        let suggested = language.pick("vorgeschlagen mit", "suggested with");
        let shares = numbers(&stored::shares(&evidence), language);
        sentence = format!("{sentence} ({suggested} {score}: {shares})");
    }
    with_reason(sentence, &row.reason, language)
}

/// What a change of a mapping made of it, or who got an appointment.
fn audit(row: &AuditRow, roster: &[StaffMember], language: Language) -> String {
    let parsed = |text: &Option<String>| {
        text.as_deref()
            .and_then(|text| serde_json::from_str::<Value>(text).ok())
            .unwrap_or_default()
    };
    let (old, new) = (parsed(&row.old_values), parsed(&row.new_values));
    let who = |values: &Value| match values.get("staff_id").and_then(Value::as_str) {
        Some(id) => name_of(roster, id),
        None => language.pick("niemand", "nobody").to_owned(),
    };
    if let Some(appointment) = new.get("appointment_id").and_then(Value::as_i64) {
        let (from, to) = (who(&old), who(&new));
        let sentence = match language {
            Language::De => format!("Termin {appointment}: {to} statt {from}"),
            Language::En => format!("Appointment {appointment}: {to} instead of {from}"),
        };
        return with_reason(sentence, &row.reason, language);
    }
    let number = row.mapping_id.map_or_else(|| "-".to_owned(), |id| id.to_string());
    let mut sentence = match language {
        Language::De => format!("Zuordnung {number} zu {}", who(&new)),
        Language::En => format!("Mapping {number} to {}", who(&new)),
    };
    let changes = changes(&old, &new, language);
    if !changes.is_empty() {
        sentence = format!("{sentence} ({})", changes.join(", "));
    }
    with_reason(sentence, &row.reason, language)
}

/// Each field that is not as it was; of a new mapping what made it.
fn changes(old: &Value, new: &Value, language: Language) -> Vec<String> {
    let fields = new.as_object().into_iter().flatten();
    let told = ["mapping_source", "confidence_score", "is_active"];
    let changed = fields.filter(|(field, value)| match old.is_null() {
        true => told.contains(&field.as_str()),
        false => old.get(field.as_str()) != Some(value),
    });
    changed
        .map(|(field, value)| match (field.as_str(), value) {
            ("is_active", Value::Bool(true)) => language.pick("an", "on").to_owned(),
            ("is_active", Value::Bool(false)) => language.pick("aus", "off").to_owned(),
            (field, Value::String(text)) => format!("{field} {text}"),
            (field, value) => format!("{field} {value}"),
        })
        .collect()
}

fn decision(row: &Decision, language: Language) -> String {
    let kept: Value = serde_json::from_str(&row.details).unwrap_or_default();
    let told = matching_stored::tell(&kept, &row.decided_by, language);
    // A row of another program: its own words are better than none.
    let told = told.unwrap_or_else(|| format!("{}: {}", row.state, row.details));
    let appointment = row.appointment;
    let sentence = match language {
        Language::De => format!("Termin {appointment}: {told}"),
        Language::En => format!("Appointment {appointment}: {told}"),
    };
    if row.reason.is_empty() {
        return sentence;
    }
    let reason = language.pick("Grund", "Reason");
    format!("{sentence} {reason}: {}", row.reason)
}

fn with_reason(sentence: String, reason: &str, language: Language) -> String {
    match reason.is_empty() {
        true => format!("{sentence}."),
        false => format!("{sentence}. {}: {reason}", language.pick("Grund", "Reason")),
    }
}

/// A staff member's name, or the id where there is no row.
pub fn name_of(roster: &[StaffMember], id: &str) -> String {
    roster.iter().find(|person| person.id.0 == id).map_or_else(|| id.to_owned(), |p| p.name.clone())
}
