//! The door for what happens to a customer with all the visits: two who are one, and one who is forgotten. When and why
//! is `frontdesk::customer`'s to say.

use crate::domain::Result;
use crate::domain::ids::{AppointmentId, CustomerId};
use crate::domain::people::person::Email;
use crate::frontdesk::door::rules::{Change, Rules};
use crate::store::customer::aged::{Heap, Taken};
use crate::store::customer::contact::Kind;
use crate::store::customer::traces::Traces;
use crate::store::customer::{contact, forget};
use crate::store::db::tx::Tx;
use crate::store::visit::{appointment, customer};
use time::OffsetDateTime;

/// All visits of one customer become another's. Gives how many.
pub(crate) fn hand_over(change: &Change, from: CustomerId, to: CustomerId) -> Result<usize> {
    appointment::hand_over(change.tx, from, to, change.now)
}

/// What says who a customer is goes from the visits and from all that hangs on them; their figures stay. Gives how many
/// rows it was.
pub(crate) fn forget(change: &Change, traces: &Traces) -> Result<usize> {
    forget::clear(change.tx, traces)
}

/// The customer of a visit has this address. A visit's own artificial one says nothing, nor does what is none.
pub(crate) fn learn_email(
    tx: &Tx,
    rules: &Rules,
    visit: AppointmentId,
    said: Option<&str>,
    now: OffsetDateTime,
) -> Result<()> {
    let email = said.and_then(|text| Email::parse(text).ok());
    let Some(email) = email.filter(|email| rules.visit_of(email.as_str()).is_none()) else {
        return Ok(());
    };
    let whose = appointment::find(tx, visit)?.and_then(|row| row.customer);
    match whose {
        Some(whose) if !customer::is_erased(tx, whose)? => {
            contact::add(tx, rules.company, whose, (Kind::Email, email.as_str()), now)
        }
        Some(_) | None => Ok(()),
    }
}

/// Takes away what was kept long enough, as far as it may still go: rows, or who is named in them; a visit itself stays.
pub(crate) fn let_go(
    change: &Change,
    heap: &Heap,
    rows: &[i64],
    before: OffsetDateTime,
) -> Result<Taken> {
    heap.take(change.tx, rows, (before, change.now), &change.rules.country_code)
}
