//! Days in a row, each with what was made on it, and none left out. Days are UTC, as in the view
//! `staff_assignment_quality`, so that every surface cuts at the same instant.

use std::collections::BTreeMap;
use time::Date;

/// So many days are shown at most: a year and a day.
pub const DAYS_MAX: u32 = 366;

/// What was made on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayCounts {
    /// Appointments, walk-ins included.
    pub total: u64,
    /// Of these, those with a staff member.
    pub with_staff: u64,
    /// Of these, those with a host.
    pub with_host: u64,
    /// Of these, those with a Cal.com booking.
    pub bookings: u64,
    /// Of the bookings, those with a staff member.
    pub bookings_with_staff: u64,
}

/// The days that end with `last`, oldest first; those without anything have zeros.
pub fn filled(
    counted: &BTreeMap<Date, DayCounts>,
    last: Date,
    days: u32,
) -> Vec<(Date, DayCounts)> {
    let mut all = Vec::new();
    let mut day = Some(last);
    for _ in 0..days.min(DAYS_MAX) {
        let Some(date) = day else { break };
        all.push((date, counted.get(&date).copied().unwrap_or_default()));
        day = date.previous_day();
    }
    all.reverse();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn no_day_is_left_out_and_none_is_added() {
        let one = DayCounts { total: 3, ..DayCounts::default() };
        let counted = BTreeMap::from([(date!(2026 - 10 - 02), one), (date!(2026 - 09 - 01), one)]);
        let days = filled(&counted, date!(2026 - 10 - 03), 3);
        let seen: Vec<(Date, u64)> =
            days.iter().map(|(day, counts)| (*day, counts.total)).collect();
        assert_eq!(
            seen,
            [(date!(2026 - 10 - 01), 0), (date!(2026 - 10 - 02), 3), (date!(2026 - 10 - 03), 0)]
        );
        assert_eq!(filled(&counted, date!(2026 - 10 - 03), 0), []);
        assert_eq!(filled(&counted, Date::MIN, 9).len(), 1, "there is no day before the first");
        assert_eq!(filled(&counted, Date::MAX, u32::MAX).len(), 366);
    }
}
