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
use crate::frontdesk::door::rules::Rules;
use crate::frontdesk::door::{redecide, resolve};
use crate::frontdesk::expected::Saw;
use crate::frontdesk::host::audit_head;
use crate::store::db::tx::Tx;
use crate::store::host::mapping::{Mapping, MappingRow};
use crate::store::host::mapping_write::NewMapping;
use crate::store::host::verdict::Verdict;
use crate::store::host::{identity, mapping, mapping_write, staff, verdict};
use crate::store::visit::appointment;
use rusqlite::Connection;
use serde_json::{Value, json};
use time::OffsetDateTime;

/// Where a host comes from that no answer named just now.
const SOURCE: &str = "calcom_hosts";

/// Maps a host to a staff member by hand, in another mapping's place if there is one, and decides the host's
/// appointments again. Whom the other mapping named is rejected for good: only a person can bring her back.
///
/// `Conflict` if another mapping is in force than the one the person saw, if this one is in force already, or
/// if the staff member may not be mapped.
pub fn map(
    desk: &Desk,
    id: HostId,
    staff: &StaffId,
    saw: Saw<MappingId>,
    person: &Person,
) -> Result<Vec<Redecided>> {
    let (staff, person) = (staff.clone(), person.clone());
    correct(desk, move |tx, rules, now| {
        let host = known_host(tx, rules, id)?;
        let member = usable(tx, rules, &staff)?;
        put(tx, rules, &host, &member, &saw, &person, now)
    })
}

/// Switches a mapping off and decides the host's appointments again; the row and its history stay. No rule
/// makes it again.
pub fn deactivate(desk: &Desk, id: MappingId, person: &Person) -> Result<Vec<Redecided>> {
    let person = person.clone();
    correct(desk, move |tx, rules, now| {
        let row = own(tx, rules, id)?;
        if !row.active {
            return Err(Error::Conflict(format!("mapping {id} is off already")));
        }
        let decider = person.decider();
        mapping_write::switch_off(tx, id, decider, now)?;
        // Else the same rule would make the same mapping again with the next booking.
        reject(tx, rules, (row.host, &row.staff), &json!({}), &person, now)?;
        let host = known_host(tx, rules, row.host)?;
        decide_without(tx, rules, &host, &person, now)
    })
}

/// Switches a mapping on again, as a decision of this person.
///
/// `Conflict` if it is on, or if another mapping of the host is: that one is switched off first, or `map_by_hand`
/// says in whose place.
pub fn reactivate(desk: &Desk, id: MappingId, person: &Person) -> Result<Vec<Redecided>> {
    let person = person.clone();
    correct(desk, move |tx, rules, now| {
        let row = own(tx, rules, id)?;
        if row.active {
            return Err(Error::Conflict(format!("mapping {id} is on already")));
        }
        if let Some(other) = mapping::active(tx, rules.company, row.host)? {
            let now_is = named(tx, row.host, &other)?;
            return Err(Error::Conflict(format!("{now_is}; switch that mapping off first")));
        }
        let host = known_host(tx, rules, row.host)?;
        let member = usable(tx, rules, &row.staff)?;
        put(tx, rules, &host, &member, &Saw::NotSaid, &person, now)
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
    let (staff, person) = (staff.clone(), person.clone());
    correct(desk, move |tx, rules, now| {
        let host = known_host(tx, rules, id)?;
        let member = own_staff(tx, rules, &staff)?;
        reject_known(tx, rules, &host, &member, &evidence, &person, now)
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
/// `Conflict` if somebody else has it than the person saw, if it is hers by hand already, or if she may not get it.
pub fn reassign(
    desk: &Desk,
    id: AppointmentId,
    staff: &StaffId,
    saw: Saw<StaffId>,
    person: &Person,
) -> Result<()> {
    let (staff, person) = (staff.clone(), person.clone());
    correct(desk, move |tx, rules, now| {
        redecide::reassign(tx, rules, id, &staff, &saw, person.decider(), now)
    })
}

/// One transaction, and the audit head after it.
pub(crate) fn correct<T: Send + 'static>(
    desk: &Desk,
    change: impl FnOnce(&Tx, &Rules, OffsetDateTime) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (rules, now) = (Rules::of(&desk.salon), desk.now());
    let changed = desk.store.write(move |tx| change(tx, &rules, now))?;
    audit_head::keep_now(desk);
    Ok(changed)
}

/// The active mapping of a host becomes this one, by this person, and the host's appointments follow.
pub(crate) fn put(
    tx: &Tx,
    rules: &Rules,
    host: &Host,
    member: &StaffMember,
    saw: &Saw<MappingId>,
    person: &Person,
    now: OffsetDateTime,
) -> Result<Vec<Redecided>> {
    let decider = person.decider();
    let old = mapping::active(tx, rules.company, host.id)?;
    saw.check(old.as_ref().map(|old| &old.id), || match &old {
        Some(old) => named(tx, host.id, old),
        None => Ok(format!("host {} is nobody now", host.id)),
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
        reject(tx, rules, (host.id, &old.staff), &json!({}), person, now)?;
    }
    redecide::redecide_host(tx, rules, host.id, decider, now)
}

/// A host is not this staff member: see `Desk::reject_pair`.
pub(crate) fn reject_known(
    tx: &Tx,
    rules: &Rules,
    host: &Host,
    member: &StaffMember,
    evidence: &Value,
    person: &Person,
    now: OffsetDateTime,
) -> Result<Vec<Redecided>> {
    let (id, staff) = (host.id, &member.id);
    if verdict::rejected(tx, rules.company, id)?.contains(staff) {
        let name = &member.name;
        return Err(Error::Conflict(format!("host {id} is not {name}: that is said already")));
    }
    let decider = person.decider();
    let active = mapping::active(tx, rules.company, id)?.filter(|old| old.staff == *staff);
    match active {
        Some(old) if !old.source.is_automatic() => {
            let now_is = named(tx, id, &old)?;
            return Err(Error::Conflict(format!("{now_is}; switch that mapping off")));
        }
        Some(old) => mapping_write::switch_off(tx, old.id, decider, now)?,
        None => {}
    }
    reject(tx, rules, (id, staff), evidence, person, now)?;
    decide_without(tx, rules, host, person, now)
}

/// What the rules make of a host once somebody is out: of two with one name the other one is certain, and becomes
/// the mapping that the decisions rest on.
fn decide_without(
    tx: &Tx,
    rules: &Rules,
    host: &Host,
    person: &Person,
    now: OffsetDateTime,
) -> Result<Vec<Redecided>> {
    let sighting = HostSighting::Seen { host: host.clone(), source: SOURCE.to_owned() };
    resolve::learn_from(tx, rules, &sighting, None, now)?;
    redecide::redecide_host(tx, rules, host.id, person.decider(), now)
}

/// Keeps that a host is not this staff member, with the suggestion's evidence.
pub(crate) fn reject(
    tx: &Tx,
    rules: &Rules,
    pair: (HostId, &StaffId),
    evidence: &Value,
    person: &Person,
    now: OffsetDateTime,
) -> Result<()> {
    let rejected = Verdict::Rejected;
    verdict::insert(tx, rules.company, pair, rejected, evidence, person.decider(), now)
}

/// The host of an id, if anybody ever saw her.
pub(crate) fn known_host(tx: &Tx, rules: &Rules, id: HostId) -> Result<Host> {
    identity::find(tx, rules.company, id)?.map(|known| known.host).ok_or(Error::NotFound("host"))
}

/// A staff member of this company who works here; else the reason why not.
pub(crate) fn usable(tx: &Tx, rules: &Rules, id: &StaffId) -> Result<StaffMember> {
    let member = staff::find(tx, id)?.ok_or(Error::NotFound("staff member"))?;
    TenantContext { company: rules.company, branch: None }
        .admits(&member)
        .map_err(|why| redecide::refused(&member, why))?;
    Ok(member)
}

/// A staff member of this company, whether she still works here or not.
pub(crate) fn own_staff(tx: &Tx, rules: &Rules, id: &StaffId) -> Result<StaffMember> {
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

fn own(tx: &Tx, rules: &Rules, id: MappingId) -> Result<MappingRow> {
    mapping::find(tx, id)?
        .filter(|row| row.company == rules.company)
        .ok_or(Error::NotFound("mapping"))
}
