//! A shop as there are many, for expressions that are tried without a salon: its hours, and hours as a person writes
//! them.

use crate::domain::calendar::opening::{OpenHours, Opening};
use crate::domain::{Error, Result};

/// IANA name of the zone of a shop that says none.
pub const ZONE: &str = "Europe/Berlin";
/// The hours of a shop that says none.
pub const HOURS: &str = "9-18";
/// Tuesday to Saturday, Monday is 1.
const OPEN_DAYS: [u8; 5] = [2, 3, 4, 5, 6];

/// Open at these hours from Tuesday to Saturday: `9-18`, `8:30-20`, `09:00-18:00`.
pub fn open(hours: &str) -> Result<Opening> {
    let odd = || Error::invalid("opening hours are written like 9-18 or 8:30-18:30");
    let (opens, closes) = hours.split_once(['-', '–']).ok_or_else(odd)?;
    let (opens, closes) = (clock(opens).ok_or_else(odd)?, clock(closes).ok_or_else(odd)?);
    let hours = OPEN_DAYS.iter().map(|day| OpenHours::parse(*day, &opens, &closes));
    Ok(Opening { hours: hours.collect::<Result<_>>()?, closures: Vec::new() })
}

/// `9`, `9:30` or `09:30` as `HH:MM`; whether there is such a time is looked at by who reads that.
fn clock(text: &str) -> Option<String> {
    let (hour, minute) = text.trim().split_once(':').unwrap_or((text.trim(), "00"));
    let plain = |digits: &str, lengths: &[usize]| {
        lengths.contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
    };
    (plain(hour, &[1, 2]) && plain(minute, &[2])).then(|| format!("{hour:0>2}:{minute}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        let usual = open("09:00-18:00").unwrap();
        assert_eq!(usual.hours.len(), 5);
        for same in [HOURS, "9:00-18", " 9 - 18:00 ", "9–18"] {
            assert_eq!(open(same).unwrap(), usual, "{same}");
        }
        assert_ne!(open("8:30-20").unwrap(), usual);
        for odd in ["", "9", "18-9", "9-25", "9-18-20", "x-y", "9:3-18", "٩-18", "009-18"] {
            assert!(open(odd).is_err(), "{odd}");
        }
    }
}
