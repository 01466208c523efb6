//! A corrected name on the visits that were booked under the wrong one.

use crate::domain::Result;
use crate::domain::ids::{AppointmentId, CustomerId};
use crate::domain::people::person::PersonName;
use crate::store::db::tx::Tx;
use crate::store::visit::appointment;
use time::OffsetDateTime;

/// One visit is for somebody of this name.
pub(crate) fn attendee(
    tx: &Tx,
    id: AppointmentId,
    name: &PersonName,
    now: OffsetDateTime,
) -> Result<()> {
    appointment::set_attendee(tx, id, name.as_str(), now)
}

/// The customer's visits that were for somebody called `before` are for `name`; one for her child stays the child's.
pub(crate) fn name(
    tx: &Tx,
    customer: CustomerId,
    (before, name): (&str, &PersonName),
    now: OffsetDateTime,
) -> Result<()> {
    appointment::rename_attendee(tx, customer, (before, name.as_str()), now)
}
