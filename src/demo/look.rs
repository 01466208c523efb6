//! What came of an entry, read from the database and from Cal.com's own log, never from the script.

use crate::demo::call::{Call, Caller, Step, Webhooks};
use crate::demo::stage::{Stage, for_log};
use crate::domain::calendar::read::weekday_name;
use crate::domain::host::kinds::AssignmentState;
use crate::domain::ids::{AppointmentId, StaffId};
use crate::domain::language::Language;
use crate::domain::visit::booking::Source;
use crate::frontdesk::diary::view;
use crate::frontdesk::diary::view::AppointmentView;
use crate::sandbox::stand_in::SandboxRequest;
use crate::store::host::staff;
use crate::store::service::salon;
use crate::store::visit::segment::Segment;
use crate::store::visit::{appointment, call, segment};
use serde_json::Value;
use time::OffsetDateTime;

/// More appointments than the day has.
const APPOINTMENTS_MAX: u32 = 1000;

/// What was answered last, and by what.
pub(crate) struct Heard {
    /// The function, or `page` for what happened at Cal.com.
    pub(crate) name: &'static str,
    pub(crate) body: Value,
    /// To how many requests at once.
    pub(crate) times: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// `08:05`, in Berlin.
    pub(crate) time: String,
    /// The call's id.
    pub(crate) call_id: String,
    pub(crate) asked: String,
    pub(crate) outcome: String,
    pub(crate) appointment: Option<i64>,
    /// Who does it; of two with one name the branch is named too.
    pub(crate) staff: Option<String>,
    /// By which rule that is known.
    pub(crate) rule: Option<String>,
    /// Which answer named the host.
    pub(crate) host_source: Option<String>,
    /// The appointment's booking in force.
    pub(crate) booking_uid: Option<String>,
}

/// An appointment with its one segment.
struct Found {
    diary: AppointmentView,
    segment: Option<Segment>,
}

/// Looks at what came of a call, given what was heard last and what Cal.com was asked meanwhile.
pub(crate) fn at(
    stage: &Stage,
    call: &Call,
    heard: &Heard,
    requests: &[SandboxRequest],
) -> Result<Line, String> {
    let found = find(stage, call, heard)?;
    let mut outcome = what(stage, call, heard, found.as_ref());
    if let Some(note) = note(stage, call, heard, found.as_ref(), requests)? {
        outcome = format!("{outcome}, {note}");
    }
    let (hour, minute) = call.at;
    let row = found.as_ref().map(|found| &found.diary.row);
    let segment = found.as_ref().and_then(|found| found.segment.as_ref());
    Ok(Line {
        time: format!("{hour:02}:{minute:02}"),
        call_id: call.id.clone(),
        asked: call.asked.to_owned(),
        outcome,
        appointment: found.as_ref().map(|found| found.diary.id.0),
        staff: match row.and_then(|row| row.staff.as_ref()) {
            Some(id) => Some(full_name(stage, id)?),
            None => None,
        },
        rule: segment.and_then(|segment| segment.rule.clone()),
        host_source: segment.and_then(|segment| segment.host_source.clone()),
        booking_uid: row.and_then(|row| row.booking_uid.clone()),
    })
}

/// All appointments as they stand, for comparing.
pub(crate) fn everything(stage: &Stage) -> Result<Vec<AppointmentView>, String> {
    let desk = stage.desk();
    let all = desk.store.read(|connection| appointment::all(connection, APPOINTMENTS_MAX));
    let all = all.map_err(for_log)?;
    let diaries = all.into_iter().map(|(id, _)| view::of(desk, id).map_err(for_log));
    diaries.filter_map(Result::transpose).collect()
}

fn find(stage: &Stage, call: &Call, heard: &Heard) -> Result<Option<Found>, String> {
    let desk = stage.desk();
    let text = |field: &str| {
        heard.body.pointer(&format!("/data/{field}")).and_then(Value::as_str).map(str::to_owned)
    };
    let diary = if let Some(id) = heard.body.get("appointment_id").and_then(Value::as_i64) {
        view::of(desk, AppointmentId(id)).map_err(for_log)?
    } else if let Some(uid) = text("uid").or_else(|| text("bookingUid")) {
        view::of_booking(desk, &uid).map_err(for_log)?
    } else if is(heard, "book_appointment", "unknown") {
        let ids = desk.store.read(|connection| call::appointments_of(connection, &call.id));
        match ids.map_err(for_log)?.last() {
            Some(id) => view::of(desk, *id).map_err(for_log)?,
            None => None,
        }
    } else {
        None
    };
    let Some(diary) = diary else { return Ok(None) };
    let segments = desk
        .store
        .read(|connection| segment::of_appointment(connection, diary.id))
        .map_err(for_log)?;
    Ok(Some(Found { segment: segments.into_iter().next().map(|(_, segment)| segment), diary }))
}

fn is(heard: &Heard, name: &str, status: &str) -> bool {
    heard.name == name && heard.body.get("status").and_then(Value::as_str) == Some(status)
}

fn what(stage: &Stage, call: &Call, heard: &Heard, found: Option<&Found>) -> String {
    let slot = found.map(|found| slot(stage, found.diary.row.starts_at)).unwrap_or_default();
    let count = |field: &str| {
        heard.body.get(field).and_then(Value::as_array).map(Vec::len).unwrap_or_default()
    };
    let status = heard.body.get("status").and_then(Value::as_str).unwrap_or_default();
    match (heard.name, status, found) {
        ("page", _, Some(_)) => match call.steps.last() {
            Some(Step::PageCancels { .. }) => "cancelled".to_owned(),
            Some(Step::PageHandsOver { .. }) => "handed over".to_owned(),
            _ => format!("booked {slot}"),
        },
        ("book_appointment", "booked" | "unknown", Some(_)) => format!("booked {slot}"),
        (_, "rescheduled", Some(_)) => format!("moved to {slot}"),
        (_, "cancelled", Some(_)) => "cancelled".to_owned(),
        (_, "cancelled_before", _) => "cancelled before".to_owned(),
        ("check_customer", "known", _) => format!("known, {} ahead", count("upcoming")),
        ("check_customer", _, _) => format!("{status}: asked for the name"),
        ("list_appointments", _, _) => match count("appointments") {
            1 => "1 appointment told".to_owned(),
            several => format!("{several} appointments told"),
        },
        ("check_availability", "ok", _) => format!("{} times offered", count("offers")),
        ("check_availability", "none", _) => match count("alternatives") {
            // Whether on another day, or with another staff member.
            0 => "asked back".to_owned(),
            several => format!("{several} other times offered"),
        },
        (_, "invalid", _) => "asked back".to_owned(),
        (_, "unavailable", _) => "asked to call again".to_owned(),
        (_, "not_found", _) => "no such appointment".to_owned(),
        (_, other, _) => format!("{}: {other}", heard.name),
    }
}

/// What else is to be known about it, at most one thing.
fn note(
    stage: &Stage,
    call: &Call,
    heard: &Heard,
    found: Option<&Found>,
    requests: &[SandboxRequest],
) -> Result<Option<String>, String> {
    if heard.times > 1 {
        return Ok(Some(format!("sent {} times", heard.times)));
    }
    let Some(Found { diary, .. }) = found else { return Ok(None) };
    let row = &diary.row;
    if matches!(call.caller, Caller::Nobody) {
        let by = match row.source {
            _ if call.webhooks == Webhooks::Lost => "by poll",
            Source::RetellWebhook => "by Retell",
            _ => "by webhook",
        };
        return Ok(Some(by.to_owned()));
    }
    match row.state {
        AssignmentState::Ambiguous => return Ok(Some("ambiguous".to_owned())),
        AssignmentState::NoCandidate => return Ok(Some("no candidate".to_owned())),
        AssignmentState::NotEvaluated => return Ok(Some("no host".to_owned())),
        AssignmentState::Matched => {}
    }
    if row.plan.is_composite() {
        return Ok(Some(format!("in {} parts", row.plan.segments)));
    }
    if let Some(trouble) = trouble(requests) {
        return Ok(Some(trouble.to_owned()));
    }
    if in_pause(stage, diary)? {
        return Ok(Some("in a pause".to_owned()));
    }
    match &row.preferred_staff {
        Some(wish) if row.status.stands() && row.staff.as_ref() != Some(wish) => {
            let wish = stage.desk().store.read(|c| staff::find(c, wish)).map_err(for_log)?;
            Ok(wish.map(|wish| format!("{} busy", wish.first_name())))
        }
        Some(_) | None => Ok(None),
    }
}

/// Whether it stands in the pause of another visit of the same person.
fn in_pause(stage: &Stage, diary: &AppointmentView) -> Result<bool, String> {
    let row = &diary.row;
    if !row.status.stands() || row.staff.is_none() {
        return Ok(false);
    }
    let all = stage.desk().store.read(|connection| appointment::all(connection, APPOINTMENTS_MAX));
    Ok(all.map_err(for_log)?.iter().any(|(_, around)| {
        around.plan.is_composite()
            && around.status.stands()
            && around.staff == row.staff
            && around.starts_at < row.starts_at
            && row.ends_at < around.ends_at
    }))
}

/// What went wrong with changing something at Cal.com, as Cal.com's own log tells it.
fn trouble(requests: &[SandboxRequest]) -> Option<&'static str> {
    let changes: Vec<u16> = requests
        .iter()
        .filter(|request| request.method == "POST" && request.target.starts_with("/v2/bookings"))
        .map(|request| request.status)
        .collect();
    let looked = requests.iter().any(|request| request.target.contains("attendeeEmail"));
    let answered = changes.last().is_some_and(|status| (200..300).contains(status));
    match changes.iter().find(|status| !(200..300).contains(*status)) {
        Some(0) if answered => Some("sent again"),
        Some(0) => Some("answer lost"),
        Some(429) => Some("after a 429"),
        Some(500) => Some("after a 500"),
        Some(502) => Some("after a 502"),
        Some(400 | 409) => Some("2nd choice"),
        Some(_) => Some("after a fault"),
        None if looked => Some("answer cut"),
        None => None,
    }
}

/// `Wed 09:00`: the day is at most a week away.
fn slot(stage: &Stage, at: OffsetDateTime) -> String {
    let (date, time) = stage.desk().salon.zone.local(at);
    let day: String = weekday_name(date.weekday(), Language::En).chars().take(3).collect();
    format!("{day} {:02}:{:02}", time.hour(), time.minute())
}

/// The name, with the branch if another staff member is called the same.
fn full_name(stage: &Stage, id: &StaffId) -> Result<String, String> {
    let desk = stage.desk();
    let company = desk.salon.company;
    let (roster, branches) = desk
        .store
        .read(|connection| {
            Ok((staff::roster(connection, company)?, salon::branches(connection, company)?))
        })
        .map_err(for_log)?;
    let Some(person) = roster.iter().find(|person| person.id == *id) else {
        return Ok("?".to_owned());
    };
    let branch = branches.iter().find(|branch| Some(branch.id) == person.branch);
    let namesakes = roster.iter().filter(|other| other.name == person.name).count();
    Ok(match branch {
        Some(branch) if namesakes > 1 => format!("{} ({})", person.name, branch.name),
        Some(_) | None => person.name.clone(),
    })
}
