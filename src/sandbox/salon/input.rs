//! Reads request bodies of bookings as strictly as Cal.com does.

use crate::sandbox::answer::Answer;
use crate::sandbox::instant::{parse_time, zone};
use crate::sandbox::salon::state::{Attendee, EventType, State};
use serde_json::{Map, Value};
use time::OffsetDateTime;

const METADATA_KEYS_MAX: usize = 50;
const METADATA_KEY_CHARS_MAX: usize = 40;
const METADATA_VALUE_CHARS_MAX: usize = 500;
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

const CREATE_FIELDS: [&str; 16] = [
    "start",
    "attendee",
    "bookingFieldsResponses",
    "eventTypeId",
    "eventTypeSlug",
    "username",
    "teamSlug",
    "organizationSlug",
    "guests",
    "meetingUrl",
    "location",
    "metadata",
    "lengthInMinutes",
    "routing",
    "emailVerificationCode",
    "rrHostSubsetIds",
];
const ATTENDEE_FIELDS: [&str; 5] = ["name", "timeZone", "phoneNumber", "language", "email"];
const RESCHEDULE_FIELDS: [&str; 5] =
    ["start", "rescheduledBy", "reschedulingReason", "emailVerificationCode", "rrHostSubsetIds"];
const CANCEL_FIELDS: [&str; 2] = ["cancellationReason", "cancelSubsequentBookings"];
const LANGUAGES: [&str; 43] = [
    "ar", "ca", "de", "es", "eu", "he", "id", "ja", "lv", "pl", "ro", "sr", "th", "vi", "az", "cs",
    "el", "es-419", "fi", "hr", "it", "km", "nl", "pt", "ru", "sv", "tr", "zh-CN", "bg", "da",
    "en", "et", "fr", "hu", "iw", "ko", "no", "pt-BR", "sk", "ta", "uk", "zh-TW", "bn",
];

type Fields = Map<String, Value>;

/// `POST /v2/bookings`, checked.
pub(crate) struct CreateInput {
    pub(crate) start: OffsetDateTime,
    pub(crate) attendee: Attendee,
    pub(crate) guests: Vec<String>,
    pub(crate) metadata: Fields,
    pub(crate) responses: Fields,
    pub(crate) minutes: Option<u64>,
    pub(crate) host_subset: Vec<i64>,
}

/// `POST …/reschedule`, checked.
pub(crate) struct RescheduleInput {
    pub(crate) start: OffsetDateTime,
    pub(crate) reason: Option<String>,
    pub(crate) by: Option<String>,
    pub(crate) host_subset: Vec<i64>,
}

pub(crate) fn create(body: &Fields) -> Result<CreateInput, Answer> {
    known_fields(body, &CREATE_FIELDS)?;
    let start = start_of(body)?;
    let metadata = object(body, "metadata")?;
    check_metadata(&metadata)?;
    let guests = texts(body, "guests")?;
    if let Some(guest) = guests.iter().find(|guest| !looks_like_email(guest)) {
        return Err(Answer::refused(400, format!("guests property is wrong,{guest} is no email ")));
    }
    let minutes = match body.get("lengthInMinutes") {
        None => None,
        Some(value) => Some(value.as_u64().ok_or_else(|| wrong("lengthInMinutes", "a number"))?),
    };
    Ok(CreateInput {
        start,
        attendee: attendee(body)?,
        guests,
        metadata,
        responses: object(body, "bookingFieldsResponses")?,
        minutes,
        host_subset: numbers(body, "rrHostSubsetIds")?,
    })
}

pub(crate) fn reschedule(body: &Fields) -> Result<RescheduleInput, Answer> {
    known_fields(body, &RESCHEDULE_FIELDS)?;
    Ok(RescheduleInput {
        start: start_of(body)?,
        reason: text(body, "reschedulingReason")?,
        by: text(body, "rescheduledBy")?,
        host_subset: numbers(body, "rrHostSubsetIds")?,
    })
}

/// The reason of a cancellation. Cal.com's document calls it optional, its server demanded it.
pub(crate) fn cancellation_reason(body: &Fields) -> Result<String, Answer> {
    known_fields(body, &CANCEL_FIELDS)?;
    let reason = text(body, "cancellationReason")?.filter(|reason| !reason.trim().is_empty());
    reason.ok_or_else(|| Answer::refused(400, "Cancellation reason is required"))
}

/// The event type that the body or query names: by id, or by slug and owner.
pub(crate) fn event_type<'a>(
    state: &'a State,
    id: Option<i64>,
    slug: Option<&str>,
    username: Option<&str>,
    team_slug: Option<&str>,
) -> Result<&'a EventType, Answer> {
    if let Some(id) = id {
        let found = state.event_types.get(&id);
        return found
            .ok_or_else(|| Answer::refused(404, format!("Event type with id {id} not found.")));
    }
    let (Some(slug), true) = (slug, username.is_some() || team_slug.is_some()) else {
        let message = "Provide eventTypeId, or eventTypeSlug with username or teamSlug";
        return Err(Answer::refused(400, message));
    };
    let found = state.event_types.values().find(|event_type| {
        let spec = &event_type.spec;
        let team = spec.team_id.and_then(|id| state.teams.get(&id));
        let owner = spec.hosts.first().and_then(|host| state.users.get(&host.user_id));
        let owned = match (team_slug, username) {
            (Some(wanted), _) => team.is_some_and(|team| team.slug == wanted),
            (None, Some(wanted)) => {
                team.is_none() && owner.is_some_and(|o| o.username.as_deref() == Some(wanted))
            }
            (None, None) => false,
        };
        spec.slug == slug && owned
    });
    found.ok_or_else(|| Answer::refused(404, format!("Event type with slug {slug} not found.")))
}

fn known_fields(body: &Fields, known: &[&str]) -> Result<(), Answer> {
    let strange: Vec<String> = body
        .keys()
        .filter(|key| !known.contains(&key.as_str()))
        .map(|key| format!("{key} property is wrong,property {key} should not exist "))
        .collect();
    if strange.is_empty() { Ok(()) } else { Err(Answer::refused(400, strange.join(","))) }
}

fn wrong(field: &str, what: &str) -> Answer {
    Answer::refused(400, format!("{field} property is wrong,{field} must be {what} "))
}

fn start_of(body: &Fields) -> Result<OffsetDateTime, Answer> {
    let start = body.get("start").and_then(Value::as_str).and_then(parse_time);
    start.ok_or_else(|| wrong("start", "a valid ISO 8601 date string"))
}

fn attendee(body: &Fields) -> Result<Attendee, Answer> {
    let Some(Value::Object(fields)) = body.get("attendee") else {
        return Err(wrong("attendee", "an object"));
    };
    known_fields(fields, &ATTENDEE_FIELDS)?;
    let name = text(fields, "name")?.filter(|name| !name.trim().is_empty());
    let name = name.ok_or_else(|| wrong("attendee.name", "a string"))?;
    let time_zone = text(fields, "timeZone")?.filter(|name| zone(name).is_some());
    let time_zone =
        time_zone.ok_or_else(|| wrong("attendee.timeZone", "a valid IANA time-zone"))?;
    let language = text(fields, "language")?.unwrap_or_else(|| "en".to_owned());
    if !LANGUAGES.contains(&language.as_str()) {
        return Err(wrong("attendee.language", "one of the known languages"));
    }
    let phone = text(fields, "phoneNumber")?;
    let digits = phone.as_deref().unwrap_or_default().trim_start_matches('+').to_owned();
    if let Some(phone) = &phone {
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        if !phone.starts_with('+') || !plain || !PHONE_DIGITS.contains(&digits.len()) {
            return Err(wrong("attendee.phoneNumber", "a valid phone number"));
        }
    }
    let email = match text(fields, "email")? {
        Some(email) if looks_like_email(&email) => email,
        Some(_) => return Err(wrong("attendee.email", "an email")),
        // Cal.com needs an address of everybody and makes one.
        None if phone.is_some() => format!("{digits}@sms.cal.com"),
        None => return Err(Answer::refused(400, "attendee must have an email or a phone number")),
    };
    Ok(Attendee { name, email, phone, time_zone, language, absent: false })
}

/// At most 50 keys of 40 characters, text values of 500; numbers and booleans pass, the rest does not.
fn check_metadata(metadata: &Fields) -> Result<(), Answer> {
    let refuse = |why: &str| Err(Answer::refused(400, format!("Metadata {why}")));
    if metadata.len() > METADATA_KEYS_MAX {
        return refuse("must have at most 50 keys");
    }
    for (key, value) in metadata {
        if key.chars().count() > METADATA_KEY_CHARS_MAX {
            return refuse("keys must have at most 40 characters");
        }
        match value {
            Value::Number(_) | Value::Bool(_) => {}
            Value::String(text) if text.chars().count() <= METADATA_VALUE_CHARS_MAX => {}
            Value::String(_) => return refuse("values must have at most 500 characters"),
            Value::Null | Value::Array(_) | Value::Object(_) => {
                return refuse("values must be strings, numbers or booleans");
            }
        }
    }
    Ok(())
}

pub(crate) fn looks_like_email(text: &str) -> bool {
    let valid = |(local, domain): (&str, &str)| {
        !local.is_empty() && domain.contains('.') && !domain.contains('@')
    };
    text.split_once('@').is_some_and(valid) && !text.contains(char::is_whitespace)
}

/// A text field; null counts as not there.
pub(crate) fn text(fields: &Fields, name: &str) -> Result<Option<String>, Answer> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(wrong(name, "a string")),
    }
}

fn object(fields: &Fields, name: &str) -> Result<Fields, Answer> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(Fields::new()),
        Some(Value::Object(object)) => Ok(object.clone()),
        Some(_) => Err(wrong(name, "an object")),
    }
}

fn texts(fields: &Fields, name: &str) -> Result<Vec<String>, Answer> {
    let problem = || wrong(name, "an array of strings");
    let Some(value) = fields.get(name) else { return Ok(Vec::new()) };
    let list = value.as_array().ok_or_else(problem)?;
    list.iter().map(|one| one.as_str().map(str::to_owned).ok_or_else(problem)).collect()
}

fn numbers(fields: &Fields, name: &str) -> Result<Vec<i64>, Answer> {
    let problem = || wrong(name, "an array of numbers");
    let Some(value) = fields.get(name) else { return Ok(Vec::new()) };
    let list = value.as_array().ok_or_else(problem)?;
    list.iter().map(|one| one.as_i64().ok_or_else(problem)).collect()
}
