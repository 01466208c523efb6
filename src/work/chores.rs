//! Noting how what is done by itself went, so that an alarm can tell what is overdue.

use crate::domain::Result;
use crate::domain::ids::CompanyId;
use crate::frontdesk::Desk;
use crate::store::alarm::chore;
use crate::store::db::fault;
use crate::store::db::tx::Tx;
use time::OffsetDateTime;

/// It went well.
pub(crate) fn done(desk: &Desk, name: &'static str) {
    note(desk, name, chore::done);
}

/// It did not.
pub(crate) fn failed(desk: &Desk, name: &'static str) {
    note(desk, name, chore::failed);
}

type Note = fn(&Tx, CompanyId, &str, OffsetDateTime) -> Result<()>;

/// What cannot be noted is no reason to do otherwise.
fn note(desk: &Desk, name: &'static str, note: Note) {
    let (company, now) = (desk.salon.company, desk.now());
    if let Err(error) = desk.store.write(move |tx| note(tx, company, name, now)) {
        fault::log_error(name, &error);
    }
}
