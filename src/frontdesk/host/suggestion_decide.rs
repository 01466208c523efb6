//! What a person makes of a suggestion: accepts it, rejects it for good, or picks somebody else.
//!
//! The only road from a suggestion to a mapping. It asks for a `Person`, who is never the system, and goes on by
//! `mapping::put`, the one road for corrections: verdict, mapping, audit row and the decisions that follow are one
//! transaction. Who comes second is told what was decided meanwhile, and nothing changes.

use crate::domain::ids::{HostId, StaffId};
use crate::domain::people::staff::StaffMember;
use crate::domain::suggest::ranking::Suggestion;
use crate::domain::suggest::stored;
use crate::domain::suggest::stored::Offer;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::door::redecide::Redecided;
use crate::frontdesk::expected::{Saw, faster};
use crate::frontdesk::host::by_hand;
use crate::frontdesk::host::suggestion::{Entry, Here, open_entry};
use crate::store::db::tx::Tx;
use crate::store::host::verdict::Verdict;
use crate::store::host::{staff, verdict, waiting};
use serde_json::{Value, json};

/// What a person's word did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// About her.
    pub staff: StaffId,
    /// The appointments that were decided again.
    pub changed: Vec<Redecided>,
}

/// A person says that a host is the staff member suggested; without one, the first, if she is ahead of the next.
///
/// `Conflict` if the host is somebody by now, if it is not the offer that the person saw any more, or if the staff
/// member is not suggested or may not be mapped.
pub fn accept(
    desk: &Desk,
    id: HostId,
    staff: Option<&StaffId>,
    saw: Saw<Offer>,
    person: &Person,
) -> Result<Taken> {
    let (here, staff, person) = (Here::of(desk), staff.cloned(), person.clone());
    by_hand::correct(desk, move |tx, rules, now| {
        let entry = still_open(tx, &here, id, &saw)?;
        let staff = match staff {
            Some(staff) => staff,
            None => first(tx, &entry)?,
        };
        let member = by_hand::usable(tx, rules, &staff)?;
        let evidence = stored::to_json(suggested(tx, &here, &entry, &member)?);
        keep(tx, &here, (id, &staff), Verdict::Accepted, &evidence, &person)?;
        let changed =
            by_hand::put(tx, rules, &entry.host.host, &member, &Saw::NotSaid, &person, now)?;
        Ok(Taken { staff, changed })
    })
}

/// A person says that a host is not this staff member: she is never suggested for her again, nor does a rule
/// say so. That she was suggested is not needed.
///
/// `Conflict` if the host is somebody by now, if it is not the offer that the person saw any more, or if it is
/// said already.
pub fn reject(
    desk: &Desk,
    id: HostId,
    staff: &StaffId,
    saw: Saw<Offer>,
    person: &Person,
) -> Result<Taken> {
    let (here, staff, person) = (Here::of(desk), staff.clone(), person.clone());
    by_hand::correct(desk, move |tx, rules, now| {
        let entry = still_open(tx, &here, id, &saw)?;
        let member = by_hand::own_staff(tx, rules, &staff)?;
        if let Some(said) = said_not(tx, &here, id, &member)? {
            return Err(said);
        }
        let (host, evidence) = (&entry.host.host, evidence(&entry, &staff));
        let changed = by_hand::reject_known(tx, rules, host, &member, &evidence, &person, now)?;
        Ok(Taken { staff, changed })
    })
}

/// A person says that a host is somebody else than suggested. That those suggested are not her is remembered of
/// those in `not` alone: perhaps nobody looked at the others.
///
/// `Conflict` as for `accept_suggestion`, but whoever may be mapped may be picked: also who is bound to another
/// host, as some people have two accounts.
pub fn pick_another(
    desk: &Desk,
    id: HostId,
    staff: &StaffId,
    not: &[StaffId],
    saw: Saw<Offer>,
    person: &Person,
) -> Result<Taken> {
    let (here, staff, person) = (Here::of(desk), staff.clone(), person.clone());
    let not = not.to_vec();
    by_hand::correct(desk, move |tx, rules, now| {
        let entry = still_open(tx, &here, id, &saw)?;
        let member = by_hand::usable(tx, rules, &staff)?;
        for other in &not {
            let other = by_hand::own_staff(tx, rules, other)?;
            if other.id == staff {
                let name = &member.name;
                return Err(Error::Invalid(format!("a host cannot be {name} and not {name}")));
            }
            let evidence = evidence(&entry, &other.id);
            keep(tx, &here, (id, &other.id), Verdict::Rejected, &evidence, &person)?;
        }
        if entry.suggestion(&staff).is_some() {
            let evidence = evidence(&entry, &staff);
            keep(tx, &here, (id, &staff), Verdict::Accepted, &evidence, &person)?;
        }
        let changed =
            by_hand::put(tx, rules, &entry.host.host, &member, &Saw::NotSaid, &person, now)?;
        Ok(Taken { staff, changed })
    })
}

/// The entry, if the host still waits and it is what the person saw.
fn still_open(tx: &Tx, here: &Here, id: HostId, saw: &Saw<Offer>) -> Result<Entry> {
    let entry = open_entry(tx, here, id, faster)?;
    saw.check(Some(&entry.offer), || now_is(tx, &entry))?;
    Ok(entry)
}

/// What is there instead of what the person saw.
fn now_is(tx: &Tx, entry: &Entry) -> Result<String> {
    let host = &entry.host.host;
    let label = match &host.name {
        Some(name) => format!("host {} ({name})", host.id),
        None => format!("host {}", host.id),
    };
    let mut names = Vec::new();
    for one in &entry.suggestions {
        names.push(name(tx, &one.staff)?);
    }
    Ok(match names.is_empty() {
        true => format!("nobody is suggested for {label}"),
        false => format!("suggested for {label} is {}", names.join(", then ")),
    })
}

/// The first suggestion, if she stands alone in front.
fn first(tx: &Tx, entry: &Entry) -> Result<StaffId> {
    let id = entry.host.host.id;
    let Some(first) = entry.suggestions.first() else {
        return Err(Error::Conflict(format!("nobody is suggested for host {id}")));
    };
    let is_ahead = |one: &Suggestion| one.margin.is_none_or(|margin| margin > 0);
    if is_ahead(first) {
        return Ok(first.staff.clone());
    }
    let equals = entry.suggestions.iter().filter(|one| one.score == first.score);
    let names: Vec<String> = equals.map(|one| name(tx, &one.staff)).collect::<Result<_>>()?;
    Err(Error::Conflict(format!("{} are equally likely: say which", names.join(" and "))))
}

/// The suggestion, or why she is none.
fn suggested<'a>(
    tx: &Tx,
    here: &Here,
    entry: &'a Entry,
    member: &StaffMember,
) -> Result<&'a Suggestion> {
    if let Some(found) = entry.suggestion(&member.id) {
        return Ok(found);
    }
    let (id, name) = (entry.host.host.id, &member.name);
    if let Some(said) = said_not(tx, here, id, member)? {
        return Err(said);
    }
    let bound = waiting::bound(tx, here.rules.company)?;
    Err(Error::Conflict(match bound.iter().find(|(_, staff)| *staff == member.id) {
        Some((other, _)) => faster(format!("{name} is host {other}")),
        None => format!("{name} is not suggested for host {id}; look again, or pick her"),
    }))
}

/// That somebody rejected the pair, as the reason why it cannot be decided again.
fn said_not(tx: &Tx, here: &Here, id: HostId, member: &StaffMember) -> Result<Option<Error>> {
    let said = verdict::of_host(tx, here.rules.company, id)?;
    let said = said.iter().rev().find(|row| row.staff == member.id && !row.is_accepted());
    let told = |row: &verdict::VerdictRow| {
        faster(format!("{} said that host {id} is not {}", row.decided_by, member.name))
    };
    Ok(said.map(|row| Error::Conflict(told(row))))
}

/// What spoke for her; nothing if she was not suggested.
fn evidence(entry: &Entry, staff: &StaffId) -> Value {
    entry.suggestion(staff).map_or_else(|| json!({}), stored::to_json)
}

fn keep(
    tx: &Tx,
    here: &Here,
    pair: (HostId, &StaffId),
    verdict: Verdict,
    evidence: &Value,
    person: &Person,
) -> Result<()> {
    verdict::insert(tx, here.rules.company, pair, verdict, evidence, person.decider(), here.now)
}

fn name(tx: &Tx, id: &StaffId) -> Result<String> {
    Ok(staff::find(tx, id)?.map_or_else(|| id.0.clone(), |who| who.name))
}
