//! The format of a recording: JSON lines, each one object with `at` and a `kind`.
//!
//! Every line has
//! - `at`: when it happened, RFC 3339 in UTC (`…Z`). The clock stands there while the line is worked on.
//! - `kind`: what came in, see below.
//! - `calcom` (may be missing): what Cal.com answered to the questions this line caused, a list of
//!   `{"method", "path", "status", "body"}`. `status` is `null` where the answer was lost. Answers to one question
//!   are given in their order; what the line does not ask for is not left to later lines.
//!
//! | kind | further fields |
//! |---|---|
//! | `salon` | `company`, `branches`, `staff`, `services`, `matching`, `booking` as in `appliance.toml` |
//! | `function`, `retell_webhook`, `retell_inbound`, `calcom_webhook`, `web_booking` | `body` as it came in (a text stands for bytes that were no JSON); `answer`: what was answered then; `signature` |
//! | `poll` | none: Cal.com was asked what changed |
//! | `walk_in`, `import` | an appointment without a booking: `id`, `starts_at`, `ends_at`; `source`, `status`, `branch`, `service`, `staff` (keys), `customer` (`name`, `phone`) |
//! | `manual_mapping` | `host` (`id`, `name`, `email`), `staff` (key), `by`: the person at the salon who said so |
//! | `recorded` | what the system wrote that was recorded: `id`, `source`, `staff` (name or `null`), `host`, `booking_uid`; the last line of an `id` counts |
//! | `calcom` | one more answer, as in `calcom` above, that waits until it is asked for |
//!
//! Chairside's own recorder writes each line when it happens. A request, `poll`, `look` (`uid`) or `settle` (`saga`)
//! has a number `n`; the `calcom` and `answered` lines that belong to it come later and name it in `for`. Its salon line
//! says `"work": "recorded"`: background work is done where the recording has a line for it, and at no other time.
//! What was known before is told by `known`, `mapping`, `rejected` and `decided`; see `known`.
//!
//! Signatures are not checked: they were, when the line was recorded, and a recording holds no keys. Ids that
//! the recorded system gave to the agent (`offer_id`, `appointment_id`) are replaced by today's where `answer` tells
//! them. Unknown kinds and fields are errors.

use crate::config::Config;
use crate::domain::visit::booked::VisitStatus;
use crate::domain::visit::booking::Source;
use crate::recording::line::answer::RecordedAnswer;
use crate::recording::line::known::{
    AbsenceField, AnswerTo, AnsweredLine, DecidedByPerson, GapLine, KnownBooking, KnownMapping,
    LookLine, RejectedPair, SettleLine,
};
use crate::recording::line::rows::{ManualMapping, RecordedRow, WithoutBooking};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The kinds that are requests, and the doors they came in by.
const REQUESTS: [(&str, &str); 5] = [
    ("function", "/api/retell/function"),
    ("retell_webhook", RETELL_WEBHOOK),
    ("retell_inbound", "/api/retell/inbound"),
    ("calcom_webhook", CALCOM_WEBHOOK),
    ("web_booking", "/api/v2/bookings"),
];
const RETELL_WEBHOOK: &str = "/api/retell/webhook";
const CALCOM_WEBHOOK: &str = "/api/calcom/webhook";

/// The sections of `appliance.toml` that decide what becomes of a booking. The others say how this machine is
/// reached and hold its keys, which are no part of a recording.
const SALON_SECTIONS: [&str; 7] =
    ["company", "branches", "staff", "services", "matching", "booking", "pauses"];
/// `work` of a salon line that a Chairside wrote.
pub(crate) const WORK_RECORDED: &str = "recorded";
/// Nobody writes there: the recorded Cal.com sends no mail.
const ATTENDEE_DOMAIN: &str = "visits.example";

/// One line, understood.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// UTC.
    pub(crate) at: OffsetDateTime,
    /// What later lines name it by.
    pub(crate) number: Option<String>,
    /// What Cal.com answered meanwhile.
    pub(crate) calcom: Vec<RecordedAnswer>,
    pub(crate) what: What,
}

/// What a line is about.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// The salon as it is from now on.
    Salon(SalonLine),
    /// A request came in.
    Request(RequestLine),
    /// Cal.com was asked what changed.
    Poll,
    /// An appointment without a booking.
    WithoutBooking(WithoutBooking),
    /// A person said who a host is.
    ManualMapping(ManualMapping),
    /// What the recorded system wrote.
    Recorded(RecordedRow),
    /// An answer that waits.
    Calcom(RecordedAnswer),
    /// An answer to an earlier line.
    AnswerTo(AnswerTo),
    /// How an earlier request was answered.
    Answered(AnsweredLine),
    /// A booking was looked at.
    Look(LookLine),
    /// A saga was settled.
    Settle(SettleLine),
    /// A booking that was known before.
    Known(KnownBooking),
    /// Whose a host is from now on.
    Mapping(KnownMapping),
    /// Whose a host is not.
    Rejected(RejectedPair),
    /// Who does an appointment.
    Decided(DecidedByPerson),
    /// Something is missing here.
    Gap(GapLine),
    /// Answers whose question is not in the recording.
    Stray,
}

/// The salon as it is from now on.
#[derive(Clone, Debug)]
pub(crate) struct SalonLine {
    /// With nothing in it that a recording does not hold.
    pub(crate) config: Box<Config>,
    /// Background work is done where a line says so, and at no other time.
    pub(crate) work_is_recorded: bool,
    /// Who is not there, and when; `None` where the recording does not tell.
    pub(crate) absences: Option<Vec<AbsenceField>>,
}

/// A request, and what was answered when it was recorded.
#[derive(Clone, Debug)]
pub(crate) struct RequestLine {
    pub(crate) path: &'static str,
    /// As it came in.
    pub(crate) body: Value,
    /// As it was answered, where the recording tells.
    pub(crate) answer: Option<Value>,
    /// The HTTP status of that, where the recording tells.
    pub(crate) status: Option<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestFields {
    body: Value,
    #[serde(default)]
    answer: Option<Value>,
    /// Kept by recorders, checked by nobody.
    #[serde(default, rename = "signature")]
    _signature: Option<String>,
}

/// Reads one line. The error is a sentence without the place, which the caller knows.
pub(crate) fn parse(value: Value) -> Result<Line, String> {
    let Value::Object(mut fields) = value else {
        return Err("a line must be one JSON object".to_owned());
    };
    let at = instant(fields.remove("at"))?;
    let Some(Value::String(kind)) = fields.remove("kind") else {
        return Err("the line has no kind".to_owned());
    };
    let number = match kind.as_str() {
        "poll" | "look" | "settle" => fields.remove("n"),
        _ if is_request(&kind) => fields.remove("n"),
        _ => None,
    };
    let number = number.map(|number| text(&number, "n")).transpose()?;
    // A `calcom` line is an answer itself; every other one may carry some.
    let attached = if kind == "calcom" { None } else { fields.remove("calcom") };
    let calcom: Vec<RecordedAnswer> = match attached {
        Some(answers) => serde_json::from_value(answers)
            .map_err(|fault| format!("the answers in calcom: {fault}"))?,
        None => Vec::new(),
    };
    let what = what(&kind, at, fields)?;
    let own = match &what {
        What::Calcom(answer) => Some(answer),
        What::AnswerTo(to) => Some(&to.answer),
        _ => None,
    };
    for answer in calcom.iter().chain(own) {
        answer.question()?;
    }
    Ok(Line { at, number, calcom, what })
}

fn is_request(kind: &str) -> bool {
    REQUESTS.iter().any(|(name, _)| *name == kind)
}

/// Whether all that comes at once of a request to this path is a message in the inbox.
pub(crate) fn is_only_kept(path: &str) -> bool {
    [RETELL_WEBHOOK, CALCOM_WEBHOOK].contains(&path)
}

/// The kind of line that a request to this path is, if it is one that is replayed.
pub(crate) fn kind_of(path: &str) -> Option<&'static str> {
    REQUESTS.iter().find(|(_, door)| *door == path).map(|(kind, _)| *kind)
}

fn what(kind: &str, at: OffsetDateTime, fields: Map<String, Value>) -> Result<What, String> {
    if let Some((_, path)) = REQUESTS.iter().find(|(name, _)| *name == kind) {
        let RequestFields { body, answer, .. } = understood(kind, fields)?;
        return Ok(What::Request(RequestLine { path, body, answer, status: None }));
    }
    Ok(match kind {
        "salon" => What::Salon(salon(fields)?),
        "poll" => {
            if let Some(field) = fields.keys().next() {
                return Err(format!("a poll line has no field {field:?}"));
            }
            What::Poll
        }
        "walk_in" | "import" => {
            let mut row: WithoutBooking = understood(kind, fields)?;
            let source = row.source.get_or_insert_with(|| kind.to_owned());
            is_source(source)?;
            if VisitStatus::parse(&row.status).is_none() {
                return Err(format!("there is no status {:?}", row.status));
            }
            What::WithoutBooking(row)
        }
        "manual_mapping" => What::ManualMapping(understood(kind, fields)?),
        "recorded" => {
            let row: RecordedRow = understood(kind, fields)?;
            is_source(&row.source)?;
            What::Recorded(row)
        }
        "calcom" => answer(at, fields)?,
        "answered" => What::Answered(understood(kind, fields)?),
        "look" => What::Look(understood(kind, fields)?),
        "settle" => What::Settle(understood(kind, fields)?),
        "known" => {
            let known: KnownBooking = understood(kind, fields)?;
            known.road()?;
            What::Known(known)
        }
        "mapping" => {
            let mapping: KnownMapping = understood(kind, fields)?;
            mapping.made_by()?;
            What::Mapping(mapping)
        }
        "rejected" => What::Rejected(understood(kind, fields)?),
        "decided" => What::Decided(understood(kind, fields)?),
        "gap" => What::Gap(understood(kind, fields)?),
        _ => return Err(format!("there is no kind of line called {kind:?}")),
    })
}

/// One that names what it answers belongs there, and it is known when it came.
fn answer(at: OffsetDateTime, mut fields: Map<String, Value>) -> Result<What, String> {
    let unit = fields.remove("for").map(|unit| text(&unit, "for")).transpose()?;
    let answer: RecordedAnswer = understood("calcom", fields)?;
    Ok(match unit {
        Some(unit) => {
            let answer = RecordedAnswer { at: answer.at.or(Some(at)), ..answer };
            What::AnswerTo(AnswerTo { unit, answer })
        }
        None => What::Calcom(answer),
    })
}

fn text(value: &Value, field: &str) -> Result<String, String> {
    value.as_str().map(str::to_owned).ok_or_else(|| format!("{field} must be a text"))
}

/// A whole configuration around the recorded sections: no keys, no network, no poll but the recorded ones.
fn salon(mut fields: Map<String, Value>) -> Result<SalonLine, String> {
    let work = fields.remove("work").map(|work| text(&work, "work")).transpose()?;
    let absences = fields
        .remove("absences")
        .map(|list| serde_json::from_value(list).map_err(|fault| format!("the absences: {fault}")));
    let absences = absences.transpose()?;
    if let Some(other) = work.as_deref().filter(|work| *work != WORK_RECORDED) {
        return Err(format!("work can be {WORK_RECORDED:?} and not {other:?}"));
    }
    if let Some(other) = fields.keys().find(|key| !SALON_SECTIONS.contains(&key.as_str())) {
        return Err(format!("the salon line cannot be understood: unknown field {other:?}"));
    }
    fields.insert("insecure".to_owned(), json!(true));
    fields.insert("calcom".to_owned(), json!({ "attendee_domain": ATTENDEE_DOMAIN }));
    let config: Config = understood("salon", fields)?;
    let mut config = config.checked()?;
    // The clock stands while a request is answered: what does not settle at once goes on with the background work.
    config.booking.answer_deadline_seconds = 0;
    config.poll.every_seconds = 0;
    // What is kept for seconds would be kept for the whole day: no time passes but the recording's.
    config.booking.slots_kept_seconds = 0;
    Ok(SalonLine { config: Box::new(config), work_is_recorded: work.is_some(), absences })
}

fn understood<T: DeserializeOwned>(kind: &str, fields: Map<String, Value>) -> Result<T, String> {
    serde_json::from_value(Value::Object(fields))
        .map_err(|fault| format!("the {kind} line cannot be understood: {fault}"))
}

fn instant(at: Option<Value>) -> Result<OffsetDateTime, String> {
    let wanted = "must be an instant in UTC such as 2026-10-01T09:30:00Z";
    let Some(at) = at else { return Err(format!("the line has no at, which {wanted}")) };
    let parsed = at.as_str().and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
    parsed.filter(|at| at.offset().is_utc()).ok_or_else(|| format!("at is {at}, but {wanted}"))
}

fn is_source(source: &str) -> Result<(), String> {
    match Source::parse(source) {
        Some(_) => Ok(()),
        None => Err(format!("there is no source {source:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn error(line: Value) -> String {
        parse(line).expect_err("refused")
    }

    #[test]
    fn a_line_is_understood_strictly() {
        let at = "2026-10-01T09:30:00Z";
        let recorded = json!({ "id": 1, "source": "walk_in", "staff": null, "host": null, "booking_uid": null });
        let with = |more: Value| {
            let mut line = recorded.clone();
            line["at"] = json!(at);
            line["kind"] = json!("recorded");
            line.as_object_mut().expect("an object").extend(more.as_object().expect("too").clone());
            line
        };
        assert!(parse(with(json!({}))).is_ok());
        let mut missing = with(json!({}));
        missing.as_object_mut().expect("an object").remove("host");
        let cases = [
            (json!([]), "one JSON object"),
            (json!({ "kind": "poll" }), "no at"),
            (json!({ "at": "2026-10-01T09:30:00+02:00", "kind": "poll" }), "UTC"),
            (json!({ "at": "yesterday", "kind": "poll" }), "UTC"),
            (json!({ "at": 5, "kind": "poll" }), "UTC"),
            (json!({ "at": at }), "no kind"),
            (json!({ "at": at, "kind": "polls" }), "no kind of line called \"polls\""),
            (json!({ "at": at, "kind": "poll", "x": 1 }), "no field \"x\""),
            (json!({ "at": at, "kind": "function" }), "body"),
            (with(json!({ "source": "fax" })), "no source \"fax\""),
            (with(json!({ "extra": 1 })), "extra"),
            (missing, "host"),
            (json!({ "at": at, "kind": "look" }), "uid"),
            (json!({ "at": at, "kind": "look", "uid": "u", "n": 5 }), "n must be a text"),
            (json!({ "at": at, "kind": "settle", "saga": "s", "x": 1 }), "x"),
            (
                json!({ "at": at, "kind": "known", "source": "fax", "body": {} }),
                "no source \"fax\"",
            ),
            (
                json!({ "at": at, "kind": "mapping", "host": {}, "staff": null, "source": "guess",
                    "confidence": 0, "by": "x" }),
                "no source of a mapping \"guess\"",
            ),
            (json!({ "at": at, "kind": "salon", "work": "later" }), "work can be \"recorded\""),
            (
                json!({ "at": at, "kind": "calcom", "for": 7, "method": "GET", "path": "/x" }),
                "for must be a text",
            ),
            (with(json!({ "calcom": [{ "method": "GET", "path": "/v2/bookings/u" }] })), "status"),
            (
                with(json!({ "calcom": [{ "method": "PUT", "path": "/v2/x", "status": 200 }] })),
                "nothing that is asked",
            ),
        ];
        for (line, words) in cases {
            let error = error(line.clone());
            assert!(error.contains(words), "{line}: {error}");
        }
    }

    #[test]
    fn every_request_has_its_door() {
        for (kind, door) in REQUESTS {
            let line = json!({ "at": "2026-10-01T09:30:00Z", "kind": kind, "body": {}, "signature": "v=1,d=2" });
            let line = parse(line).expect("a line");
            assert!(matches!(line.what, What::Request(request) if request.path == door), "{kind}");
        }
    }
}
