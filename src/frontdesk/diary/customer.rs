//! Who is calling, from the local database alone: in time for the greeting, and never waiting for Cal.com.

use crate::domain::Result;
use crate::domain::ids::BranchId;
use crate::domain::people::person::Phone;
use crate::domain::speech::placeholder::is_placeholder;
use crate::frontdesk::Desk;
use crate::frontdesk::diary::view;
use crate::frontdesk::diary::view::AppointmentView;
use crate::store::visit::customer::Customer;
use crate::store::visit::{appointment, customer};

/// How many upcoming appointments are told; no caller remembers more.
const UPCOMING_MAX: u32 = 10;

/// A caller we know.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Caller {
    pub customer: Customer,
    /// Soonest first.
    pub upcoming: Vec<AppointmentView>,
    /// The last one that took place.
    pub latest: Option<AppointmentView>,
}

impl Caller {
    /// Where the customer was at last, else is to be next.
    pub fn branch_at_last(&self) -> Option<BranchId> {
        let visits = self.latest.iter().chain(&self.upcoming);
        visits.filter_map(|view| view.row.branch).next()
    }
}

/// The customer of a number, with the appointments; `None` for a withheld or unknown number.
pub(crate) fn caller(desk: &Desk, phone: Option<&Phone>) -> Result<Option<Caller>> {
    let Some(phone) = phone else { return Ok(None) };
    let now = desk.now();
    desk.store.read(|connection| {
        let found = customer::find_by_phone(connection, desk.salon.company, phone.as_str())?;
        let Some(mut customer) = found else { return Ok(None) };
        if is_placeholder(&customer.name) {
            customer.name.clear();
        }
        let upcoming = appointment::upcoming(connection, customer.id, now, UPCOMING_MAX)?
            .into_iter()
            .map(|(id, row)| view::read(connection, id, row))
            .collect::<Result<_>>()?;
        let latest = appointment::latest_before(connection, customer.id, now)?
            .map(|(id, row)| view::read(connection, id, row))
            .transpose()?;
        Ok(Some(Caller { customer, upcoming, latest }))
    })
}
