//! What a person makes of a suggestion: accepts it, rejects it for good, or picks another staff member.
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
use crate::frontdesk::door::rules::Change;
use crate::frontdesk::expected::{Expected, changed_meanwhile};
use crate::frontdesk::host::by_hand;
use crate::frontdesk::host::suggestion::{Entry, Here, open_entry};
use crate::store::db::tx::Tx;
use crate::store::host::verdict::Verdict;
use crate::store::host::{staff, verdict, waiting};
use serde_json::{Value, json};

/// What a person's word did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The staff member it is about.
    pub staff: StaffId,
    /// The appointments that were decided again.
    pub changed: Vec<Redecided>,
}

/// A person says that a host is the staff member suggested; without one, the first, if ahead of the next.
///
/// `Conflict` if the host is mapped by now, if the offer is not the expected one any more, or if the staff
/// member is not suggested or may not be mapped.
pub fn accept(
    desk: &Desk,
    id: HostId,
    staff: Option<&StaffId>,
    expected: Expected<Offer>,
    person: &Person,
) -> Result<Taken> {
    let (here, staff) = (Here::of(desk), staff.cloned());
    by_hand::correct(desk, person, move |change| {
        let tx = change.tx;
        let entry = still_open(tx, &here, id, &expected)?;
        let staff = match staff {
            Some(staff) => staff,
            None => first(tx, &entry)?,
        };
        let member = by_hand::usable(change, &staff)?;
        let evidence = stored::to_json(suggested(tx, &here, &entry, &member)?);
        keep(change, (id, &staff), Verdict::Accepted, &evidence)?;
        let changed = by_hand::put(change, &entry.host.host, &member, &Expected::Any)?;
        Ok(Taken { staff, changed })
    })
}

/// A person says that a host is not this staff member: the pair is never suggested again, nor does a rule
/// make it. The staff member need not have been suggested.
///
/// `Conflict` if the host is mapped by now, if the offer is not the expected one any more, or if it is
/// said already.
pub fn reject(
    desk: &Desk,
    id: HostId,
    staff: &StaffId,
    expected: Expected<Offer>,
    person: &Person,
) -> Result<Taken> {
    let (here, staff) = (Here::of(desk), staff.clone());
    by_hand::correct(desk, person, move |change| {
        let tx = change.tx;
        let entry = still_open(tx, &here, id, &expected)?;
        let member = by_hand::own_staff(change, &staff)?;
        if let Some(said) = said_not(tx, &here, id, &member)? {
            return Err(said);
        }
        let (host, evidence) = (&entry.host.host, evidence(&entry, &staff));
        let changed = by_hand::reject_known(change, host, &member, &evidence)?;
        Ok(Taken { staff, changed })
    })
}

/// A person says that a host is another staff member than suggested. That those suggested are not is remembered of
/// those in `not` alone: perhaps the others were not looked at.
///
/// `Conflict` as for `accept_suggestion`, but any staff member who may be mapped can be picked, even one bound to another
/// host, as some people have two accounts.
pub fn pick_another(
    desk: &Desk,
    id: HostId,
    staff: &StaffId,
    not: &[StaffId],
    expected: Expected<Offer>,
    person: &Person,
) -> Result<Taken> {
    let (here, staff) = (Here::of(desk), staff.clone());
    let not = not.to_vec();
    by_hand::correct(desk, person, move |change| {
        let tx = change.tx;
        let entry = still_open(tx, &here, id, &expected)?;
        let member = by_hand::usable(change, &staff)?;
        for other in &not {
            let other = by_hand::own_staff(change, other)?;
            if other.id == staff {
                let name = &member.name;
                return Err(Error::Invalid(format!("a host cannot be {name} and not {name}")));
            }
            let evidence = evidence(&entry, &other.id);
            keep(change, (id, &other.id), Verdict::Rejected, &evidence)?;
        }
        if entry.suggestion(&staff).is_some() {
            let evidence = evidence(&entry, &staff);
            keep(change, (id, &staff), Verdict::Accepted, &evidence)?;
        }
        let changed = by_hand::put(change, &entry.host.host, &member, &Expected::Any)?;
        Ok(Taken { staff, changed })
    })
}

/// The entry, if the host still waits and it is the expected one.
fn still_open(tx: &Tx, here: &Here, id: HostId, expected: &Expected<Offer>) -> Result<Entry> {
    let entry = open_entry(tx, here, id, changed_meanwhile)?;
    expected.check(Some(&entry.offer), || now_is(tx, &entry))?;
    Ok(entry)
}

/// What is there instead of the expected one.
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
        true => format!("no staff member is suggested for {label}"),
        false => format!("suggested for {label} is {}", names.join(", then ")),
    })
}

/// The first suggestion, if it stands alone in front.
fn first(tx: &Tx, entry: &Entry) -> Result<StaffId> {
    let id = entry.host.host.id;
    let Some(first) = entry.suggestions.first() else {
        return Err(Error::Conflict(format!("no staff member is suggested for host {id}")));
    };
    let is_ahead = |one: &Suggestion| one.margin.is_none_or(|margin| margin > 0);
    if is_ahead(first) {
        return Ok(first.staff.clone());
    }
    let equals = entry.suggestions.iter().filter(|one| one.score == first.score);
    let names: Vec<String> = equals.map(|one| name(tx, &one.staff)).collect::<Result<_>>()?;
    Err(Error::Conflict(format!("{} are equally likely: say which", names.join(" and "))))
}

/// The suggestion, or why there is none.
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
        Some((other, _)) => changed_meanwhile(format!("{name} is host {other}")),
        None => format!("{name} is not suggested for host {id}; look again, or pick {name}"),
    }))
}

/// That a person rejected the pair, as the reason why it cannot be decided again.
fn said_not(tx: &Tx, here: &Here, id: HostId, member: &StaffMember) -> Result<Option<Error>> {
    let said = verdict::of_host(tx, here.rules.company, id)?;
    let said = said.iter().rev().find(|row| row.staff == member.id && !row.is_accepted());
    let told = |row: &verdict::VerdictRow| {
        changed_meanwhile(format!("{} said that host {id} is not {}", row.decided_by, member.name))
    };
    Ok(said.map(|row| Error::Conflict(told(row))))
}

/// What spoke for the staff member; nothing if not suggested.
fn evidence(entry: &Entry, staff: &StaffId) -> Value {
    entry.suggestion(staff).map_or_else(|| json!({}), stored::to_json)
}

fn keep(
    change: &Change,
    pair: (HostId, &StaffId),
    verdict: Verdict,
    evidence: &Value,
) -> Result<()> {
    let Change { tx, rules, decider, now } = *change;
    verdict::insert(tx, rules.company, pair, verdict, evidence, decider, now)
}

fn name(tx: &Tx, id: &StaffId) -> Result<String> {
    Ok(staff::find(tx, id)?.map_or_else(|| id.0.clone(), |who| who.name))
}
