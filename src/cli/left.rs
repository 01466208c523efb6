//! What a correction could not bring: each appointment still without a staff member, and why nothing comes of it where
//! nothing does. In the salon's language.

use crate::domain::language::Language;
use crate::frontdesk::host::appointment_view::AppointmentLine;

/// Appointments told one by one; a host of many years may have thousands.
const TOLD_MAX: usize = 20;

/// A line for each, upcoming ones first.
pub(crate) fn lines(left: &[AppointmentLine], language: Language) -> Vec<String> {
    let mut lines: Vec<String> =
        left.iter().take(TOLD_MAX).map(|one| line(one, language)).collect();
    let more = left.len().saturating_sub(TOLD_MAX);
    if more > 0 {
        let and = language.pick("weitere", "more");
        lines.push(format!("… {more} {and}: chairside appointments list --unassigned --all"));
    }
    lines
}

fn line(one: &AppointmentLine, language: Language) -> String {
    let parts = match one.parts.is_empty() {
        true => String::new(),
        false => format!(", {}", one.parts.join(", ")),
    };
    let (why, todo) = (one.why.as_deref().unwrap_or(""), one.what_to_do.as_deref().unwrap_or(""));
    let (id, start) = (one.appointment_id, &one.start);
    match language {
        Language::De => format!("Termin {id} ({start}{parts}) hat niemanden: {why} -> {todo}"),
        Language::En => {
            format!("appointment {id} ({start}{parts}) has no staff member: {why} -> {todo}")
        }
    }
}
