//! From a host to a staff member, inside the door: the pure decision of `domain::host::matching`, fed and written down.

use crate::domain::Result;
use crate::domain::host::decision::{ActiveMapping, Decision, Note};
use crate::domain::host::identity::{Host, HostSighting};
use crate::domain::host::kinds::{AssignmentState, MappingSource, Rule};
use crate::domain::host::ruled_out::Past;
use crate::domain::host::{matching, matching_stored, ruled_out};
use crate::domain::ids::{BranchId, HostId, StaffId};
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::visit::booked::Snapshot;
use crate::frontdesk::door::rules::Rules;
use crate::store::db::tx::Tx;
use crate::store::host::decider::Decider;
use crate::store::host::{identity, mapping, mapping_write, staff, verdict};
use crate::store::visit::segment::Segment;
use rusqlite::Connection;
use time::OffsetDateTime;

/// A decision, ready for the rows.
pub struct Decided {
    decision: Decision,
    host: Option<HostId>,
    host_source: Option<String>,
    /// The branch of the staff member found.
    pub branch: Option<BranchId>,
}

impl Decided {
    /// Puts the decision into a segment's columns.
    pub fn write_to(&self, segment: &mut Segment) {
        segment.staff.clone_from(&self.decision.staff);
        segment.host = self.host;
        segment.state = self.decision.state;
        segment.decision = matching_stored::to_json(&self.decision, self.host);
        segment.rule = self.decision.rule.map(|rule| rule.as_str().to_owned());
        segment.host_source.clone_from(&self.host_source);
    }
}

/// Writes a mapping if an automatic strategy recognises the host and no person has decided otherwise.
pub fn learn_from(
    tx: &Tx,
    rules: &Rules,
    sighting: &HostSighting,
    branch: Option<BranchId>,
    now: OffsetDateTime,
) -> Result<()> {
    let Some(host) = sighting.host() else { return Ok(()) };
    identity::meet(tx, rules.company, host, now)?;
    if !rules.matching_enabled {
        return Ok(());
    }
    let decision = ask(tx, rules, sighting, branch)?;
    let (true, Some(staff)) = (decision.learn, &decision.staff) else { return Ok(()) };
    let (source, reason) = match decision.rule {
        Some(Rule::Email) => {
            (MappingSource::AutoEmail, "the host's e-mail address is the staff member's")
        }
        Some(Rule::Name) => (MappingSource::AutoName, "the host's name is the staff member's"),
        Some(Rule::Manual | Rule::Admin) | None => return Ok(()),
    };
    let new = mapping_write::NewMapping {
        company: rules.company,
        staff,
        host,
        source,
        confidence: decision.confidence.unwrap_or(0),
        decider: Decider::system(reason),
    };
    mapping_write::learn(tx, &new, now).map(|_| ())
}

/// Who does a segment whose booking in force is `head`. Writes nothing: `learn_from` went before.
pub fn decide(
    tx: &Tx,
    rules: &Rules,
    head: &Snapshot,
    branch: Option<BranchId>,
) -> Result<Decided> {
    let sighting = sighting_of(head);
    let decision = judge(tx, rules, &sighting, branch)?;
    let branch = match &decision.staff {
        Some(id) => staff::branch_of(tx, id)?,
        None => None,
    };
    Ok(Decided {
        decision,
        host: head.host.as_ref().map(|host| host.id),
        host_source: head.host_source.clone(),
        branch,
    })
}

/// What a booking says about its host.
pub fn sighting_of(booking: &Snapshot) -> HostSighting {
    match (&booking.host, &booking.host_source) {
        (Some(host), source) => {
            HostSighting::Seen { host: host.clone(), source: source.clone().unwrap_or_default() }
        }
        (None, _) => HostSighting::Absent,
    }
}

/// The decision about a host by the mappings and people of this database. Writes nothing.
pub fn judge(
    connection: &Connection,
    rules: &Rules,
    sighting: &HostSighting,
    branch: Option<BranchId>,
) -> Result<Decision> {
    if rules.matching_enabled {
        return ask(connection, rules, sighting, branch);
    }
    let context = context(rules, branch);
    let off = matching::decide(&HostSighting::Absent, None, &[], context, rules.threshold);
    Ok(Decision { note: Some(Note::MatchingOff), ..off })
}

/// What the rules make of a host in this branch, as things stand.
pub(crate) fn ask(
    connection: &Connection,
    rules: &Rules,
    sighting: &HostSighting,
    branch: Option<BranchId>,
) -> Result<Decision> {
    let rejected = match sighting.host() {
        Some(host) => verdict::rejected(connection, rules.company, host.id)?,
        None => Vec::new(),
    };
    let active = match sighting.host() {
        Some(host) => active_mapping(connection, rules, host, &rejected)?,
        None => None,
    };
    let context = context(rules, branch);
    // The ordinary case reads one mapping and one person, however many there are.
    if matching::is_decided_by_mapping(active.as_ref(), context) {
        let (none, at) = (&[], rules.threshold);
        return Ok(matching::decide(sighting, active.as_ref(), none, context, at));
    }
    let (roster, past) = match sighting.host() {
        Some(host) => {
            (staff::roster(connection, rules.company)?, past(connection, rules, host, rejected)?)
        }
        None => (Vec::new(), Past::default()),
    };
    // A person said that the host is not this staff member: no rule may say so again.
    let (active, at) = (active.as_ref(), rules.threshold);
    Ok(ruled_out::decide_knowing(&past, sighting, active, &roster, context, at))
}

fn past(
    connection: &Connection,
    rules: &Rules,
    host: &Host,
    rejected: Vec<StaffId>,
) -> Result<Past> {
    let rows = mapping::list(connection, rules.company, Some(host.id))?;
    let off = rows.into_iter().filter(|row| !row.active);
    let switched_off = off.map(|row| (row.staff, row.source, row.confidence)).collect();
    Ok(Past { rejected, switched_off })
}

/// The mapping in force. One that a rule made and a person rejected since is none.
fn active_mapping(
    connection: &Connection,
    rules: &Rules,
    host: &Host,
    rejected: &[StaffId],
) -> Result<Option<ActiveMapping>> {
    let Some(found) = mapping::active(connection, rules.company, host.id)? else { return Ok(None) };
    if found.source.is_automatic() && rejected.contains(&found.staff) {
        return Ok(None);
    }
    let staff = staff::find(connection, &found.staff)?;
    Ok(Some(ActiveMapping { staff, source: found.source, confidence: found.confidence }))
}

fn context(rules: &Rules, branch: Option<BranchId>) -> TenantContext {
    TenantContext { company: rules.company, branch }
}

/// Whether a person put this staff member to this one segment. Nothing automatic changes that again.
pub fn is_by_person(segment: &Segment) -> bool {
    matching_stored::is_by_person(&segment.decision)
}

/// The decision of a person about one segment.
pub fn by_person(segment: &mut Segment, staff: &StaffMember) {
    segment.staff = Some(staff.id.clone());
    segment.state = AssignmentState::Matched;
    segment.rule = Some(Rule::Manual.as_str().to_owned());
    segment.decision = matching_stored::by_person_json(&staff.id, &staff.name, segment.host);
}

/// A staff member whom a person or an import put there before any host was known stays, unless the host is found
/// to be a staff member for certain. Once a host is known it is that person's word against no rule's, and kept as such.
pub fn keep_word(tx: &Tx, old: &Segment, new: &mut Segment) -> Result<()> {
    let (None, Some(staff)) = (old.host, &old.staff) else { return Ok(()) };
    if new.state == AssignmentState::Matched {
        return Ok(());
    }
    if new.host.is_some() {
        if let Some(member) = staff::find(tx, staff)? {
            by_person(new, &member);
        }
    } else {
        new.staff.clone_from(&old.staff);
        new.state = old.state;
        new.rule.clone_from(&old.rule);
        new.decision.clone_from(&old.decision);
    }
    Ok(())
}
