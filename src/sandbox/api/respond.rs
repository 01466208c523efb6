//! One call from request to answer: faults, delay, routes, log.

use crate::sandbox::answer::Answer;
use crate::sandbox::api::bookings::as_it_is;
use crate::sandbox::api::call::{Call, Found, Pause};
use crate::sandbox::api::core::Core;
use crate::sandbox::api::routes::{dispatch, find};
use crate::sandbox::fault::faults::{FAULT_HEADER, FaultKind, Operation};
use crate::sandbox::fault::trouble::{Refused, refusal_of, spoil};
use crate::sandbox::instant::http_date;
use crate::sandbox::message::{Ending, Request, Written};
use crate::sandbox::stop::lock;
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Carries out the late writes whose time has come; says how many.
pub(crate) fn write_due(core: &Core) -> usize {
    let now = core.now();
    let due = {
        let mut late = lock(&core.late);
        let (due, rest) = std::mem::take(&mut *late).into_iter().partition(|(at, _)| *at <= now);
        *late = rest;
        let due: Vec<(OffsetDateTime, Request)> = due;
        due
    };
    for (_, request) in &due {
        let call = Call::new(core, request, find(request), None, Pause::default());
        if dispatch(&call).is_err() {
            log::debug!("sandbox: a late write was refused");
        }
    }
    due.len()
}

/// Does what the request asks for, as far as the faults allow.
pub(crate) fn respond(core: &Core, request: &Request) -> Written {
    write_due(core);
    let found = find(request);
    let faults = faults_of(core, request, &found);
    let late = faults.iter().find_map(|fault| match fault {
        FaultKind::LateWrite(delay) => core.now().checked_add((*delay).try_into().ok()?),
        _ => None,
    });
    let written = match refusal_of(&faults) {
        Some(Refused::Silently) => written(core, None, request, Ending::Silent),
        Some(Refused::With(answer)) => written(core, Some(answer), request, Ending::Whole),
        None => match late {
            Some(at) => {
                lock(&core.late).push((at, request.clone()));
                written(core, None, request, Ending::Silent)
            }
            None => carry_out(core, request, found, &faults),
        },
    };
    core.note(request, written.status);
    written
}

fn carry_out(core: &Core, request: &Request, found: Found<'_>, faults: &[FaultKind]) -> Written {
    let delays = faults.iter().filter_map(|fault| match fault {
        FaultKind::DelayBefore(delay) => Some(*delay),
        _ => None,
    });
    let pause = delays.fold(core.options.delay, Duration::saturating_add);
    let shape = faults.iter().find_map(FaultKind::host_shape);
    let held = faults.contains(&FaultKind::HoldBefore);
    let mut pause = Pause { held, delay: pause };
    let ghost = faults.contains(&FaultKind::NotDone).then(|| {
        std::mem::take(&mut pause).spend(core);
        core.ghost()
    });
    let call = Call::new(ghost.as_ref().unwrap_or(core), request, found, shape, pause);
    let as_it_is = faults.contains(&FaultKind::Unchanged).then(|| as_it_is(&call)).flatten();
    let mut answer = as_it_is.unwrap_or_else(|| dispatch(&call).unwrap_or_else(|no| no));
    call.pause();
    let mut ending = Ending::Whole;
    for fault in faults {
        match fault {
            FaultKind::LostAnswer => ending = Ending::Silent,
            FaultKind::CutBody => ending = Ending::Cut,
            FaultKind::Drip(interval) => ending = Ending::Drip(*interval),
            FaultKind::Huge => ending = Ending::Huge,
            FaultKind::HoldAfter => core.hold(),
            FaultKind::DelayAfter(delay) => {
                core.stop.sleep(*delay);
            }
            other => spoil(&mut answer, other, &request.target, core.now()),
        }
    }
    let content_type = faults.iter().find_map(|fault| match fault {
        FaultKind::ContentType(other) => Some(other.clone()),
        _ => None,
    });
    let mut written = written(core, Some(answer), request, ending);
    written.content_type = content_type.unwrap_or(written.content_type);
    written
}

fn written(core: &Core, answer: Option<Answer>, request: &Request, ending: Ending) -> Written {
    let silent = matches!(ending, Ending::Silent);
    let answer = answer.unwrap_or_else(Answer::bare_500);
    let (content_type, body) = answer.render(&request.target, core.now());
    let mut headers = answer.headers;
    headers.push(("X-Request-Id", lock(&core.request_ids).uuid()));
    let ahead = core.switches().clock_ahead;
    headers.push(("Date", http_date(core.now().saturating_add(ahead))));
    let status = if silent { 0 } else { answer.status };
    Written { status, headers, content_type: content_type.to_owned(), body, ending }
}

/// From the header, the host program, and the event type, in this order.
fn faults_of(core: &Core, request: &Request, found: &Found<'_>) -> Vec<FaultKind> {
    let asked = request.header(FAULT_HEADER).unwrap_or_default();
    let mut faults = FaultKind::parse_list(asked);
    let (attendee, event_type_fault) = {
        let state = core.state();
        let booking = found.params.first().and_then(|uid| state.booking(uid));
        let attendee = booking.map(|b| {
            let start = b.start.format(&Rfc3339).unwrap_or_default();
            let at = format!("{}@{start}", b.event_type_id);
            format!("{}\n{}\n{at}", b.attendee.name, b.attendee.email)
        });
        let asked_for = || request.json().ok()?.get("eventTypeId")?.as_i64();
        let id = match found.operation() {
            Operation::Book => asked_for(),
            _ => booking.map(|booking| booking.event_type_id),
        };
        (attendee, id.and_then(|id| state.event_types.get(&id)?.fault()))
    };
    let query: String = request.query.iter().map(|(k, v)| format!("{k}={v}\n")).collect();
    let body = String::from_utf8_lossy(&request.body);
    let text = format!("{}\n{query}{body}\n{}", request.path(), attendee.unwrap_or_default());
    faults.extend(lock(&core.faults).take(found.operation(), &text));
    // An event type's fault spoils what changes something; looking stays possible, or nobody could recover.
    if let Some(fault) = event_type_fault.filter(|fault| fault.host_shape().is_none())
        && request.method == "POST"
    {
        faults.push(fault);
    }
    faults
}
