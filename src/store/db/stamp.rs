//! Instants as stored: UTC, RFC 3339 text with `Z`, of one width each, so that text order is time order.

use crate::domain::{Error, Result};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// Whole seconds, as people read them: `2026-11-21T09:30:00Z`. Fractions are cut.
pub fn seconds(at: OffsetDateTime) -> String {
    to_the_second(at) + "Z"
}

/// Milliseconds, where order matters: `2026-11-21T09:30:00.250Z`.
pub fn millis(at: OffsetDateTime) -> String {
    format!("{}.{:03}Z", to_the_second(at), at.millisecond())
}

fn to_the_second(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    let (hour, minute, second) = at.to_hms();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// Either form back. A column that does not hold one is a surprise.
pub fn parse(text: &str) -> Result<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|error| Error::internal(format!("{text:?} is no stored time: {error}")))
}

/// Whole seconds in a stored JSON document: `#[serde(with = "stamp::as_text")]`.
pub(crate) mod as_text {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};
    use time::OffsetDateTime;

    pub fn serialize<S: Serializer>(at: &OffsetDateTime, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&super::seconds(*at))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<OffsetDateTime, D::Error> {
        super::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn both_forms_come_back_and_sort_as_time_does() {
        let at = datetime!(2026-11-21 10:30:00.250 +1);
        assert_eq!(seconds(at), "2026-11-21T09:30:00Z");
        assert_eq!(millis(at), "2026-11-21T09:30:00.250Z");
        assert_eq!(parse(&millis(at)).unwrap(), at);
        assert!(millis(at) < millis(at + time::Duration::milliseconds(1)));
        assert!(parse("yesterday").is_err());
    }
}
