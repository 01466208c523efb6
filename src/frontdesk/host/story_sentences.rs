//! The story of a host in sentences, German or English, for the command line and the page.

use crate::domain::host::matching_stored;
use crate::domain::language::Language;
use crate::domain::people::staff::StaffMember;
use crate::domain::suggest::sentence::numbers;
use crate::domain::suggest::stored;
use crate::frontdesk::host::audit_sentences;
use crate::frontdesk::host::story::Event;
use crate::frontdesk::host::told::{Told, name_of};
use crate::store::host::decider::SYSTEM;
use crate::store::host::decision::Decision;
use crate::store::host::verdict::VerdictRow;
use serde_json::Value;

/// Tells an event; the roster is for the names.
pub fn tell(event: &Event, roster: &[StaffMember], language: Language) -> Told {
    let system = |kind: &str, sentence: &str| Told {
        at: event.at().to_owned(),
        kind: kind.to_owned(),
        by: SYSTEM.by.to_owned(),
        sentence: sentence.to_owned(),
        reason: String::new(),
        appointment: None,
    };
    match event {
        Event::FirstSeen(_) => system(
            "first_seen",
            language.pick("Zum ersten Mal gesehen.", "Seen for the first time."),
        ),
        Event::Vanished(_) => system(
            "vanished",
            language.pick("Nicht mehr in Cal.coms Listen.", "No longer in Cal.com's lists."),
        ),
        Event::Verdict(row) => Told {
            at: event.at().to_owned(),
            kind: row.verdict.clone(),
            by: row.decided_by.clone(),
            sentence: verdict(row, roster, language),
            reason: row.reason.clone(),
            appointment: None,
        },
        Event::Audit(row) => audit_sentences::tell(row, roster, language),
        Event::Decision(row) => Told {
            at: event.at().to_owned(),
            kind: row.state.clone(),
            by: row.decided_by.clone(),
            sentence: decision(row, language),
            reason: row.reason.clone(),
            appointment: Some(row.appointment),
        },
    }
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
    format!("{sentence}.")
}

fn decision(row: &Decision, language: Language) -> String {
    let told = matching_stored::tell(&row.details, &row.decided_by, language);
    // A row of another program: its own words are better than none.
    let told = told.unwrap_or_else(|| format!("{}: {}", row.state, row.details));
    let appointment = row.appointment;
    match language {
        Language::De => format!("Termin {appointment}: {told}"),
        Language::En => format!("Appointment {appointment}: {told}"),
    }
}
