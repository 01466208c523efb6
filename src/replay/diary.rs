//! The two kinds of lines that no request brings: an appointment without a booking, and a mapping made by a person.

use crate::domain::host::identity;
use crate::domain::host::kinds::MappingSource;
use crate::domain::ids::StaffId;
use crate::domain::people::person::Phone;
use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::booking::Source;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::door::rules::Rules;
use crate::frontdesk::door::walk_in::{Unbooked, record_without_booking};
use crate::recording::line::rows::{ManualMapping, WithoutBooking};
use crate::store::host::decider::Decider;
use crate::store::host::mapping_write::NewMapping;
use crate::store::host::{mapping, mapping_write};
use crate::store::service::salon_keys::staff_uuid;
use crate::store::service::{catalogue, salon};

/// What a person's word counts.
const CONFIDENCE_MANUAL: u8 = 100;

/// The reference under which a recorded appointment without a booking is kept.
pub(crate) fn reference(id: i64) -> String {
    format!("recorded:{id}")
}

/// Records an appointment without a booking, once, through the one door.
pub(crate) fn record(desk: &Desk, row: &WithoutBooking) -> Result<()> {
    let company = desk.salon.company;
    let staff = row.staff.as_deref().map(|key| staff(desk, key)).transpose()?;
    let (branch, service) = desk.store.read(|connection| {
        let branch = match &row.branch {
            Some(key) => {
                let found = salon::branches(connection, company)?;
                let found = found.into_iter().find(|branch| branch.key == *key);
                Some(found.ok_or_else(|| unknown("branch", key))?.id)
            }
            None => None,
        };
        let service = match &row.service {
            Some(key) => {
                let found = catalogue::find_by_key(connection, company, key)?;
                Some(found.ok_or_else(|| unknown("service", key))?.id)
            }
            None => None,
        };
        Ok((branch, service))
    })?;
    let country = &desk.salon.config.company.country_code;
    let customer = match &row.customer {
        Some(person) => {
            let phone = person.phone.as_deref().map(|text| Phone::parse(text, country));
            Some((person.name.clone(), phone.transpose()?))
        }
        None => None,
    };
    let diary = Unbooked {
        visit_ref: reference(row.id),
        source: row.source.as_deref().and_then(Source::parse).unwrap_or(Source::Import),
        status: VisitStatus::parse(&row.status).unwrap_or(VisitStatus::Confirmed),
        branch,
        service,
        staff,
        customer,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
    };
    let (rules, now) = (Rules::of(&desk.salon), desk.now());
    desk.store.write(move |tx| record_without_booking(tx, &rules, &diary, now)).map(|_| ())
}

/// Makes a person's mapping the active one of its host. The same word twice changes nothing.
pub(crate) fn map(desk: &Desk, line: &ManualMapping) -> Result<()> {
    let host = identity::parse(&line.host).ok_or_else(|| Error::invalid("the host has no id"))?;
    let staff = staff(desk, &line.staff)?;
    let (company, now, by) = (desk.salon.company, desk.now(), line.by.clone());
    desk.store.write(move |tx| {
        let known = mapping::active(tx, company, host.id)?;
        if known.is_some_and(|old| old.staff == staff && old.source == MappingSource::Manual) {
            return Ok(());
        }
        let new = NewMapping {
            company,
            staff: &staff,
            host: &host,
            source: MappingSource::Manual,
            confidence: CONFIDENCE_MANUAL,
            decider: Decider { by: &by, reason: "made by hand, as recorded" },
        };
        mapping_write::learn(tx, &new, now).map(|_| ())
    })
}

pub(crate) fn staff(desk: &Desk, key: &str) -> Result<StaffId> {
    let config = &desk.salon.config;
    match config.staff.iter().any(|person| person.key == key) {
        true => Ok(StaffId(staff_uuid(&config.company.key, key))),
        false => Err(unknown("staff member", key)),
    }
}

fn unknown(what: &str, key: &str) -> Error {
    Error::invalid(format!("the salon has no {what} {key:?}"))
}
