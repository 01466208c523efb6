//! An order for what the caller has already: the same service at the same minute. It is answered as a repeat, or asked
//! about, and never given to the next staff member.

use crate::domain::Result;
use crate::domain::ids::{CompanyId, StaffId};
use crate::domain::people::person::{PersonName, Phone};
use crate::domain::visit::again;
use crate::domain::visit::again::Again;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::summary::Summary;
use crate::frontdesk::diary::view;
use crate::frontdesk::visit::drive;
use crate::frontdesk::visit::outcome::{Booked, booked_before};
use crate::store::service::catalogue::Service;
use crate::store::visit::same_minute;
use crate::store::visit::same_minute::{Asker, Minute, Standing};
use rusqlite::Connection;
use std::time::Instant;
use time::OffsetDateTime;

/// An order, as far as it matters here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asking<'a> {
    pub call_id: &'a str,
    pub name: &'a PersonName,
    pub phone: Option<&'a Phone>,
    pub service: &'a Service,
    /// UTC.
    pub start: OffsetDateTime,
    /// Whom the caller asks for.
    pub wish: Option<&'a StaffId>,
    /// The caller was asked for whom it is, or wrote the name.
    pub is_told_apart: bool,
}

/// What an order is beside what stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Another visit.
    New,
    /// This one, asked for again.
    Repeat(Standing),
    /// For whom must be asked.
    ForWhom,
}

/// Looks what stands; `own` is the name of a saga that is opened for this very order.
pub(crate) fn look(
    connection: &Connection,
    company: CompanyId,
    asking: &Asking,
    own: &str,
) -> Result<Found> {
    let asker = Asker { phone: asking.phone.map(Phone::as_str), call_id: asking.call_id };
    let Service { id, key, .. } = asking.service;
    let minute = Minute { service: *id, service_key: key, start: asking.start };
    let mut standing = same_minute::standing(connection, company, asker, minute, own)?;
    let facts: Vec<again::Standing> = standing
        .iter()
        .map(|one| again::Standing { name: &one.name, staff: one.staff.as_ref() })
        .collect();
    let name = asking.name.as_str();
    Ok(match again::judge(&facts, name, asking.wish, asking.is_told_apart) {
        Again::New => Found::New,
        Again::Repeat(place) if place < standing.len() => {
            Found::Repeat(standing.swap_remove(place))
        }
        Again::Repeat(_) | Again::ForWhom => Found::ForWhom,
    })
}

/// What a repeat hears: how the visit stands now.
pub(crate) fn answer(desk: &Desk, standing: &Standing, deadline: Instant) -> Result<Booked> {
    let stands = standing.appointment.map(|id| view::of(desk, id)).transpose()?.flatten();
    match (stands, &standing.saga) {
        // One that is not whole yet is its saga's to tell.
        (Some(view), saga) if saga.is_none() || view.asked_start.is_none() => {
            Ok(Booked::Yes(Box::new(Summary::of(view))))
        }
        (_, Some(saga)) => booked_before(desk, drive::settle(desk, saga, deadline)?),
        (_, None) => Ok(Booked::Unknown),
    }
}
