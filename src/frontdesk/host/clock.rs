//! What stands in the database, on the salon's clock.

use crate::domain::calendar::local_time::LocalTime;
use crate::frontdesk::Desk;
use crate::store::db::stamp;

/// What stands in the database as UTC, to the minute on the salon's clock; what is no time as it stands.
pub(crate) fn local(desk: &Desk, stored: &str) -> String {
    local_time(desk, stored).map_or_else(|| stored.to_owned(), |at| at.to_string())
}

/// What stands in the database as UTC, on the salon's clock; `None` if it is no time.
pub(crate) fn local_time(desk: &Desk, stored: &str) -> Option<LocalTime> {
    stamp::parse(stored).ok().map(|at| LocalTime::of(&desk.salon.zone, at))
}
