//! Whether everybody who works is known at Cal.com.

use crate::domain::Result;
use crate::domain::doctor::finding::Finding;
use crate::frontdesk::Desk;
use crate::ops::doctor::patient::Patient;
use crate::store::host::staff;
use crate::store::service::event_map_sync;

/// So many names are told.
const TOLD_MAX: usize = 5;

/// Who works and is nobody at Cal.com.
pub(crate) fn mapped(patient: &Patient, desk: &Desk) -> Result<Finding> {
    let company = desk.salon.company;
    let (people, hosts) = desk.store.read(|connection| {
        Ok((staff::listed(connection, company)?, event_map_sync::hosts(connection, company)?))
    })?;
    let working = people.iter().filter(|one| one.person.active);
    let unknown: Vec<&str> = working
        .clone()
        .filter(|one| !hosts.iter().any(|(staff, _)| *staff == one.person.id))
        .map(|one| one.person.name.as_str())
        .collect();
    if people.is_empty() {
        return Ok(Finding::warn(
            patient.pick("es gibt noch keine Personen", "there are no people yet"),
            patient.pick(
                "in appliance.toml als [[staff]] eintragen oder `chairside staff import`",
                "write them into appliance.toml as [[staff]], or `chairside staff import`",
            ),
        ));
    }
    if unknown.is_empty() {
        let count = working.count();
        return Ok(Finding::ok(patient.pick(
            format!("alle {count}, die arbeiten, sind zugeordnet"),
            format!("all {count} who work are mapped"),
        )));
    }
    let mut names = unknown.iter().take(TOLD_MAX).copied().collect::<Vec<_>>().join(", ");
    if unknown.len() > TOLD_MAX {
        names.push_str(", …");
    }
    let seen = patient.pick(
        format!("bei Cal.com nicht zugeordnet: {names}"),
        format!("not mapped to anybody at Cal.com: {names}"),
    );
    let todo = patient.pick(
        "`chairside hosts sync`, dann `chairside suggestions list`: dort stehen die Namen, die Cal.com kennt",
        "`chairside hosts sync`, then `chairside suggestions list`: the names that Cal.com knows stand there",
    );
    Ok(Finding::warn(seen, todo))
}
