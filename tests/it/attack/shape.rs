//! Right answers of Cal.com, taken apart: every field there is, and what each may be instead.

use crate::attack::dice::Dice;
use crate::support::harness::{
    BEARD_JUERGEN, COLOUR_EMMA, CUT_EMMA, CUT_JUERGEN, CUT_POOL, HOST_EMMA, HOST_JUERGEN,
};
use chairside::sandbox::stand_in::{Becomes, Operation};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

/// A uid that Cal.com has never given.
pub const NOBODYS_UID: &str = "neverSeenBefore0000001";
/// A saga's or a visit's name that nobody has.
const NOBODYS_NAME: &str = "01234567890123456789012345678901";
/// A text that no field of an answer is long enough for.
const LONG_CHARS: usize = 5_000;
/// Fields by which a booking is recognised: they lie oftener than the others.
pub const TELLING: [&str; 16] = [
    "/data",
    "/data/uid",
    "/data/start",
    "/data/end",
    "/data/status",
    "/data/eventTypeId",
    "/data/eventType/id",
    "/data/metadata",
    "/data/metadata/chairside_saga",
    "/data/metadata/chairside_ref",
    "/data/metadata/chairside_segment",
    "/data/attendees",
    "/data/attendees/0/email",
    "/data/rescheduledFromUid",
    "/data/rescheduledToUid",
    "/data/hosts",
];

/// The fields of the answers to the three calls, as JSON pointers; the empty one is the whole body.
pub struct Shapes {
    pub book: Vec<String>,
    pub reschedule: Vec<String>,
    pub cancel: Vec<String>,
}

impl Shapes {
    pub fn of(&self, operation: Operation) -> &[String] {
        match operation {
            Operation::Book => &self.book,
            Operation::Reschedule => &self.reschedule,
            _ => &self.cancel,
        }
    }
}

/// Every field of an answer's data, with the envelope around it, and those that only other answers have.
pub fn pointers(data: &Value) -> Vec<String> {
    let mut all: Vec<String> = vec![String::new(), "/status".into(), "/error".into()];
    walk(data, "/data", &mut all);
    all
}

fn walk(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                walk(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), all);
            }
        }
        Value::Array(items) => {
            for (place, value) in items.iter().enumerate() {
                walk(value, &format!("{at}/{place}"), all);
            }
        }
        _ => {}
    }
}

/// What is known when an answer is made to lie.
pub struct Around<'a> {
    /// What was asked for, UTC.
    pub start: OffsetDateTime,
    pub minutes: i64,
    /// Other bookings at Cal.com, as it shows them: the strangers' and other callers'.
    pub others: &'a [Value],
    /// The caller's own booking before it is moved or cancelled.
    pub own: Option<&'a Value>,
}

/// What the field becomes.
pub fn lie(dice: &mut Dice, pointer: &str, around: &Around) -> Becomes {
    match dice.below(10) {
        // The same field of another booking.
        0..=2 => {
            let own = around.own.filter(|_| dice.once_in(3));
            let whose = own.unwrap_or_else(|| dice.pick(around.others));
            let field = pointer.strip_prefix("/data").and_then(|rest| whose.pointer(rest));
            match field {
                Some(value) => Becomes::Value(value.clone()),
                None => odd(dice),
            }
        }
        3..=5 => match plausible(dice, pointer, around) {
            Some(value) => Becomes::Value(value),
            None => odd(dice),
        },
        _ => odd(dice),
    }
}

fn odd(dice: &mut Dice) -> Becomes {
    match dice.below(14) {
        0 => Becomes::Removed,
        1 => Becomes::Text,
        2 => Becomes::Number,
        3 => Becomes::Doubled,
        4 => Becomes::Wrapped,
        5 => Becomes::Value(Value::Null),
        6 => Becomes::Value(json!("")),
        7 => Becomes::Value(json!({})),
        8 => Becomes::Value(json!([])),
        9 => Becomes::Value(json!("x".repeat(LONG_CHARS))),
        10 => Becomes::Value(json!(true)),
        11 => Becomes::Value(json!(false)),
        12 => Becomes::Value(json!(*dice.pick(&[0, 1, -1, i64::MAX]))),
        _ => Becomes::Removed,
    }
}

/// Another value of the field's kind.
fn plausible(dice: &mut Dice, pointer: &str, around: &Around) -> Option<Value> {
    let last = pointer.rsplit('/').next().unwrap_or_default();
    Some(match last {
        "uid" | "rescheduledFromUid" | "rescheduledToUid" => uid(dice, around),
        "start" | "startTime" => instant(dice, around.start),
        "end" | "endTime" => instant(dice, around.start + Duration::minutes(around.minutes)),
        "createdAt" | "updatedAt" => instant(dice, around.start),
        "duration" => json!(*dice.pick(&[0, 1, -45, 15, 30, 60, 100_000])),
        "eventTypeId" => event_type(dice),
        "id" if pointer.contains("eventType") => event_type(dice),
        "id" if pointer.contains("hosts") => json!(*dice.pick(&[HOST_EMMA, HOST_JUERGEN, 0, 99])),
        "status" if pointer == "/status" => json!(*dice.pick(&["error", "success", "ok", ""])),
        "status" => json!(*dice.pick(&[
            "accepted",
            "ACCEPTED",
            "pending",
            "cancelled",
            "CANCELLED",
            "canceled",
            "rejected",
            "awaiting_host",
            "success",
            "error",
            "whatever",
        ])),
        "chairside_segment" => json!(*dice.pick(&["A", "B", "C", "D", "A+", "Z", "a"])),
        "chairside_saga" | "chairside_ref" => named(dice, around, last),
        "chairside_service" => json!(*dice.pick(&["schnitt", "bart", "ansatzfarbe", "nagel"])),
        "email" | "displayEmail" => {
            json!(*dice.pick(&["fremd@example.com", "emma@salon.example", "x@visits.example"]))
        }
        "name" => json!(*dice.pick(&["Fremde Person", "Emma Vogel", "Juergen Weiss"])),
        "phoneNumber" => json!(*dice.pick(&["+493023125177", "+49", "0"])),
        "error" => json!({ "code": "BadRequestException", "message": "no" }),
        _ => return None,
    })
}

fn uid(dice: &mut Dice, around: &Around) -> Value {
    match dice.below(3) {
        0 => json!(NOBODYS_UID),
        1 => around.own.map_or(json!(NOBODYS_UID), |own| own["uid"].clone()),
        _ => dice.pick(around.others)["uid"].clone(),
    }
}

fn named(dice: &mut Dice, around: &Around, key: &str) -> Value {
    let others = around.others.iter().map(|one| &one["metadata"][key]);
    let others: Vec<&Value> = others.filter(|name| name.is_string()).collect();
    if others.is_empty() || dice.once_in(3) {
        return json!(NOBODYS_NAME);
    }
    (*dice.pick(&others)).clone()
}

fn instant(dice: &mut Dice, about: OffsetDateTime) -> Value {
    let minutes = *dice.pick(&[-15, 15, 45, 60, 180, 240, -1440, 1440, -525_600, 5_256_000]);
    let at = about + Duration::minutes(minutes);
    let text = at.format(&Rfc3339).unwrap();
    match dice.below(6) {
        0 => json!(text.trim_end_matches('Z')),
        // The right instant, in another zone's words.
        1 => {
            let there = about.to_offset(time::macros::offset!(+5:30));
            json!(there.format(&Rfc3339).unwrap())
        }
        2 => json!(at.unix_timestamp()),
        _ => json!(text),
    }
}

fn event_type(dice: &mut Dice) -> Value {
    let ids = [CUT_EMMA, CUT_JUERGEN, CUT_POOL, BEARD_JUERGEN, COLOUR_EMMA, COLOUR_EMMA + 1, 0, 99];
    json!(*dice.pick(&ids))
}
