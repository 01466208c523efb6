//! How much must have been counted before a bad rate means anything: one bad booking in an empty night is not 0 %.

use crate::domain::quality::rates::Rate;

/// From so many on, each one counts.
pub const ENOUGH: u64 = 20;
/// From so many on, two must be bad.
pub const FEW: u64 = 5;
const MISSES_OF_FEW: u64 = 2;
/// From so many on, all must be bad.
pub const HARDLY_ANY: u64 = 3;

/// Whether a bad rate is more than chance.
pub fn is_telling(rate: &Rate) -> bool {
    let (whole, misses) = (rate.whole, rate.misses());
    whole >= ENOUGH
        || (whole >= FEW && misses >= MISSES_OF_FEW)
        || (whole >= HARDLY_ANY && misses == whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::quality::rates::{Figures, rates};

    #[test]
    fn one_bad_booking_in_an_empty_night_tells_nothing() {
        for (whole, good, expected) in [
            (1, 0, false),
            (2, 0, false),
            (3, 0, true),
            (3, 1, false),
            (4, 1, false),
            (4, 0, true),
            (5, 4, false),
            (5, 3, true),
            (19, 18, false),
            (20, 19, true),
            (0, 0, false),
        ] {
            let figures = Figures { bookings: whole, with_host: good, ..Figures::default() };
            let rate = rates(&figures).into_iter().find(|rate| rate.name == "host_extraction");
            assert_eq!(is_telling(&rate.unwrap()), expected, "{good} of {whole}");
        }
        let all_failed = Figures { with_host: 3, failed: 3, ..Figures::default() };
        let rate = rates(&all_failed).into_iter().find(|rate| rate.name == "failed").unwrap();
        assert_eq!((rate.misses(), is_telling(&rate)), (3, true), "where less is better");
    }
}
