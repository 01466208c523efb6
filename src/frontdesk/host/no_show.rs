//! The desk says that a customer did not come, or takes it back.

use crate::domain::Result;
use crate::domain::ids::AppointmentId;
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::door::no_show;
use crate::frontdesk::host::{by_hand, visit_view};
use serde::Serialize;

/// What was said, and how often this customer did not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct MarkedView {
    pub appointment_id: AppointmentId,
    pub no_show: bool,
    pub customer: Option<String>,
    pub customer_no_shows: u32,
}

/// Marks a visit, or takes the mark back; Cal.com's own mark too. The change and its audit row are one transaction.
///
/// `NotFound` if there is no such appointment here; `Conflict` if it has not begun, is off, or is so already.
pub(crate) fn mark(
    desk: &Desk,
    id: AppointmentId,
    is_no_show: bool,
    person: &Person,
) -> Result<MarkedView> {
    by_hand::correct(desk, person, move |change| no_show::by_person(change, id, is_no_show))?;
    let visit = visit_view::show(desk, id)?;
    Ok(MarkedView {
        appointment_id: id,
        no_show: visit.no_show.is_some(),
        customer: visit.customer,
        customer_no_shows: visit.customer_no_shows,
    })
}
