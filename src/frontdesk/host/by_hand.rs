//! A person decides who a host is: mapping by hand, taking a mapping back, and what follows for the appointments.
//!
//! Each change, its audit row and the decisions it causes are one transaction. What a person decided is never
//! overwritten by an automatic decision.

use crate::domain::host::identity::{Host, HostSighting};
use crate::domain::host::kinds::MappingSource;
use crate::domain::host::matching_stored::CONFIDENCE_PERSON;
use crate::domain::ids::{AppointmentId, HostId, MappingId, StaffId};
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::door::redecide::Redecided;
use crate::frontdesk::door::rules::{Change, Rules};
use crate::frontdesk::door::{redecide, resolve};
use crate::frontdesk::expected::Expected;
use crate::frontdesk::host::audit_head;
use crate::frontdesk::unnamed::unnamed;
use crate::store::host::mapping::{Mapping, MappingRow};
use crate::store::host::mapping_write::NewMapping;
use crate::store::host::verdict::Verdict;
use crate::store::host::{identity, mapping, mapping_write, staff, verdict};
use crate::store::visit::appointment;
use rusqlite::Connection;
use serde_json::{Value, json};

/// Where a host comes from that no answer named just now.
const SOURCE: &str = "calcom_hosts";

/// Maps a host to a staff member by hand, in another mapping's place if there is one, and decides the host's
/// appointments again. Whom the other mapping named is rejected for good: only a person can undo that.
///
/// `Conflict` if another mapping is in force than the expected one, if this one is in force already, or
/// if the staff member may not be mapped.
pub fn map(
    desk: &Desk,
    id: HostId,
    staff: &StaffId,
    expected: Expected<MappingId>,
    person: &Person,
) -> Result<Vec<Redecided>> {
    let staff = staff.clone();
    correct(desk, person, move |change| {
        let host = known_host(change, id)?;
        let member = usable(change, &staff)?;
        put(change, &host, &member, &expected)
    })
}

/// Switches a mapping off and decides the host's appointments again; the row and its history stay. No rule
/// makes it again.
pub fn deactivate(desk: &Desk, id: MappingId, person: &Person) -> Result<Vec<Redecided>> {
    correct(desk, person, move |change| {
        let row = own(change, id)?;
        if !row.active {
            return Err(Error::Conflict(format!("mapping {id} is off already")));
        }
        mapping_write::switch_off(change.tx, id, change.decider, change.now)?;
        // Else the same rule would make the same mapping again with the next booking.
        reject(change, (row.host, &row.staff), &json!({}))?;
        let host = known_host(change, row.host)?;
        decide_without(change, &host)
    })
}

/// Switches a mapping on again, as a decision of this person.
///
/// `Conflict` if it is on, or if another mapping of the host is: that one is switched off first, or `map_by_hand`
/// says in whose place.
pub fn reactivate(desk: &Desk, id: MappingId, person: &Person) -> Result<Vec<Redecided>> {
    correct(desk, person, move |change| {
        let row = own(change, id)?;
        if row.active {
            return Err(Error::Conflict(format!("mapping {id} is on already")));
        }
        if let Some(other) = mapping::active(change.tx, change.rules.company, row.host)? {
            let now_is = named(change.tx, row.host, &other)?;
            return Err(Error::Conflict(format!("{now_is}; switch that mapping off first")));
        }
        let host = known_host(change, row.host)?;
        let member = usable(change, &row.staff)?;
        put(change, &host, &member, &Expected::Any)
    })
}

/// A person says that a host is not this staff member: no rule and no suggestion says so again. A mapping that a
/// rule made of the pair is switched off, and the host's appointments are decided again. `evidence` is the
/// suggestion's, if it was one (`suggest_stored::to_json`).
///
/// `Conflict` if a person mapped the pair (then that mapping is to be switched off), or if it is rejected already.
pub fn reject_pair(
    desk: &Desk,
    id: HostId,
    staff: &StaffId,
    evidence: Value,
    person: &Person,
) -> Result<Vec<Redecided>> {
    let staff = staff.clone();
    correct(desk, person, move |change| {
        let host = known_host(change, id)?;
        let member = own_staff(change, &staff)?;
        reject_known(change, &host, &member, &evidence)
    })
}

/// The appointments whose staff member a mapping decided: what is at stake when it is wrong.
pub fn decided_by(desk: &Desk, id: MappingId) -> Result<Vec<AppointmentId>> {
    let company = desk.salon.company;
    desk.store.read(|connection| {
        let row = mapping::find(connection, id)?
            .filter(|row| row.company == company)
            .ok_or(Error::NotFound("mapping"))?;
        appointment::of_host_and_staff(connection, company, row.host, &row.staff)
    })
}

/// A person says who does one appointment, whatever the host's mapping says; nothing automatic changes it again.
///
/// `Conflict` if another has it than expected, if the staff member has it by hand already, or may not get it.
pub fn reassign(
    desk: &Desk,
    id: AppointmentId,
    staff: &StaffId,
    expected: Expected<StaffId>,
    person: &Person,
) -> Result<()> {
    let staff = staff.clone();
    correct(desk, person, move |change| redecide::reassign(change, id, &staff, &expected))
}

/// What a person corrects, in one transaction, and the audit head after it. No customer is named in the reason that is kept.
pub(crate) fn correct<T: Send + 'static>(
    desk: &Desk,
    person: &Person,
    correction: impl FnOnce(&Change) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (rules, person, now) = (Rules::of(&desk.salon), unnamed(desk, person)?, desk.now());
    let changed = desk.store.write(move |tx| {
        correction(&Change { tx, rules: &rules, decider: person.decider(), now })
    })?;
    audit_head::keep_now(desk);
    Ok(changed)
}

/// The active mapping of a host becomes this one, by this person, and the host's appointments follow.
pub(crate) fn put(
    change: &Change,
    host: &Host,
    member: &StaffMember,
    expected: &Expected<MappingId>,
) -> Result<Vec<Redecided>> {
    let Change { tx, rules, decider, now } = *change;
    let old = mapping::active(tx, rules.company, host.id)?;
    expected.check(old.as_ref().map(|old| &old.id), || match &old {
        Some(old) => named(tx, host.id, old),
        None => Ok(format!("host {} has no mapping now", host.id)),
    })?;
    let is_same = old.as_ref().is_some_and(|old| old.staff == member.id);
    if let Some(old) = old.as_ref().filter(|old| is_same && !old.source.is_automatic()) {
        return Err(Error::Conflict(format!("{} already", named(tx, host.id, old)?)));
    }
    let new = NewMapping {
        company: rules.company,
        staff: &member.id,
        host,
        source: MappingSource::Manual,
        confidence: CONFIDENCE_PERSON,
        decider,
    };
    mapping_write::learn(tx, &new, now)?;
    if let Some(old) = old.filter(|_| !is_same) {
        reject(change, (host.id, &old.staff), &json!({}))?;
    }
    redecide::redecide_host(change, host.id)
}

/// A host is not this staff member: see `reject_pair`.
pub(crate) fn reject_known(
    change: &Change,
    host: &Host,
    member: &StaffMember,
    evidence: &Value,
) -> Result<Vec<Redecided>> {
    let Change { tx, rules, decider, now } = *change;
    let (id, staff) = (host.id, &member.id);
    if verdict::rejected(tx, rules.company, id)?.contains(staff) {
        let name = &member.name;
        return Err(Error::Conflict(format!("host {id} is not {name}: that is said already")));
    }
    let active = mapping::active(tx, rules.company, id)?.filter(|old| old.staff == *staff);
    match active {
        Some(old) if !old.source.is_automatic() => {
            let now_is = named(tx, id, &old)?;
            return Err(Error::Conflict(format!("{now_is}; switch that mapping off")));
        }
        Some(old) => mapping_write::switch_off(tx, old.id, decider, now)?,
        None => {}
    }
    reject(change, (id, staff), evidence)?;
    decide_without(change, host)
}

/// What the rules make of a host once a staff member is out: of two with one name the other one is certain, and becomes
/// the mapping that the decisions rest on.
fn decide_without(change: &Change, host: &Host) -> Result<Vec<Redecided>> {
    let Change { tx, rules, now, .. } = *change;
    let sighting = HostSighting::Seen { host: host.clone(), source: SOURCE.to_owned() };
    resolve::learn_from(tx, rules, &sighting, None, now)?;
    redecide::redecide_host(change, host.id)
}

/// Keeps that a host is not this staff member, with the suggestion's evidence.
pub(crate) fn reject(change: &Change, pair: (HostId, &StaffId), evidence: &Value) -> Result<()> {
    let Change { tx, rules, decider, now } = *change;
    let rejected = Verdict::Rejected;
    verdict::insert(tx, rules.company, pair, rejected, evidence, decider, now)
}

/// The host of an id, if it was ever seen.
pub(crate) fn known_host(change: &Change, id: HostId) -> Result<Host> {
    let Change { tx, rules, .. } = *change;
    identity::find(tx, rules.company, id)?.map(|known| known.host).ok_or(Error::NotFound("host"))
}

/// A staff member of this company who works here; else the reason why not.
pub(crate) fn usable(change: &Change, id: &StaffId) -> Result<StaffMember> {
    let Change { tx, rules, .. } = *change;
    let member = staff::find(tx, id)?.ok_or(Error::NotFound("staff member"))?;
    TenantContext { company: rules.company, branch: None }
        .admits(&member)
        .map_err(|why| redecide::refused(&member, why))?;
    Ok(member)
}

/// A staff member of this company, still working here or not.
pub(crate) fn own_staff(change: &Change, id: &StaffId) -> Result<StaffMember> {
    let Change { tx, rules, .. } = *change;
    staff::find(tx, id)?
        .filter(|member| member.company == rules.company)
        .ok_or(Error::NotFound("staff member"))
}

/// `host 7 is Anna Müller (mapping 3, auto_email)`.
pub(crate) fn named(connection: &Connection, host: HostId, mapping: &Mapping) -> Result<String> {
    let name = staff::find(connection, &mapping.staff)?
        .map_or_else(|| mapping.staff.0.clone(), |s| s.name);
    Ok(format!("host {host} is {name} (mapping {}, {})", mapping.id, mapping.source.as_str()))
}

fn own(change: &Change, id: MappingId) -> Result<MappingRow> {
    let Change { tx, rules, .. } = *change;
    mapping::find(tx, id)?
        .filter(|row| row.company == rules.company)
        .ok_or(Error::NotFound("mapping"))
}
