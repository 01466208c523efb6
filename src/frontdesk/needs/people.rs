//! Who can be given an appointment.

use crate::domain::calendar::interval::Interval;
use crate::domain::ids::{AppointmentId, StaffId};
use crate::domain::language::Language;
use crate::domain::people::staff::TenantContext;
use crate::domain::visit::layout::PartKind;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::diary::people::{Called, called};
use crate::frontdesk::door::redecide::branch_of_visit;
use crate::frontdesk::door::rules::Rules;
use crate::store::visit::day::DayPart;
use crate::store::visit::{absence, appointment, day, segment};
use rusqlite::Connection;
use serde::Serialize;
use std::collections::BTreeMap;

/// A person who can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Choice {
    pub staff_id: StaffId,
    pub name: String,
    /// What stands against this person at the time of the visit, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Against>,
}

/// Why somebody had better not be given a visit. A person may decide otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Against {
    /// Not there.
    Away,
    /// With somebody else.
    Busy,
}

impl Choice {
    /// As it stands in a list.
    pub fn label(&self, language: Language) -> String {
        let against = match self.against {
            None => return self.name.clone(),
            Some(Against::Away) => language.pick("nicht da", "not there"),
            Some(Against::Busy) => language.pick("hat da schon jemanden", "has somebody then"),
        };
        format!("{} – {against}", self.name)
    }
}

/// Everybody who works here, in the roster's order.
pub(crate) fn choices(desk: &Desk) -> Result<Vec<Choice>> {
    let all = desk.store.read(|connection| called(connection, desk.salon.company))?;
    let active = all.into_iter().filter(|one| one.person.active);
    let choice = |staff_id, name| Choice { staff_id, name, against: None };
    Ok(active.map(|one| choice(one.person.id, one.full)).collect())
}

/// Those who may be given this visit, those against whom nothing stands first. `NotFound` if it is none of ours.
pub(crate) fn of_visit(desk: &Desk, id: AppointmentId) -> Result<Vec<Choice>> {
    Ok(of_visits(desk, &[id])?.remove(&id).unwrap_or_default())
}

/// The same of several.
pub(crate) fn of_visits(
    desk: &Desk,
    ids: &[AppointmentId],
) -> Result<BTreeMap<AppointmentId, Vec<Choice>>> {
    let rules = Rules::of(&desk.salon);
    desk.store.read(|connection| {
        let people = called(connection, rules.company)?;
        ids.iter().map(|id| Ok((*id, among(connection, &rules, &people, *id)?))).collect()
    })
}

fn among(
    connection: &Connection,
    rules: &Rules,
    people: &[Called],
    id: AppointmentId,
) -> Result<Vec<Choice>> {
    let row = appointment::find(connection, id)?
        .filter(|row| row.company == rules.company)
        .ok_or(Error::NotFound("appointment"))?;
    let segments = segment::of_appointment(connection, id)?;
    let branch = branch_of_visit(connection, rules, &row, &segments)?;
    let context = TenantContext { company: rules.company, branch };
    let span = Interval::new(row.starts_at, row.ends_at)?;
    let (own, others): (Vec<DayPart>, Vec<DayPart>) = day::parts(connection, rules.company, span)?
        .into_iter()
        .partition(|part| part.appointment == id);
    let work: Vec<Interval> =
        own.iter().filter(|part| part.kind == PartKind::Work).map(|part| part.at).collect();
    let meets = |at: &Interval| work.iter().any(|part| part.overlaps(at));
    let mut choices = Vec::new();
    for one in people.iter().filter(|one| context.admits(&one.person).is_ok()) {
        let staff = &one.person.id;
        let is_away = absence::occupied(connection, staff, span)?.iter().any(meets);
        let is_busy =
            || others.iter().any(|part| part.staff.as_ref() == Some(staff) && meets(&part.at));
        let against = match is_away {
            true => Some(Against::Away),
            false => is_busy().then_some(Against::Busy),
        };
        choices.push(Choice { staff_id: staff.clone(), name: one.full.clone(), against });
    }
    choices.sort_by_key(|one| one.against.is_some());
    Ok(choices)
}
