//! What is said of a visit, from its rows; and how its customer is told.

use crate::domain::ids::AppointmentId;
use crate::domain::message::facts::{StepFacts, VisitFacts};
use crate::domain::message::way::Contact;
use crate::domain::people::person::{Email, Phone};
use crate::domain::visit::saga_plan::VisitPlan;
use crate::domain::{Error, Result};
use crate::frontdesk::diary::view;
use crate::frontdesk::how_told::HowTold;
use crate::store::host::staff;
use crate::store::service::{catalogue, salon};
use crate::store::visit::appointment::Appointment;
use crate::store::visit::{customer, saga_log};
use rusqlite::Connection;

/// How the customer of a visit is told.
pub(crate) struct Reached {
    pub contact: Contact,
    /// `de` or `en`.
    pub language: String,
}

/// How the customer of a visit is told. `None` for a visit that none of our sagas has made: whoever booked it at Cal.com is
/// told by Cal.com, and who stood in the door knows.
pub(crate) fn reached(
    connection: &Connection,
    setting: &HowTold,
    (visit_ref, row): (&str, &Appointment),
    made_by: Option<&VisitPlan>,
) -> Result<Option<Reached>> {
    let plan = match made_by {
        Some(plan) => plan.clone(),
        None => {
            let Some(made) = saga_log::made(connection, visit_ref)? else { return Ok(None) };
            serde_json::from_value(made).map_err(Error::internal)?
        }
    };
    let phone = match (plan.phone, row.customer) {
        (None, Some(id)) => customer::find(connection, id)?.and_then(|known| known.phone),
        (said, _) => said,
    };
    Ok(Some(Reached {
        contact: Contact {
            email: plan.contact.email.and_then(|text| Email::parse(&text).ok()),
            phone: phone.and_then(|text| Phone::parse(&text, &setting.country_code).ok()),
        },
        language: plan.contact.language.unwrap_or_else(|| setting.language.as_str().to_owned()),
    }))
}

/// What is said of a visit.
pub(crate) fn facts(
    connection: &Connection,
    setting: &HowTold,
    (id, visit_ref, row): (AppointmentId, &str, &Appointment),
    language: &str,
) -> Result<VisitFacts> {
    let service = row.service.map(|id| catalogue::find(connection, id)).transpose()?.flatten();
    let person = row.staff.as_ref().map(|id| staff::find(connection, id)).transpose()?.flatten();
    let branch = row.branch.map(|id| salon::branch_key(connection, id)).transpose()?.flatten();
    let steps = view::segments(connection, id, row)?.into_iter().map(|part| StepFacts {
        name: part.name,
        starts_at: part.starts_at,
        ends_at: part.ends_at,
        staff: part.staff,
    });
    Ok(VisitFacts {
        visit_ref: visit_ref.to_owned(),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        before: None,
        service: service.map(|service| service.name).unwrap_or_default(),
        staff: person.map(|person| person.name),
        steps: steps.collect(),
        customer: view::name(connection, row)?,
        salon: setting.salon(branch.as_deref()),
        language: language.to_owned(),
        zone: setting.zone.clone(),
    })
}
