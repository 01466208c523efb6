//! What a correction of a mapping brought, and what it did not.

use crate::domain::Result;
use crate::domain::ids::{AppointmentId, HostId, StaffId};
use crate::frontdesk::Desk;
use crate::frontdesk::door::redecide::Redecided;
use crate::frontdesk::host::appointment_view::AppointmentLine;
use crate::frontdesk::host::clock::local;
use crate::frontdesk::host::told::name_of;
use crate::frontdesk::host::unassigned::HostStands;
use crate::frontdesk::host::{appointment_view, unassigned};
use crate::store::host::{identity, mapping, staff};
use serde::Serialize;

/// Appointments named one by one in a note.
const NAMED_MAX: usize = 20;

/// What deciding again made of a host's appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CorrectionView {
    pub done: bool,
    pub changed: Vec<ChangedView>,
    /// Those that still have no staff member.
    pub unassigned: Vec<AppointmentLine>,
    /// What else keeps the mapping from showing, in the salon's language.
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ChangedView {
    pub appointment_id: AppointmentId,
    pub before: Option<StaffId>,
    pub after: Option<StaffId>,
    /// The same by name.
    #[serde(skip)]
    pub before_name: Option<String>,
    #[serde(skip)]
    pub after_name: Option<String>,
}

/// What a change of a host's mapping brought.
pub(crate) fn of(desk: &Desk, host: HostId, changed: &[Redecided]) -> Result<CorrectionView> {
    let stands = unassigned::host_stands(desk, host)?;
    let notes = notes(desk, host, &stands)?;
    let roster = desk.store.read(|connection| staff::roster(connection, desk.salon.company))?;
    let name = |id: &Option<StaffId>| id.as_ref().map(|id| name_of(&roster, &id.0));
    let changed = changed.iter().map(|one| ChangedView {
        appointment_id: one.appointment,
        before_name: name(&one.before),
        after_name: name(&one.after),
        before: one.before.clone(),
        after: one.after.clone(),
    });
    let unassigned = stands.left.into_iter().map(|one| appointment_view::line(desk, one));
    Ok(CorrectionView {
        done: true,
        changed: changed.collect(),
        unassigned: unassigned.collect(),
        notes,
    })
}

/// What else keeps the host's mapping from showing.
fn notes(desk: &Desk, id: HostId, stands: &HostStands) -> Result<Vec<String>> {
    let (company, language) = (desk.salon.company, desk.salon.language);
    let (active, known) = desk.store.read(|connection| {
        Ok((mapping::active(connection, company, id)?, identity::find(connection, company, id)?))
    })?;
    let mut notes = Vec::new();
    if !desk.salon.config.matching.enabled {
        notes.push(
            language
                .pick(
                    "die Zuordnung ist abgeschaltet (matching.enabled = false): dies bleibt, und kein Termin folgt ihm; \
                     in appliance.toml auf true setzen, dann chairside backfill",
                    "the assignment of staff is switched off (matching.enabled = false): this is kept, and no \
                     appointment follows it; set it to true in appliance.toml, then chairside backfill",
                )
                .to_owned(),
        );
    }
    if active.is_none() {
        return Ok(notes);
    }
    let next = language.pick(
        "die Zuordnung zählt ab der nächsten Buchung",
        "the mapping counts from the next booking on",
    );
    match (stands.upcoming, stands.past) {
        (0, 0) => {
            let none = language
                .pick("kein Termin ist bekannt von Host", "no appointment is known of host");
            notes.push(format!("{none} {id}: {next}"));
        }
        (0, past) => {
            let (none, over) = language.pick(
                ("hat keinen kommenden Termin", "vergangene"),
                ("has no upcoming appointment", "past ones"),
            );
            let host = language.pick("Host", "host");
            notes.push(format!("{host} {id} {none}, {past} {over}: {next}"));
        }
        _ => {}
    }
    if let Some(at) = known.and_then(|known| known.vanished_at) {
        let at = local(desk, &at);
        notes.push(language.pick(
            format!(
                "Cal.coms Listen haben Host {id} nicht mehr (seit {at}): keine neue Buchung wird auf ihn lauten; \
                 chairside hosts list zeigt, wer da ist"
            ),
            format!(
                "Cal.com's lists no longer have host {id} (since {at}): no new booking will be of that host; \
                 chairside hosts list tells who is there"
            ),
        ));
    }
    if !stands.given_by_hand.is_empty() {
        let which: Vec<String> =
            stands.given_by_hand.iter().take(NAMED_MAX).map(ToString::to_string).collect();
        let more = stands.given_by_hand.len().saturating_sub(which.len());
        let and = language.pick("und weitere", "and further");
        let more = if more > 0 { format!(" {and} {more}") } else { String::new() };
        notes.push(format!(
            "{}{more} {}; {}",
            which.join(", "),
            language.pick(
                "bleiben bei denen, denen sie jemand einzeln gegeben hat",
                "stay with those to whom a person gave them one by one"
            ),
            language.pick(
                "chairside mappings reassign ändert das",
                "chairside mappings reassign changes that"
            ),
        ));
    }
    Ok(notes)
}
