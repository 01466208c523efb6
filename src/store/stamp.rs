//! Instants as stored: UTC, RFC 3339 text with `Z`, of one width each, so that text order is time order.

use crate::domain::Error;
use crate::domain::Result;
use time::OffsetDateTime;
use time::UtcOffset;
use time::format_description::well_known::Rfc3339;

/// Whole seconds, as people read them: `2026-11-21T09:30:00Z`. Fractions are cut.
pub fn seconds(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// Milliseconds, where order matters: `2026-11-21T09:30:00.250Z`.
pub fn millis(at: OffsetDateTime) -> String {
    let mut text = seconds(at);
    text.truncate(text.len().saturating_sub(1));
    text.push_str(&format!(".{:03}Z", at.millisecond()));
    text
}

/// Either form back. A column that does not hold one is a surprise.
pub fn parse(text: &str) -> Result<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|error| Error::internal(format!("{text:?} is no stored time: {error}")))
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
