//! The facts behind the alarms about staff and hosts, as of some instant.

use crate::domain::Result;
use crate::domain::alarm::facts::QualityFacts;
use crate::domain::quality::enough;
use crate::frontdesk::Salon;
use crate::store::quality::span::Span;
use crate::store::quality::{figures, people};
use rusqlite::Connection;
use time::{Duration, OffsetDateTime};

/// The time that an alarm looks at, at the least and at the most.
const DAY: Duration = Duration::hours(24);
const WEEK: Duration = Duration::days(7);
/// So long after they can be booked people may be unknown at Cal.com.
const UNMAPPED_FOR: Duration = Duration::hours(12);

/// Counts what was made before this instant. What is known of it is what is known now.
pub fn facts(
    connection: &Connection,
    salon: &Salon,
    until: OffsetDateTime,
) -> Result<QualityFacts> {
    let company = salon.company;
    let back = |time: Duration| until.saturating_sub(time);
    let (day, week) = (Span::between(back(DAY), until), Span::between(back(WEEK), until));
    let enough = figures::nth_booking_from_end(connection, company, week, enough::ENOUGH)?;
    let from = enough.map_or(back(WEEK), |at| at.min(back(DAY)));
    let recent = figures::figures(connection, company, Span::between(from, until))?;
    let unmapped_since = back(UNMAPPED_FOR);
    let (bookable_staff, unmapped_staff) =
        people::bookable_and_unmapped(connection, company, unmapped_since)?;
    Ok(QualityFacts {
        assigns_nobody: !salon.config.matching.enabled,
        recent,
        recent_span: until - from,
        day: figures::figures(connection, company, day)?,
        day_without_host: figures::without_host(connection, company, day)?,
        bookable_staff,
        unmapped_staff,
    })
}
