//! Where things are, and what colour they have.

use crate::domain::ids::AppointmentId;
use crate::domain::{Error, Result};
use crate::frontdesk::day::view::ColumnView;
use time::Date;
use time::format_description::well_known::Iso8601;

/// Colours of people.
const COLOURS: usize = 8;

/// Where a day is, with a visit open or not.
pub(crate) fn address(day: Date, visit: Option<AppointmentId>) -> String {
    visit.map_or_else(|| format!("/day/{day}"), |id| format!("/day/{day}?visit={id}#story"))
}

/// A day as it stands in an address. `NotFound` if it is none.
pub(crate) fn parse_day(text: &str) -> Result<Date> {
    Date::parse(text, &Iso8601::DATE).map_err(|_| Error::NotFound("day"))
}

/// The class with the colour of a person, the same on every page.
pub(crate) fn colour(column: &ColumnView) -> String {
    match column.staff_id {
        Some(_) => format!("c{}", column.place % COLOURS),
        None => "c-none".to_owned(),
    }
}
