//! Reads the answers of `/v2/slots` and `/v2/slots/reservations`.

use crate::calcom::wire::value::{instant, text};
use crate::calcom::{Reservation, Slot};
use serde_json::Value;

/// The slots of an answer in `format=range`, sorted, each once. Entries without both ends, or that end
/// before they start, are left out; how many is the second number.
pub(crate) fn slots(answer: &Value) -> Result<(Vec<Slot>, usize), String> {
    let days = match answer.get("data") {
        Some(Value::Object(days)) => days,
        // An empty map leaves some servers as an empty list.
        Some(Value::Array(none)) if none.is_empty() => return Ok((Vec::new(), 0)),
        _ => return Err("the slots answer has no data".to_owned()),
    };
    let mut slots = Vec::new();
    let mut unreadable: usize = 0;
    for (day, entries) in days {
        let entries =
            entries.as_array().ok_or_else(|| format!("the slots of {day:.10} are no list"))?;
        for entry in entries {
            match (instant(entry, &["start"]), instant(entry, &["end"])) {
                (Some(start), Some(end)) if start < end => slots.push(Slot { start, end }),
                _ => unreadable = unreadable.saturating_add(1),
            }
        }
    }
    slots.sort_unstable();
    slots.dedup();
    Ok((slots, unreadable))
}

/// The reservation of an answer.
pub(crate) fn reservation(answer: &Value) -> Result<Reservation, String> {
    let data = answer.get("data").filter(|data| data.is_object()).unwrap_or(answer);
    let uid = text(data, &["reservationUid"]).ok_or("the reservation has no uid")?;
    let until = instant(data, &["reservationUntil"]).ok_or("the reservation has no end")?;
    Ok(Reservation { uid, until })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use time::macros::datetime;

    #[test]
    fn slots_come_sorted_and_once() {
        let answer = json!({ "status": "success", "data": {
            "2026-12-02": [{ "start": "2026-12-02T08:00:00Z", "end": "2026-12-02T08:30:00Z" }],
            "2026-12-01": [
                { "start": "2026-12-01T11:00:00.000+01:00", "end": "2026-12-01T11:30:00.000+01:00" },
                { "start": "2026-12-01T09:00:00Z", "end": "2026-12-01T09:30:00Z" },
                { "start": "2026-12-01T09:00:00Z", "end": "2026-12-01T09:30:00Z" },
                { "start": "2026-12-01T09:00:00Z" },
                { "start": "2026-12-01T09:00:00Z", "end": "2026-12-01T08:30:00Z" },
                null,
            ],
        } });
        let (found, unreadable) = slots(&answer).expect("slots");
        assert_eq!(unreadable, 3);
        let starts: Vec<_> = found.iter().map(|slot| slot.start).collect();
        let expected = [
            datetime!(2026-12-01 09:00 UTC),
            datetime!(2026-12-01 10:00 UTC),
            datetime!(2026-12-02 08:00 UTC),
        ];
        assert_eq!(starts, expected);
    }

    #[test]
    fn no_slots_and_no_answer_are_different_things() {
        for none in [json!({ "data": {} }), json!({ "data": [] })] {
            assert_eq!(slots(&none), Ok((Vec::new(), 0)), "{none}");
        }
        for bad in [
            json!(null),
            json!({}),
            json!({ "data": null }),
            json!({ "data": [1] }),
            json!({ "data": { "slots": {} } }),
        ] {
            assert!(slots(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_reservation_needs_uid_and_end() {
        let good = json!({ "data": { "reservationUid": "r-1", "reservationUntil": "2026-12-01T09:05:00.079Z" } });
        let read = reservation(&good).expect("a reservation");
        assert_eq!(read.uid, "r-1");
        assert_eq!(read.until, datetime!(2026-12-01 09:05:00.079 UTC));
        for bad in [json!({}), json!({ "data": [] }), json!({ "data": { "reservationUid": "r" } })]
        {
            assert!(reservation(&bad).is_err(), "{bad}");
        }
    }
}
