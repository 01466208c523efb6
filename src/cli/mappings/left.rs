//! What a correction could not bring: each appointment of the host that nobody does all the same, and why nothing comes
//! of it where nothing does.

use crate::cli::appointments::listed_json;
use crate::cli::outcome::describe;
use crate::cli::sagas::print::minute;
use crate::domain::ids::HostId;
use crate::frontdesk::Desk;
use crate::frontdesk::host::unassigned::{HostStands, Listed};
use crate::store::host::{identity, mapping};
use serde_json::Value;

/// Appointments told one by one; a host of many years may have thousands.
const TOLD_MAX: usize = 20;

/// A line for each, upcoming ones first.
pub fn lines(desk: &Desk, left: &[Listed]) -> Vec<String> {
    let one = |one: &Listed| {
        let when = minute(&desk.salon.zone, one.starts_at);
        let parts = match one.parts.is_empty() {
            true => String::new(),
            false => format!(", {}", one.parts.join(", ")),
        };
        let why = one.why.as_ref();
        let (why, todo) =
            why.map_or(("", ""), |why| (why.sentence.as_str(), why.what_to_do.as_str()));
        format!("appointment {} ({when}{parts}) has nobody: {why} -> {todo}", one.appointment)
    };
    let mut lines: Vec<String> = left.iter().take(TOLD_MAX).map(one).collect();
    let more = left.len().saturating_sub(TOLD_MAX);
    if more > 0 {
        lines.push(format!("and {more} more: chairside appointments list --unassigned --all"));
    }
    lines
}

/// All of them for programs.
pub fn json(desk: &Desk, left: &[Listed]) -> Value {
    Value::Array(left.iter().map(|one| listed_json(&desk.salon.zone, one)).collect())
}

/// What else keeps the host's mapping from showing.
pub fn notes(desk: &Desk, id: HostId, stands: &HostStands) -> Result<Vec<String>, String> {
    let company = desk.salon.company;
    let (active, known) = desk
        .store
        .read(|connection| {
            Ok((
                mapping::active(connection, company, id)?,
                identity::find(connection, company, id)?,
            ))
        })
        .map_err(describe)?;
    let mut notes = Vec::new();
    if !desk.salon.config.matching.enabled {
        notes.push(
            "the assignment of staff is switched off (matching.enabled = false): this is kept, and no appointment \
             follows it; set it to true in appliance.toml, then chairside backfill"
                .to_owned(),
        );
    }
    if active.is_none() {
        return Ok(notes);
    }
    match (stands.upcoming, stands.past) {
        (0, 0) => notes.push(format!(
            "no appointment of host {id} is known: the mapping counts from her next booking on"
        )),
        (0, past) => notes.push(format!(
            "host {id} has no upcoming appointment, {past} past ones: the mapping counts from her next booking on"
        )),
        _ => {}
    }
    if let Some(at) = known.and_then(|known| known.vanished_at) {
        notes.push(format!(
            "Cal.com's lists no longer have host {id} (since {at}): no new booking will be hers; \
             chairside hosts list tells who is there"
        ));
    }
    if !stands.given_by_hand.is_empty() {
        let which: Vec<String> =
            stands.given_by_hand.iter().take(TOLD_MAX).map(ToString::to_string).collect();
        let more = stands.given_by_hand.len().saturating_sub(which.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        notes.push(format!(
            "{}{more} stay with whom a person gave them one by one; chairside mappings reassign changes that",
            which.join(", ")
        ));
    }
    Ok(notes)
}
