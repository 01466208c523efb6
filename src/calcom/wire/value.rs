//! Small lenient readers that the other `wire` files share: text, ids, times, and sentences fit for the log.

use serde_json::Value;
use time::format_description::well_known::{Iso8601, Rfc3339};
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// Longest message of Cal.com that is kept, in characters.
pub(crate) const MESSAGE_MAX_CHARS: usize = 300;
/// Longest error code that is kept, in characters.
pub(crate) const CODE_MAX_CHARS: usize = 80;
/// Longest booking uid that is believed, in bytes. Cal.com's have about 22.
pub(crate) const UID_MAX_BYTES: usize = 512;
/// Longest attendee name that is kept, in characters.
pub(crate) const NAME_MAX_CHARS: usize = 200;
/// Longest text that is tried as a time, in bytes.
const INSTANT_MAX_BYTES: usize = 40;
/// A word that starts with `+` and has at least this many digits is taken for a phone number.
const PHONE_MIN_DIGITS: usize = 7;

/// The first of the fields that holds text (or a number, as text) that is not blank.
pub(crate) fn text(object: &Value, fields: &[&str]) -> Option<String> {
    fields.iter().find_map(|field| match object.get(field)? {
        Value::String(text) => Some(text.trim()).filter(|t| !t.is_empty()).map(str::to_owned),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    })
}

/// The first of the fields that holds a positive number, in digits or as text.
pub(crate) fn id(object: &Value, fields: &[&str]) -> Option<i64> {
    fields.iter().find_map(|field| {
        let id = match object.get(field)? {
            Value::Number(number) => number.as_i64()?,
            Value::String(digits) => digits.trim().parse().ok()?,
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
        };
        (id > 0).then_some(id)
    })
}

/// A booking uid that may be used: visible ASCII without blanks and not endless.
pub(crate) fn uid(object: &Value, fields: &[&str]) -> Option<String> {
    text(object, fields).filter(|uid| is_plausible_uid(uid))
}

/// Whether a text may be a booking uid at all. `.` and `..` would be another path.
pub(crate) fn is_plausible_uid(uid: &str) -> bool {
    (1..=UID_MAX_BYTES).contains(&uid.len())
        && uid.bytes().all(|byte| byte.is_ascii_graphic())
        && uid != "."
        && uid != ".."
}

/// The first of the fields that holds a time.
pub(crate) fn instant(object: &Value, fields: &[&str]) -> Option<OffsetDateTime> {
    fields.iter().find_map(|field| parse_instant(object.get(field)?.as_str()?))
}

/// A time in any RFC 3339 form, with or without fractions, seconds or offset; without one it is UTC.
/// The answer is in UTC.
pub(crate) fn parse_instant(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim();
    if !text.is_ascii() || text.len() > INSTANT_MAX_BYTES {
        return None;
    }
    // RFC 3339 allows a small t and z, and names the blank as what people write instead of T.
    let mut text = text.to_ascii_uppercase();
    if text.as_bytes().get(10) == Some(&b' ') {
        text.replace_range(10..11, "T");
    }
    let parsed = OffsetDateTime::parse(&text, &Rfc3339)
        .or_else(|_| OffsetDateTime::parse(&format!("{text}Z"), &Rfc3339))
        .or_else(|_| OffsetDateTime::parse(&text, &Iso8601::PARSING))
        .or_else(|_| {
            PrimitiveDateTime::parse(&text, &Iso8601::PARSING).map(PrimitiveDateTime::assume_utc)
        })
        .ok()?;
    let utc = parsed.checked_to_offset(UtcOffset::UTC)?;
    (1..=9999).contains(&utc.year()).then_some(utc)
}

/// An instant as Cal.com wants it: UTC with `Z`, to the millisecond at most (rounded down).
/// Years that do not have four digits are refused.
pub(crate) fn utc_text(at: OffsetDateTime) -> Result<String, String> {
    const WHOLE: &[time::format_description::BorrowedFormatItem<'_>] =
        format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    const MILLIS: &[time::format_description::BorrowedFormatItem<'_>] =
        format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    let utc = at
        .checked_to_offset(UtcOffset::UTC)
        .filter(|utc| (1..=9999).contains(&utc.year()))
        .ok_or_else(|| "a time outside the years 1 to 9999".to_owned())?;
    let format = if utc.millisecond() == 0 { WHOLE } else { MILLIS };
    utc.format(format).map_err(|error| format!("a time cannot be written: {error}"))
}

/// The first `max` characters, with a sign that something is missing.
pub(crate) fn cut(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

/// Cal.com's own words made fit for the log: one line, cut, without mail addresses and phone numbers.
pub(crate) fn sentence(text: &str) -> String {
    // Cut before as well, so that a body of megabytes costs nothing.
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .take(MESSAGE_MAX_CHARS)
        .map(|word| {
            if word.contains('@') {
                "<address>"
            } else if is_phone(word) {
                "<number>"
            } else {
                word
            }
        })
        .collect();
    cut(&words.join(" "), MESSAGE_MAX_CHARS)
}

fn is_phone(word: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    word.find('+').and_then(|plus| word.get(plus..)).is_some_and(|number| {
        digits(number) >= PHONE_MIN_DIGITS && !number.contains(':') && !number.contains('T')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use time::macros::datetime;

    #[test]
    fn times_are_read_in_every_form() {
        let same = [
            "2026-12-01T09:30:00.000Z",
            "2026-12-01T09:30:00Z",
            "2026-12-01t09:30:00z",
            "2026-12-01 09:30:00Z",
            "2026-12-01T09:30:00+00:00",
            "2026-12-01T10:30:00+01:00",
            "2026-12-01T10:30:00.000000+01:00",
            "2026-12-01T10:30:00+0100",
            "2026-12-01T04:00:00-05:30",
            "2026-12-01T09:30:00",
            "2026-12-01T09:30:00.0",
            "2026-12-01T09:30Z",
            "2026-12-01T09:30",
            "  2026-12-01T09:30:00Z ",
        ];
        for text in same {
            assert_eq!(parse_instant(text), Some(datetime!(2026-12-01 09:30 UTC)), "{text}");
        }
        let no_time = [
            "",
            "now",
            "2026-12-01",
            "09:30",
            "2026-13-01T09:30:00Z",
            "2026-02-30T09:30:00Z",
            "2026-12-01T25:00:00Z",
            "2026-12-01T09:30:00ZZ",
            "２０２６-12-01T09:30:00Z",
            "0000-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-12:00",
            "2026-12-01T09:30:00.00000000000000000000000000000Z",
            "-2026-12-01T09:30:00Z",
            "+102026-12-01T09:30:00Z",
        ];
        for text in no_time {
            assert_eq!(parse_instant(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_written_in_utc_with_z() {
        let cases = [
            (datetime!(2026-12-01 10:30 +1), "2026-12-01T09:30:00Z"),
            (datetime!(2026-12-01 09:30:00.1239 UTC), "2026-12-01T09:30:00.123Z"),
            (datetime!(2026-12-01 09:30:00.0009 UTC), "2026-12-01T09:30:00Z"),
        ];
        for (at, text) in cases {
            assert_eq!(utc_text(at).as_deref(), Ok(text));
        }
        assert!(utc_text(datetime!(-5-12-01 09:30 UTC)).is_err());
    }

    #[test]
    fn ids_and_texts_may_be_numbers_or_text() {
        let object = json!({ "a": 7, "b": "8", "c": "x", "d": -1, "e": 1.5, "f": null, "g": " " });
        let ids = [("a", Some(7)), ("b", Some(8)), ("c", None), ("d", None), ("e", None)];
        for (field, expected) in ids {
            assert_eq!(id(&object, &[field]), expected, "{field}");
        }
        assert_eq!(id(&object, &["none", "c", "b"]), Some(8));
        assert_eq!(text(&object, &["f", "g", "c"]).as_deref(), Some("x"));
        assert_eq!(text(&json!([]), &["a"]), None);
    }

    #[test]
    fn a_uid_is_a_path_element_and_nothing_else() {
        for uid in ["abc", "a-b_c.d", "a/b", "a%2fb"] {
            assert!(is_plausible_uid(uid), "{uid}");
        }
        for uid in ["", ".", "..", "a b", "a\nb", "ä", &"x".repeat(UID_MAX_BYTES + 1)] {
            assert!(!is_plausible_uid(uid), "{uid}");
        }
    }

    #[test]
    fn sentences_are_short_and_know_nobody() {
        let cases = [
            ("No seats\nleft.", "No seats left."),
            ("Attendee ada@example.com is busy", "Attendee <address> is busy"),
            ("Attendee +491713920007 is busy", "Attendee <number> is busy"),
            ("at 2026-09-08T04:00:11+00:00, in UTC+0", "at 2026-09-08T04:00:11+00:00, in UTC+0"),
        ];
        for (raw, shown) in cases {
            assert_eq!(sentence(raw), shown);
        }
        assert_eq!(sentence(&"ü".repeat(5_000)).chars().count(), MESSAGE_MAX_CHARS + 1);
        assert_eq!(sentence(&"ü ".repeat(5_000)).chars().count(), MESSAGE_MAX_CHARS + 1);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived_and_times_come_back(text in "\\PC*", near in "[0-9TZ:.+ -]{0,40}") {
            sentence(&text);
            parse_instant(&text);
            if let Some(at) = parse_instant(&near) {
                let written = utc_text(at).expect("a time within four-digit years");
                let again = parse_instant(&written).expect("what we write");
                assert_eq!(again.unix_timestamp(), at.unix_timestamp());
            }
        }
    }
}
