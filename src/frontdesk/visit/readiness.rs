//! Whether the appliance can do its work now.

use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::offer::broken;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Readiness {
    /// All of it.
    Ready,
    /// What can be served is served; the reason stays until it is mended.
    Degraded(String),
    /// Nothing can be served; the kind of trouble.
    NotReady(&'static str),
}

/// Looks: writes a little if nothing was written lately, and reads. The error is of a read, and none of the database's.
pub(crate) fn of(desk: &Desk) -> Result<Readiness> {
    if let Some(trouble) = desk.store.tried_trouble() {
        return Ok(Readiness::NotReady(trouble.as_str()));
    }
    let count = "SELECT count(*) FROM companies";
    let companies = desk
        .store
        .read(|connection| Ok(connection.query_row(count, [], |row| row.get::<_, i64>(0))?));
    match companies {
        Ok(companies) if companies > 0 => Ok(served(desk)),
        Ok(_) => Ok(Readiness::NotReady("empty")),
        Err(Error::Database(trouble)) => Ok(Readiness::NotReady(trouble.kind.as_str())),
        Err(error) => Err(error),
    }
}

fn served(desk: &Desk) -> Readiness {
    if desk.store.damage().is_some() {
        return Readiness::Degraded("the database is damaged: see the log".to_owned());
    }
    match broken::why_nothing_can_be_booked(desk) {
        Ok(Some(why)) => Readiness::Degraded(format!(
            "Cal.com refuses all bookings ({why}): chairside warnings list"
        )),
        Ok(None) | Err(_) => Readiness::Ready,
    }
}
