//! Where things are.

use crate::domain::ids::AppointmentId;
use time::Date;

/// Where a day is, with a visit open or not.
pub(crate) fn address(day: Date, visit: Option<AppointmentId>) -> String {
    visit.map_or_else(|| format!("/day/{day}"), |id| format!("/day/{day}?visit={id}#story"))
}
