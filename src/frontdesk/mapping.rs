//! A person decides who a host is: mapping by hand, taking a mapping back, and what follows for the appointments.
//!
//! Each change, its audit row and the decisions it causes are one transaction. What a person decided is never
//! overwritten by an automatic decision.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::host::Host;
use crate::domain::ids::AppointmentId;
use crate::domain::ids::HostId;
use crate::domain::ids::MappingId;
use crate::domain::ids::StaffId;
use crate::domain::matching::MappingSource;
use crate::domain::staff::StaffMember;
use crate::domain::staff::TenantContext;
use crate::frontdesk::Desk;
use crate::frontdesk::record::Rules;
use crate::frontdesk::redecide;
use crate::frontdesk::redecide::Redecided;
use crate::store::Tx;
use crate::store::appointment;
use crate::store::decision::Decider;
use crate::store::host;
use crate::store::mapping;
use crate::store::mapping::MappingRow;
use crate::store::mapping::NewMapping;
use crate::store::staff;
use crate::store::verdict;
use crate::store::verdict::Verdict;
use serde_json::Value;
use time::OffsetDateTime;

/// A person's decision is certain.
const CONFIDENCE_PERSON: u8 = 100;
/// A reason longer than this is not read by anybody.
const REASON_CHARS_MAX: usize = 500;

/// Who decides, and why; checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    by: String,
    reason: String,
}

impl Person {
    /// Both must say something; the reason is at most 500 characters long.
    pub fn new(by: &str, reason: &str) -> Result<Person> {
        let (by, reason) = (by.trim(), reason.trim());
        if by.is_empty() || by == "system" {
            return Err(Error::invalid("say who decides, for example --by Nadine"));
        }
        if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
            return Err(Error::Invalid(format!("say why, in 1 to {REASON_CHARS_MAX} characters")));
        }
        Ok(Person { by: by.to_owned(), reason: reason.to_owned() })
    }

    /// For the rows.
    pub fn decider(&self) -> Decider<'_> {
        Decider { by: &self.by, reason: &self.reason }
    }
}

impl Desk {
    /// Maps a host to a staff member by hand, in another mapping's place if there is one, and decides the host's
    /// appointments again.
    pub fn map_by_hand(
        &self,
        id: HostId,
        staff: &StaffId,
        person: &Person,
    ) -> Result<Vec<Redecided>> {
        let (rules, now) = (self.rules(), self.now());
        let (staff, person) = (staff.clone(), person.clone());
        self.store.write(move |tx| {
            let host = known_host(tx, &rules, id)?;
            let member = usable(tx, &rules, &staff)?;
            put(tx, &rules, &host, &member, &person, now)
        })
    }

    /// Switches a mapping off and decides the host's appointments again; the row and its history stay.
    pub fn deactivate_mapping(&self, id: MappingId, person: &Person) -> Result<Vec<Redecided>> {
        let (rules, now, person) = (self.rules(), self.now(), person.clone());
        self.store.write(move |tx| {
            let row = own(tx, &rules, id)?;
            if !row.active {
                return Err(Error::Conflict(format!("mapping {id} is off already")));
            }
            let decider = person.decider();
            mapping::switch_off(tx, id, decider.by, decider.reason, now)?;
            // Else the same rule would make the same mapping again with the next booking.
            verdict::insert(
                tx,
                rules.company,
                (row.host, &row.staff),
                Verdict::Rejected,
                &Value::Null,
                decider,
                now,
            )?;
            redecide::redecide_host(tx, &rules, row.host, decider, now)
        })
    }

    /// Switches a mapping on again, in the active one's place, as a decision of this person.
    pub fn reactivate_mapping(&self, id: MappingId, person: &Person) -> Result<Vec<Redecided>> {
        let (rules, now, person) = (self.rules(), self.now(), person.clone());
        self.store.write(move |tx| {
            let row = own(tx, &rules, id)?;
            if row.active {
                return Err(Error::Conflict(format!("mapping {id} is on already")));
            }
            let host = known_host(tx, &rules, row.host)?;
            let member = usable(tx, &rules, &row.staff)?;
            put(tx, &rules, &host, &member, &person, now)
        })
    }

    /// The appointments whose staff member a mapping decided: what is at stake when it is wrong.
    pub fn decided_by_mapping(&self, id: MappingId) -> Result<Vec<AppointmentId>> {
        let company = self.salon.company;
        self.store.read(|connection| {
            let row = mapping::find(connection, id)?
                .filter(|row| row.company == company)
                .ok_or(Error::NotFound("mapping"))?;
            appointment::of_host_and_staff(connection, company, row.host, &row.staff)
        })
    }

    /// A person says who does one appointment, whatever the host's mapping says.
    pub fn reassign(&self, id: AppointmentId, staff: &StaffId, person: &Person) -> Result<()> {
        let (rules, now) = (self.rules(), self.now());
        let (staff, person) = (staff.clone(), person.clone());
        self.store
            .write(move |tx| redecide::reassign(tx, &rules, id, &staff, person.decider(), now))
    }
}

/// The active mapping of a host becomes this one, by this person, and the host's appointments follow.
pub(super) fn put(
    tx: &Tx,
    rules: &Rules,
    host: &Host,
    member: &StaffMember,
    person: &Person,
    now: OffsetDateTime,
) -> Result<Vec<Redecided>> {
    let decider = person.decider();
    let new = NewMapping {
        company: rules.company,
        staff: &member.id,
        host,
        source: MappingSource::Manual,
        confidence: CONFIDENCE_PERSON,
        changed_by: decider.by,
        reason: decider.reason,
    };
    mapping::learn(tx, &new, now)?;
    redecide::redecide_host(tx, rules, host.id, decider, now)
}

pub(super) fn known_host(tx: &Tx, rules: &Rules, id: HostId) -> Result<Host> {
    host::find(tx, rules.company, id)?.map(|known| known.host).ok_or(Error::NotFound("host"))
}

/// A staff member of this company who works here; else the reason why not.
pub(super) fn usable(tx: &Tx, rules: &Rules, id: &StaffId) -> Result<StaffMember> {
    let member = staff::find(tx, id)?.ok_or(Error::NotFound("staff member"))?;
    TenantContext { company: rules.company, branch: None }.admits(&member).map_err(|why| {
        Error::Conflict(format!("{} cannot be mapped: {}", member.name, why.as_str()))
    })?;
    Ok(member)
}

fn own(tx: &Tx, rules: &Rules, id: MappingId) -> Result<MappingRow> {
    mapping::find(tx, id)?
        .filter(|row| row.company == rules.company)
        .ok_or(Error::NotFound("mapping"))
}
